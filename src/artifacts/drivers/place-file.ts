import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './file-errors.js';

/**
 * Gives a finished file its final name, atomically; the temporary name is gone afterwards. When a file of the right size has that name already it stays as it
 * is; one of another size cannot be the body that its name says, and is replaced.
 */
export async function placeFile(temporary: string, path: string, size: number): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const exists = codeOf(error) === 'EEXIST';
    const noHardLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error) ?? '');
    if (!exists && !noHardLinks) throw error;
    if ((await sizeOf(path)) !== size) return await rename(temporary, path);
  }
  await rm(temporary, { force: true });
}

/** A file to fill and place. Read-only for everybody but the handle: its name will be a digest, and nobody should change the bytes behind it. */
export async function openTemporary(path: string): Promise<FileHandle> {
  const create = (): Promise<FileHandle> => open(path, 'wx', 0o444);
  try {
    return await create();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return await create();
  }
}

/** Writes the whole chunk at the end. */
export async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
}

/** Size of a regular file; undefined when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return found?.isFile() === true ? found.size : undefined;
}

/** Makes a folder so that it survives a power loss. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Some systems open no folders, some folders above ours may not be read, some file systems sync none: then there is nothing to do about it.
    if (!['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
  }
}
