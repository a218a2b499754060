import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ConfigurationError } from '../../core/index.js';

/** What a token lets do. */
export type Access = 'read-only' | 'read-write';

/** Somebody who showed a token. */
export interface Principal {
  readonly name: string;
  readonly access: Access;
}

interface Entry extends Principal {
  readonly digest: Buffer;
}

const FORM = 'name:read-only:sha256-<64 hex digits> or name:read-write:sha256-…, with spaces or commas between entries';

/**
 * A new token, and what is kept of it: an entry of `TIDEMARK_AUTH_TOKENS`. A digest is enough, without salt or stretching: 256 random bits cannot be guessed,
 * and nobody has two tokens of one value.
 */
export function createToken({ name, access }: Principal): { readonly token: string; readonly entry: string } {
  const token = `tidemark_${randomBytes(32).toString('base64url')}`;
  return { token, entry: `${name}:${access}:sha256-${digestOf(token).toString('hex')}` };
}

/** Knows who a token belongs to. */
export class Tokens {
  readonly #entries: readonly Entry[];

  /** Reads `TIDEMARK_AUTH_TOKENS`. @throws {ConfigurationError} for an entry that cannot be read. */
  constructor(text: string) {
    this.#entries = text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(toEntry);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Looks at every entry, and at all of it, whatever it finds: the time says nothing. */
  find(token: string): Principal | undefined {
    const digest = digestOf(token);
    let found: Principal | undefined;
    for (const entry of this.#entries) {
      if (timingSafeEqual(entry.digest, digest)) found = { name: entry.name, access: entry.access };
    }
    return found;
  }
}

function toEntry(text: string, index: number): Entry {
  const [, name, access, hex] = /^([\w.@-]{1,100}):(read-only|read-write):sha256-([0-9a-f]{64})$/.exec(text) ?? [];
  // The text itself is not shown: somebody may have put a token there.
  if (name === undefined || hex === undefined)
    throw new ConfigurationError(`Entry ${index + 1} of TIDEMARK_AUTH_TOKENS is not ${FORM}. Make one with: tidemark token create`);
  return { name, access: access as Access, digest: Buffer.from(hex, 'hex') };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
