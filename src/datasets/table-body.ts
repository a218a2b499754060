import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TableBody } from './table-reader.js';

const CHUNK_BYTES = 256 * 1024;

/** Bytes in memory. They are not copied: leave them alone while they are read. */
export function bytesBody(name: string, bytes: Uint8Array): TableBody {
  return {
    name,
    size: bytes.byteLength,
    async *read(start, end) {
      for (let at = start; at < end; at += CHUNK_BYTES) yield bytes.subarray(at, Math.min(at + CHUNK_BYTES, end));
    },
  };
}

/** A local file, which should not change while it is read. Errors are those of the file system. */
export async function pathBody(path: string, name = basename(path)): Promise<TableBody> {
  const { size } = await stat(path);
  return {
    name,
    size,
    // An `end` that is the last byte, and so cannot be empty, is Node's.
    read: (start, end) => (end > start ? createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES }) : nothing()),
  };
}

/** A part of a body as one piece of memory that nobody else has. Shorter than asked for when the body ends before. */
export async function bytesOf(body: TableBody, start = 0, end = body.size): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, Math.min(end, body.size) - start));
  let length = 0;
  for await (const chunk of body.read(start, start + bytes.length)) {
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}
