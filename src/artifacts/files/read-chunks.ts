import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { InvalidArgumentError } from '../../core/index.js';
import type { ByteRange } from '../artifact-store.js';
import { checkRange, cutRange } from '../byte-range.js';

const CHUNK_BYTES = 256 * 1024;
const BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * A file's bytes, a chunk at a time; each chunk is memory of its own. The file is opened at the first chunk and closed when reading ends, however it ends.
 * Its size is what it is when it is opened.
 *
 * @throws {InvalidArgumentError} for a folder, a pipe or a device, whose size says nothing. Other errors are the file system's.
 */
export async function* readChunks(path: string, range: ByteRange = {}): AsyncGenerator<Uint8Array, void, undefined> {
  checkRange(range);
  const { handle, size } = await openFile(path);
  try {
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

/** Opens a file to read; its size as it is now. @throws as {@link readChunks} does. */
export async function openFile(path: string): Promise<{ readonly handle: FileHandle; readonly size: number; readonly mtimeMs: number }> {
  const handle = await open(path, 'r');
  const found = await handle.stat();
  if (found.isFile()) return { handle, size: found.size, mtimeMs: found.mtimeMs };
  await handle.close();
  throw new InvalidArgumentError(
    `${path} is ${found.isDirectory() ? 'a folder' : 'not a regular file'} and has no body. Name a file in place of it.`,
  );
}

/**
 * The first `size` bytes of an open file, for who is done with a chunk when asking for the next: two buffers take turns, and while one is hashed or
 * written the other is filled. Ends early where the file does.
 */
export async function* readAhead(handle: FileHandle, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  const read = async (buffer: Buffer, start: number) => {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - start), start);
    return buffer.subarray(0, bytesRead);
  };
  const length = Math.min(BUFFER_BYTES, size);
  let [filling, spare] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
  let coming = read(filling, 0);
  for (let start = 0; start < size;) {
    const chunk = await coming;
    if (chunk.length === 0) return;
    start += chunk.length;
    [filling, spare] = [spare, filling];
    coming = read(filling, start);
    // Whoever stops in between closes the file, which this reading must not turn into an unhandled rejection.
    coming.catch(() => undefined);
    yield chunk;
  }
  await coming;
}
