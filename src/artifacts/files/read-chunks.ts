import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { InvalidArgumentError } from '../../core/index.js';
import type { ByteRange } from '../artifact-store.js';
import { checkRange, cutRange } from '../byte-range.js';

const CHUNK_BYTES = 1024 * 1024;
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
    const { start, end } = cutRange(range, size);
    yield* readTo(handle, { start, end, bufferOf: (bytes) => new Uint8Array(Math.min(CHUNK_BYTES, bytes)) });
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
 * written the other is filled.
 */
export async function* readAhead(handle: FileHandle, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  const length = Math.min(BUFFER_BYTES, size);
  let [next, spare] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
  const bufferOf = () => {
    [next, spare] = [spare, next];
    return next;
  };
  yield* readTo(handle, { start: 0, end: size, bufferOf });
}

/** Reads one chunk ahead of who takes them. Ends early where the file does. */
async function* readTo(
  handle: FileHandle,
  { start, end, bufferOf }: { start: number; readonly end: number; readonly bufferOf: (bytes: number) => Uint8Array },
): AsyncGenerator<Uint8Array, void, undefined> {
  const read = async (from: number) => {
    const buffer = bufferOf(end - from);
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - from), from);
    return buffer.subarray(0, bytesRead);
  };
  let coming: Promise<Uint8Array> | undefined = start < end ? read(start) : undefined;
  try {
    while (coming !== undefined) {
      const chunk: Uint8Array = await coming;
      start += chunk.length;
      coming = chunk.length > 0 && start < end ? read(start) : undefined;
      // Its failure is told when its turn comes.
      coming?.catch(() => undefined);
      if (chunk.length > 0) yield chunk;
    }
  } finally {
    // Whoever stops in between closes the file: not under a reading.
    await coming?.catch(() => undefined);
  }
}
