import { posix } from 'node:path';
import { ArtifactStoreError } from '../../core/index.js';
import type { ByteRange } from '../artifact-store.js';
import { checkRange, isWhole } from '../byte-range.js';
import { mediaTypeOf } from '../media-type.js';
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
const UNTOLD = 'application/octet-stream';

/** A body behind an `http(s)` URL. Nothing is kept: each reading asks the server. */
export function httpOrigin(url: string, missing: Missing): Origin {
  const fileName = fileNameOf(url);
  let mediaType = mediaTypeOf(fileName);
  async function* read(range: ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
    checkRange(range);
    const response = await request(url, isWhole(range) ? {} : { range: rangeHeader(range) }, missing);
    if (response.status === RANGE_NOT_SATISFIABLE) return await response.body?.cancel();
    mediaType = mediaTypeFrom(response, fileName);
    yield* cut(response, range);
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
  };
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
  if (response.status < 500 && !RETRYABLE_STATUS.has(response.status)) throw missing(new Error(answer));
  throw new ArtifactStoreError(`${answer}. Try again later, or use a copy of the data elsewhere.`);
}

async function send(url: string, init: RequestInit, missing: Missing): Promise<Response> {
  if (!URL.canParse(url)) throw missing(new Error(`${url} is not a URL`));
  try {
    return await fetch(url, init);
  } catch (error) {
    throw unreachable(url, error);
  }
}

function unreachable(url: string, error: unknown): ArtifactStoreError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return new ArtifactStoreError(`${url} could not be read: ${cause}. Check the network and that the server runs.`, { cause: error });
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

// The name knows better than servers that call everything plain text or bytes.
function mediaTypeFrom(response: Response, fileName: string): string {
  const byName = mediaTypeOf(fileName);
  const told = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? UNTOLD;
  const isVague = [UNTOLD, 'binary/octet-stream', 'text/plain', ''].includes(told);
  return isVague && byName !== UNTOLD ? byName : told === '' ? UNTOLD : told;
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
