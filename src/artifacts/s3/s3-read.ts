import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteRange } from '../artifact-store.js';
import { checkRange, isWhole } from '../byte-range.js';
import type { S3Connection } from './s3-connection.js';
import { s3Error, statusOf } from './s3-errors.js';
import { ArtifactStoreError } from '../../core/index.js';

const RANGE_NOT_SATISFIABLE = 416;
const RESUMES = 5;
const FIRST_WAIT_MILLIS = 200;

/** What is read. */
export interface S3Reading {
  readonly at: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string };
  /** Begins an error's message. */
  readonly doing: string;
  /** The object as it was then, or none. */
  readonly etag?: string;
}

/**
 * An object, a chunk at a time. When the connection breaks on the way, reading goes on where it broke off, as long as the object is the same.
 *
 * Errors are the SDK's where the server answers so: 404, 412.
 *
 * @throws {ArtifactStoreError} when the server is away, or stays away.
 */
export async function* readObject(
  connection: S3Connection,
  reading: S3Reading,
  range: ByteRange = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  checkRange(range);
  const end = range.size === undefined ? Infinity : (range.offset ?? 0) + range.size;
  let { etag } = reading;
  let failures = 0;
  for (let start = range.offset ?? 0; ;) {
    try {
      const answer = await ask(connection, reading, { etag, range: isWhole(range) && start === 0 ? undefined : rangeHeader(start, end) });
      etag ??= answer?.etag;
      for await (const chunk of answer?.body ?? []) {
        start += chunk.length;
        failures = 0;
        yield chunk.subarray(0, Math.min(chunk.length, chunk.length + end - start));
      }
      return;
    } catch (error) {
      failures += 1;
      // What was not even begun the SDK has tried often enough.
      await waitOrThrow({ error, doing: reading.doing, failures: etag === undefined ? Infinity : failures });
    }
  }
}

async function waitOrThrow({ error, doing, failures }: { error: unknown; doing: string; failures: number }): Promise<void> {
  const failure = s3Error(doing, error);
  const isAway = failure instanceof ArtifactStoreError && failure.isAway;
  if (!isAway && statusOf(error) !== undefined) throw error;
  if (!isAway || failures > RESUMES) throw failure;
  await sleep(FIRST_WAIT_MILLIS * 2 ** (failures - 1));
}

interface Asked {
  readonly etag: string | undefined;
  readonly range: string | undefined;
}

async function ask({ sdk, client }: S3Connection, { at }: S3Reading, { etag, range }: Asked) {
  const condition = { ...(etag === undefined ? {} : { IfMatch: etag }), ...(range === undefined ? {} : { Range: range }) };
  try {
    const { Body, ETag } = await client.send(new sdk.GetObjectCommand({ ...at, ...condition }));
    return { body: Body as unknown as AsyncIterable<Uint8Array>, etag: ETag };
  } catch (error) {
    if (statusOf(error) === RANGE_NOT_SATISFIABLE) return undefined;
    throw error;
  }
}

// One byte at least: no header asks for none.
function rangeHeader(start: number, end: number): string {
  return `bytes=${start}-${end === Infinity ? '' : Math.max(end - 1, start)}`;
}
