import { open } from 'node:fs/promises';
import { InvalidArgumentError } from '../../core/index.js';
import type { ByteRange } from '../artifact-store.js';
import { checkRange, cutRange } from '../byte-range.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file's bytes, a chunk at a time; each chunk is memory of its own. The file is opened at the first chunk and closed when reading ends, however it ends.
 * Its size is what it is when it is opened.
 *
 * @throws {InvalidArgumentError} for a folder, a pipe or a device, whose size says nothing. Other errors are the file system's.
 */
export async function* readChunks(path: string, range: ByteRange = {}): AsyncGenerator<Uint8Array, void, undefined> {
  checkRange(range);
  const handle = await open(path, 'r');
  try {
    const found = await handle.stat();
    if (!found.isFile())
      throw new InvalidArgumentError(
        `${path} is ${found.isDirectory() ? 'a folder' : 'not a regular file'} and has no body. Name a file in place of it.`,
      );
    let { start, end } = cutRange(range, found.size);
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
