import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArtifactStoreError } from '../../core/index.js';
import type { ByteRange } from '../artifact-store.js';
import { checkRange, isWhole } from '../byte-range.js';
import { mediaTypeOf, mediaTypeTold } from '../media-type.js';
import type { Missing, Origin } from './origin.js';

/** What a server says about a URL without sending its body. */
export interface Probe {
  /** Bytes; undefined when the server does not say. */
  readonly size: number | undefined;
  /** Now, when the server does not say. */
  readonly modified: Date;
  readonly mediaType: string;
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 425, 429]);
const RANGE_NOT_SATISFIABLE = 416;
const PARTIAL_CONTENT = 206;
// Of one request, or of one reading that gets no further.
const ATTEMPTS = 4;
const FIRST_WAIT_MILLIS = 100;
const LONGEST_WAIT_MILLIS = 10_000;

/**
 * A body behind an `http(s)` URL. Nothing is kept: each reading asks the server, again when it is busy or away. Where a connection breaks off, reading goes
 * on from there if the server can tell that the body is still the same.
 */
export function httpOrigin(url: string, missing: Missing): Origin {
  const fileName = fileNameOf(url);
  let mediaType = mediaTypeOf(fileName);
  async function* read(range: ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
    checkRange(range);
    let rest = range;
    let state: string | undefined;
    for (let failures = 0; ;) {
      const response = await ask(url, { rest, state }, missing);
      if (response === undefined) return;
      mediaType = mediaTypeFrom(response, fileName);
      state ??= stateOf(response);
      try {
        for await (const chunk of cut(response, rest)) {
          rest = after(rest, chunk.length);
          failures = 0;
          yield chunk;
        }
        return;
      } catch (error) {
        failures += 1;
        if (state === undefined || failures >= ATTEMPTS) throw error;
        await sleep(waitAfter(failures));
      }
    }
  }
  return {
    fileName,
    mediaType: () => mediaType,
    read,
    async stat() {
      const { size, ...rest } = await probeUrl(url, missing);
      return { ...rest, size: size ?? (await count(read({}))) };
    },
    list: async () => [fileName],
    presign: () => Promise.resolve(url),
  };
}

interface Asked {
  readonly rest: ByteRange;
  /** Of the body, when some of it was read already. */
  readonly state: string | undefined;
}

// Undefined: there is nothing so far behind.
async function ask(url: string, { rest, state }: Asked, missing: Missing): Promise<Response | undefined> {
  const part = isWhole(rest) ? {} : { range: rangeHeader(rest) };
  const response = await request(url, { ...part, ...(state === undefined ? {} : { 'if-range': state }) }, missing);
  const isOver = response.status === RANGE_NOT_SATISFIABLE;
  const isAnother = state !== undefined && !isWhole(rest) && !isOver && response.status !== PARTIAL_CONTENT;
  if (isOver || isAnother) await response.body?.cancel();
  if (isAnother) throw away(`${url} broke off, and could not be read from there on`);
  return isOver ? undefined : response;
}

function after({ offset = 0, size }: ByteRange, bytes: number): ByteRange {
  return { offset: offset + bytes, ...(size === undefined ? {} : { size: size - bytes }) };
}

/** Asks about a URL. Servers that refuse HEAD (signed links do) are asked with GET, and the body is not read. */
export async function probeUrl(url: string, missing: Missing): Promise<Probe> {
  const head = await send(url, { method: 'HEAD', headers: IDENTITY }, missing);
  const response = head.ok ? head : await request(url, {}, missing);
  await response.body?.cancel();
  const size = response.headers.get('content-length');
  const modified = Date.parse(response.headers.get('last-modified') ?? '');
  return {
    size: size === null ? undefined : Number(size),
    modified: Number.isNaN(modified) ? new Date() : new Date(modified),
    mediaType: mediaTypeFrom(response, fileNameOf(url)),
  };
}

// Bytes as they are stored: a compressed answer would have another length, and no ranges.
const IDENTITY = { 'accept-encoding': 'identity' };

async function request(url: string, headers: Readonly<Record<string, string>>, missing: Missing): Promise<Response> {
  const response = await send(url, { headers: { ...IDENTITY, ...headers } }, missing);
  if (response.ok || (response.status === RANGE_NOT_SATISFIABLE && 'range' in headers)) return response;
  await response.body?.cancel();
  const answer = `${url} answered ${response.status} ${response.statusText}`.trimEnd();
  if (!isBusy(response)) throw missing(new Error(answer));
  throw away(answer);
}

async function send(url: string, init: RequestInit, missing: Missing): Promise<Response> {
  if (!URL.canParse(url)) throw missing(new Error(`${url} is not a URL`));
  for (let failures = 1; ; failures += 1) {
    try {
      const response = await fetch(url, init);
      if (failures >= ATTEMPTS || init.method === 'HEAD' || !isBusy(response)) return response;
      await response.body?.cancel();
      await sleep(waitAfter(failures, response));
    } catch (error) {
      if (failures >= ATTEMPTS) throw unreachable(url, error);
      await sleep(waitAfter(failures));
    }
  }
}

function isBusy({ status }: Response): boolean {
  return status >= 500 || RETRYABLE_STATUS.has(status);
}

// What the server asks for, within reason; else ever longer.
function waitAfter(failures: number, response?: Response): number {
  const asked = Number(response?.headers.get('retry-after') ?? 0) * 1000;
  return Math.min(asked > 0 ? asked : FIRST_WAIT_MILLIS * 2 ** (failures - 1), LONGEST_WAIT_MILLIS);
}

/** What `If-Range` compares: the server's word for this very state of the body. A weak tag does not say that the bytes are the same. */
function stateOf({ headers }: Response): string | undefined {
  const tag = headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
}

function away(what: string): ArtifactStoreError {
  return new ArtifactStoreError(`${what}. Try again later, or use a copy of the data elsewhere.`, { isAway: true });
}

function unreachable(url: string, error: unknown): ArtifactStoreError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return new ArtifactStoreError(`${url} could not be read: ${cause}. Check the network and that the server runs.`, {
    cause: error,
    isAway: true,
  });
}

// A server may send more than was asked for, and most simple ones know no ranges.
async function* cut(response: Response, { offset = 0, size = Infinity }: ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
  const start =
    response.status === PARTIAL_CONTENT ? Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? offset) : 0;
  let skip = offset - start;
  let left = size;
  if (left === 0 || response.body === null) return await response.body?.cancel();
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      const part = chunk.subarray(Math.min(skip, chunk.length), Math.min(skip + left, chunk.length));
      skip -= Math.min(skip, chunk.length);
      left -= part.length;
      if (part.length > 0) yield part;
      if (left <= 0) return;
    }
  } catch (error) {
    throw unreachable(response.url, error);
  }
}

function rangeHeader({ offset = 0, size }: ByteRange): string {
  return `bytes=${offset}-${size === undefined ? '' : offset + Math.max(size, 1) - 1}`;
}

function mediaTypeFrom(response: Response, fileName: string): string {
  return mediaTypeTold(response.headers.get('content-type') ?? undefined, fileName);
}

function fileNameOf(url: string): string {
  if (!URL.canParse(url)) return 'body';
  const { pathname } = new URL(url);
  // No path separator may come out of an encoded name.
  return posix.basename(decode(pathname)).replaceAll(/[\\/\0]/g, '_') || 'body';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function count(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of chunks) size += chunk.length;
  return size;
}
