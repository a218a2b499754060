import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, isMissing } from './file-errors.js';

/**
 * Gives a finished file its final name, atomically; the temporary name is gone afterwards. The name says which body it is: a file of the right size that has it
 * already stays as it is, and one of another size is not that body and is replaced.
 */
export async function placeFile(temporary: string, path: string, size: number): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code !== 'EEXIST' && !isWithoutHardLinks(code)) throw error;
    if ((await sizeOf(path)) !== size) return await rename(temporary, path);
  }
  await rm(temporary, { force: true });
}

/** True for the codes of file systems that have no hard links, or of files that may not be linked. */
export function isWithoutHardLinks(code: string): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(code);
}

/** Size of a regular file; undefined when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Makes a folder, and those above it, so that they survive a power loss. Step by step: Node's own recursion never ends where a folder cannot be made
 * although the one above it is there, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  try {
    await mkdir(path).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT' || parent === path) throw error;
      await makeFolder(parent);
      await mkdir(path);
    });
  } catch (error) {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isThere) return;
    throw error;
  }
  await syncFolder(parent);
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
