import { SecretNotFoundError, checkName } from '../core/index.js';
import type { Json } from '../core/index.js';

const SHORTEST_MASKED = 4;
const MASKED = '***';
// A secret of several lines (a key file) is printed line by line. Shorter lines of one are too ordinary to mask.
const SHORTEST_LINE = 8;
const TAG = '$tidemark';

/** Finds secrets: `TIDEMARK_SECRET_<KEY>`, then the secrets file, then the plain environment. An empty value counts as none. */
export class Secrets {
  readonly #file: Readonly<Record<string, string | undefined>>;
  readonly #env: NodeJS.ProcessEnv;

  constructor(file: Readonly<Record<string, string | undefined>>, env: NodeJS.ProcessEnv = process.env) {
    this.#file = file;
    this.#env = env;
  }

  /** @throws {SecretNotFoundError} when it is required and there is none. */
  find(key: string, required: boolean): string | undefined {
    checkName(key, 'Secret key');
    const value = this.#env[`TIDEMARK_SECRET_${key}`] || this.#file[key] || this.#env[key] || undefined;
    if (value === undefined && required) throw new SecretNotFoundError(key);
    return value;
  }
}

/** Replaces the values that were handed out, verbatim, base64 and URL-encoded, in whatever is about to be stored. */
export class Mask {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** From now on `secret` is masked. Values under 4 characters are not: they would mask ordinary text. */
  add(secret: string): void {
    if (secret.length < SHORTEST_MASKED || this.#forms.has(secret)) return;
    for (const part of [secret, ...linesOf(secret)]) for (const form of formsOf(part)) this.#forms.add(form);
    // Longest first, so that a form that contains another is replaced whole.
    const longestFirst = [...this.#forms].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longestFirst.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  }

  /** True when `text` holds a secret. */
  finds(text: string): boolean {
    return this.#pattern !== undefined && text.search(this.#pattern) >= 0;
  }

  /** `text` with every secret replaced by `***`. */
  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, MASKED);
  }

  /** The same for every string in a value, keys too. */
  json<T extends Json>(value: T): T;
  json(value: Json): Json {
    if (this.#pattern === undefined) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.json(item));
    const { [TAG]: tag, value: content = null } = value as { readonly [key: string]: Json | undefined };
    if (tag === 'object') return { [TAG]: tag, value: this.json(content) };
    // A number, bigint or date stays one that can be read back, or becomes text.
    if (typeof tag === 'string') return typeof content === 'string' && this.finds(content) ? this.text(content) : value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.text(key), inner === undefined ? undefined : this.json(inner as Json)]),
    );
  }
}

function linesOf(secret: string): string[] {
  return secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE && line !== secret);
}

function formsOf(secret: string): string[] {
  const urlEncoded = encodeURIComponent(secret);
  const forms = [
    secret,
    urlEncoded,
    urlEncoded.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
    new URLSearchParams([['', secret]]).toString().slice(1),
  ];
  // Inside a longer text that is encoded as a whole, a secret may begin at any of three places of a base64 group: what is the same for every neighbour.
  const bytes = Buffer.from(secret);
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const first = before === 0 ? 0 : before + 1;
    const complete = Math.floor(((before + bytes.length) * 8) / 6);
    const core = encoded.slice(first, complete);
    if (core.length >= SHORTEST_MASKED) forms.push(core, core.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
