import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { RequestError } from '../request-error.js';

/** How many requests a client may send. */
export interface RateLimit {
  /** In the long run. */
  readonly perSecond: number;
  /** At once, after a rest. */
  readonly burst: number;
}

/** Clients that are remembered; who has been still the longest is forgotten first, and so begins anew. */
const MOST_CLIENTS = 10_000;

/** One token bucket for each client's address. Nothing else of a request is believed: `X-Forwarded-For` says what anybody likes. */
export class TokenBuckets {
  readonly #limit: RateLimit;
  readonly #buckets = new Map<string, { tokens: number; time: number }>();

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Takes one; gives the seconds to wait when there is none. */
  take(client: string, now = performance.now()): number {
    const { perSecond, burst } = this.#limit;
    const known = this.#buckets.get(client) ?? { tokens: burst, time: now };
    const tokens = Math.min(burst, known.tokens + ((now - known.time) / 1000) * perSecond);
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: tokens < 1 ? tokens : tokens - 1, time: now });
    if (this.#buckets.size > MOST_CLIENTS) this.#buckets.delete(this.#buckets.keys().next().value ?? client);
    return tokens < 1 ? (1 - tokens) / perSecond : 0;
  }
}

/** Answers 429 to who asks too often. */
export function rateLimit(limit: RateLimit): MiddlewareHandler {
  const buckets = new TokenBuckets(limit);
  return async (c, next) => {
    refuseWhenEmpty(buckets, c);
    await next();
  };
}

/** Takes a token of this client. @throws {RequestError} 429 with `Retry-After`. */
export function refuseWhenEmpty(buckets: TokenBuckets, c: Context): void {
  const wait = buckets.take(getConnInfo(c).remote.address ?? '');
  if (wait === 0) return;
  const message = 'Too many requests from this address. Wait a little; Retry-After says how many seconds.';
  throw new RequestError(429, 'ERR_TOO_MANY_REQUESTS', { message, headers: { 'retry-after': String(Math.ceil(wait)) } });
}
