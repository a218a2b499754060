import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, guarded } from './file-errors.js';
import { makeFolder } from './place-file.js';

/** What was written. */
export interface Written {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** How a file is written. */
export interface WriteOptions {
  /** Begins the message of an error, e.g. `Writing to /data`. */
  readonly doing: string;
  /** Permissions before the umask. Read-only ones hold for everybody but this writing. */
  readonly mode: number;
  /** Need not survive a power loss. */
  readonly isPassing?: boolean;
}

/**
 * Writes a new file durably, hashing as it goes, and hands it to `finish`, which gives it its final name. Folders are made when they are missing. After an error the file is gone.
 *
 * @throws {ArtifactStoreError} for the file system's errors; the source's own come as they are.
 */
export async function writeChunks<T>(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  options: WriteOptions & { readonly finish: (written: Written) => Promise<T> },
): Promise<T> {
  const handle = await guarded(options.doing, () => create(path, options.mode));
  try {
    const written = await fill(handle, chunks, options);
    return await guarded(options.doing, () => options.finish(written));
  } catch (error) {
    // The first error is the one to report.
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function fill(handle: FileHandle, chunks: AsyncIterable<Uint8Array>, { doing, isPassing }: WriteOptions): Promise<Written> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of chunks) {
      const writing = guarded(doing, () => writeAll(handle, chunk));
      // Meanwhile: the disk and the processor work at the same time.
      hash.update(chunk);
      await writing;
      size += chunk.length;
    }
    if (isPassing !== true) await guarded(doing, () => handle.sync());
  } finally {
    // Network file systems report a full disk here.
    await guarded(doing, () => handle.close());
  }
  return { sha256: hash.digest('hex'), size };
}

async function create(path: string, mode: number): Promise<FileHandle> {
  try {
    return await open(path, 'wx', mode);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    return await open(path, 'wx', mode);
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
}
