import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import { InputNotFoundError, InvalidArgumentError } from '../../core/index.js';
import { isMissing } from '../files/file-errors.js';
import { safeFileName } from '../local-copy.js';
import type { Directory, Origin } from '../origins/origin.js';
import { writeTree } from './write-tree.js';

interface ReadTreeOptions {
  /** What is read, for messages. */
  readonly url: string;
  readonly onRead: (digest: { readonly sha256: string; readonly size: number }) => void;
}

/** Writes all files to a folder that is not there yet. See `writeTree`. */
export async function downloadTree(origin: Origin, path: string, { url, onRead }: ReadTreeOptions): Promise<void> {
  const directory = await directoryOf(origin, url);
  await writeTree(directory, path, { url });
  wasRead(origin, directory, onRead);
}

/**
 * A folder with all files in it: the user's own itself, else `<scratch>/<sha256 of the manifest>/<file name>`, read-only. Several processes may do this at
 * once, and none sees half of it.
 */
export async function localTree(origin: Origin, { url, scratch, onRead }: ReadTreeOptions & { readonly scratch: string }): Promise<string> {
  if (origin.isUsersFile === true && origin.path !== undefined) return origin.path;
  const directory = await directoryOf(origin, url);
  const path = join(scratch, origin.sha256 ?? '', safeFileName(origin.fileName));
  if (!(await isThere(path))) {
    await writeTree(directory, path, { url, readOnly: true }).catch(async (error: unknown) => {
      // Somebody else was faster, with the same files.
      if (!(await isThere(path))) throw error;
    });
  }
  wasRead(origin, directory, onRead);
  return path;
}

/** One file of a directory. @throws {InvalidArgumentError} when this is none. @throws {InputNotFoundError} when it has no such file. */
export async function fileInside(origin: Origin, { key, url, path }: { key: string; url: string; path: string }): Promise<Origin> {
  const found = (await directoryOf(origin, url)).file(path);
  if (found === undefined) throw new InputNotFoundError(key, `${JSON.stringify(path)} in ${url}`);
  return found;
}

async function directoryOf(origin: Origin, url: string): Promise<Directory> {
  if (origin.directory === undefined)
    throw new InvalidArgumentError(`${url} is one body and no directory, so there are no files in it. Read it with get, text or stream.`);
  return await origin.directory();
}

function wasRead(origin: Origin, { files }: Directory, onRead: ReadTreeOptions['onRead']): void {
  // A local folder has no digest.
  if (origin.sha256 !== undefined) onRead({ sha256: origin.sha256, size: files.reduce((sum, { size }) => sum + size, 0) });
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
}
