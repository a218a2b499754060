import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isMissing } from '../files/file-errors.js';
import { readChunks } from '../files/read-chunks.js';
import { mediaTypeOf } from '../media-type.js';
import type { Missing, Origin } from './origin.js';

/** A local file, or a folder to list. */
export function fileOrigin(path: string, missing: Missing): Origin {
  const fileName = basename(path);
  const found = async <T>(work: Promise<T>): Promise<T> =>
    await work.catch((error: unknown) => {
      throw isMissing(error) ? missing(error) : error;
    });
  return {
    fileName,
    path,
    isUsersFile: true,
    mediaType: () => mediaTypeOf(fileName),
    async *read(range) {
      try {
        yield* readChunks(path, range);
      } catch (error) {
        throw isMissing(error) ? missing(error) : error;
      }
    },
    async stat() {
      const entry = await found(stat(path));
      return { size: entry.size, modified: entry.mtime, mediaType: entry.isDirectory() ? 'inode/directory' : mediaTypeOf(fileName) };
    },
    async list() {
      const entry = await found(stat(path));
      return entry.isDirectory() ? (await found(readdir(path))).sort() : [fileName];
    },
  };
}
