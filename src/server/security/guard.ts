import { bodyLimit } from 'hono/body-limit';
import type { Hono } from 'hono';
import { RequestError } from '../request-error.js';
import { allowedHosts } from './hosts.js';
import { securityHeaders } from './headers.js';
import { LOGIN_PATH, requireToken, serveLogin } from './login.js';
import { rateLimit } from './rate-limit.js';
import type { RateLimit } from './rate-limit.js';
import { sameOriginWrites } from './same-origin.js';
import type { Tokens } from './tokens.js';

/** What is let in. */
export interface GuardOptions {
  /** The host that the server listens on. */
  readonly host: string;
  /** Other names that it answers to. */
  readonly names: readonly string[];
  readonly tokens: Tokens;
  readonly rate: RateLimit;
}

const MOST_BODY_BYTES = 1024 * 1024;

/** All that a request passes before anything is looked up, cheapest first. */
export function guard(app: Pick<Hono, 'use' | 'get' | 'post'>, { host, names, tokens, rate }: GuardOptions): void {
  app.use(securityHeaders());
  app.use(allowedHosts(host, names));
  app.use(rateLimit(rate));
  app.use(sameOriginWrites(LOGIN_PATH));
  app.use(requireToken(tokens));
  app.use(
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      onError: () => {
        throw new RequestError(413, 'ERR_BODY_TOO_LARGE', { message: `A body may have ${MOST_BODY_BYTES} bytes.` });
      },
    }),
  );
  serveLogin(app, tokens);
}
