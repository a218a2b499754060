import { open } from 'node:fs/promises';
import { InvalidArgumentError } from '../core/index.js';
import type { ByteRange } from './artifact-store.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file's bytes, a chunk at a time; each chunk is memory of its own. The file is opened at the first chunk and closed when reading ends, however it ends.
 * Errors are the file system's.
 */
export async function* readFileChunks(path: string, range: ByteRange = {}): AsyncGenerator<Uint8Array, void, undefined> {
  checkRange(range);
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    let { start, end } = cutRange(range, size);
    while (start < end) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - start));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, start);
      if (bytesRead === 0) return;
      start += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Where a range begins and ends in a body of `size` bytes; past the end it is empty. @throws {InvalidArgumentError} for negative or broken numbers. */
export function cutRange(range: ByteRange, size: number): { start: number; end: number } {
  checkRange(range);
  const start = Math.min(range.offset ?? 0, size);
  return { start, end: Math.min(size, start + (range.size ?? size)) };
}

/** True when nothing is cut off by the range's own words. */
export function isWhole(range: ByteRange): boolean {
  return (range.offset ?? 0) === 0 && range.size === undefined;
}

function checkRange({ offset = 0, size = 0 }: ByteRange): void {
  if (Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(size) && size >= 0) return;
  throw new InvalidArgumentError(`A range needs whole numbers from 0; got offset ${offset}, size ${size}.`);
}
