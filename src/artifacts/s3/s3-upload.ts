import { crc32 } from 'node:zlib';
import type { CompletedPart } from '@aws-sdk/client-s3';
import type { HeldBody } from '../held-body.js';
import type { S3Connection } from './s3-connection.js';

/** Up to this size a body goes in one request, and into memory. */
export const PART_BYTES = 8 * 1024 * 1024;
const MOST_PARTS = 10_000;
const PARTS_AT_ONCE = 3;

/** What goes where. */
export interface S3Upload {
  readonly at: { readonly Bucket: string; readonly Key: string };
  readonly held: HeldBody;
  /** Nothing may be there; else what is there is replaced. */
  readonly isNew: boolean;
  readonly signal?: AbortSignal;
}

/** Gives S3 a body in one request, with its digest for S3 to compare. Errors are the SDK's: 412 when something is there that may not be. */
export async function uploadWhole({ sdk, client }: S3Connection, { at, held, isNew, signal }: S3Upload): Promise<void> {
  const Body = held.source instanceof Uint8Array ? held.source : await wholeOf(held);
  const ChecksumSHA256 = Buffer.from(held.sha256, 'hex').toString('base64');
  await client.send(
    new sdk.PutObjectCommand({ ...at, Body, ContentLength: held.size, ChecksumSHA256, ...condition(isNew) }),
    abortable(signal),
  );
}

/**
 * Gives S3 a body in parts, some at a time, each with a checksum for S3 to compare; the object is there when the last one is, or not at all. Whatever goes
 * wrong, no part stays there that somebody pays for.
 *
 * Our own, where `@aws-sdk/lib-storage` would be at hand: its `done()` rejects before it has cleaned up, and it lets requests go on that are under way.
 */
export async function uploadParts(connection: S3Connection, upload: S3Upload): Promise<void> {
  const { sdk, client } = connection;
  const { at, isNew, signal } = upload;
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'CRC32' }), abortable(signal));
  const failed = new AbortController();
  try {
    const Parts = await sendParts(connection, {
      ...upload,
      UploadId,
      failed,
      signal: AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]),
    });
    const command = new sdk.CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...condition(isNew) });
    await client.send(command, abortable(signal));
  } catch (error) {
    await client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
    throw error;
  }
}

interface PartsUpload extends S3Upload {
  readonly UploadId: string | undefined;
  readonly failed: AbortController;
  readonly signal: AbortSignal;
}

async function sendParts({ sdk, client }: S3Connection, { at, held, UploadId, signal, failed }: PartsUpload): Promise<CompletedPart[]> {
  const bytes = Math.max(PART_BYTES, Math.ceil(held.size / MOST_PARTS));
  const parts: CompletedPart[] = [];
  const read = await reading(held);
  let next = 0;
  const worker = async () => {
    const buffer = Buffer.allocUnsafeSlow(bytes);
    for (let part = next++; part * bytes < held.size; part = next++) {
      const Body = await read.part(buffer, part * bytes);
      const checksum = { ChecksumCRC32: checksumOf(Body) };
      const PartNumber = part + 1;
      const sent = await client.send(new sdk.UploadPartCommand({ ...at, UploadId, PartNumber, Body, ...checksum }), abortable(signal));
      parts[part] = { PartNumber, ETag: sent.ETag, ...checksum };
    }
  };
  // All have ended before anything else is done: a part that comes after the upload was given up would stay.
  const workers = Array.from({ length: PARTS_AT_ONCE }, () =>
    worker().catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  try {
    const ended = await Promise.allSettled(workers);
    const reasons = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    // What failed first is why the others were stopped.
    const [reason] = reasons.filter((one) => !(one instanceof Error && one.name === 'AbortError')).concat(reasons);
    if (reason !== undefined) throw reason;
    await read.check();
  } finally {
    await read.close();
  }
  return parts;
}

interface Reading {
  /** So many bytes as the buffer takes, from there on; good until the buffer is used again. */
  part(buffer: Buffer, start: number): Promise<Uint8Array>;
  /** @throws {BodyChangedError} */
  check(): Promise<void>;
  close(): Promise<void>;
}

async function reading({ source, size, stamp }: HeldBody): Promise<Reading> {
  if (source instanceof Uint8Array) {
    const nothing = () => Promise.resolve();
    return { part: (buffer, start) => Promise.resolve(source.subarray(start, start + buffer.length)), check: nothing, close: nothing };
  }
  const { handle } = await source.open();
  const check = () => source.check({ handle, size, mtimeMs: stamp?.mtimeMs ?? 0 });
  return {
    async part(buffer, start) {
      const length = Math.min(buffer.length, size - start);
      for (let filled = 0; filled < length;) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
        if (bytesRead === 0) throw source.changed();
        filled += bytesRead;
      }
      return buffer.subarray(0, length);
    },
    check,
    close: () => handle.close(),
  };
}

async function wholeOf(held: HeldBody): Promise<Uint8Array> {
  const read = await reading(held);
  try {
    const whole = await read.part(Buffer.allocUnsafeSlow(held.size), 0);
    await read.check();
    return whole;
  } finally {
    await read.close();
  }
}

function checksumOf(bytes: Uint8Array): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum.toString('base64');
}

function condition(isNew: boolean): { readonly IfNoneMatch?: string } {
  return isNew ? { IfNoneMatch: '*' } : {};
}

/** What a request of the SDK is sent with. */
export function abortable(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
