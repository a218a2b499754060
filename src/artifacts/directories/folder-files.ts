import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Stats } from 'node:fs';
import { InvalidDirectoryError } from '../../core/index.js';
import { codeOf } from '../files/file-errors.js';
import { checkEntryPath } from './entry-path.js';

/** A file of a local folder. */
export interface FolderFile {
  /** Relative, with `/` between the parts. */
  readonly path: string;
  /** Where it really is: links are followed. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * The files in a local folder and its subfolders, hidden ones too, sorted by path. Links are followed within the folder. Subfolders without files leave no trace.
 *
 * @throws {InvalidDirectoryError} for a link that leads out, nowhere or in a circle, for what is neither file nor folder (a pipe, a socket), for a name
 * that is not allowed, and for what may not be read.
 */
export async function folderFiles(key: string, folder: string): Promise<readonly FolderFile[]> {
  try {
    const root = await realpath(folder);
    const found = await new Walk(key, root).files(root, '', [root]);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new InvalidDirectoryError(key, `it cannot be read (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}

class Walk {
  readonly #key: string;
  readonly #root: string;

  constructor(key: string, root: string) {
    this.#key = key;
    this.#root = root;
  }

  /** `above`: the folders on the way here, which a link may not lead back to. */
  async files(folder: string, prefix: string, above: readonly string[]): Promise<FolderFile[]> {
    const files: FolderFile[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = checkEntryPath(this.#key, prefix + entry.name);
      const real = entry.isSymbolicLink() ? await this.#follow(join(folder, entry.name), path) : join(folder, entry.name);
      const found = await stat(real);
      if (found.isFile()) files.push({ path, file: real, size: found.size });
      else if (!found.isDirectory()) throw this.#fault(path, `is ${natureOf(found)}, and only files can be stored`);
      else if (above.includes(real)) throw this.#fault(path, 'is a link to a folder that it is in: it has no end');
      else files.push(...(await this.files(real, `${path}/`, [...above, real])));
    }
    return files;
  }

  async #follow(link: string, path: string): Promise<string> {
    const real = await realpath(link).catch((error: unknown) => {
      throw this.#fault(path, `is a link that leads nowhere (${codeOf(error) ?? String(error)})`, error);
    });
    if (real === this.#root || real.startsWith(this.#root + sep)) return real;
    throw this.#fault(path, `is a link that leads out of it, to ${real}. Put a copy in its place`);
  }

  #fault(path: string, reason: string, cause?: unknown): InvalidDirectoryError {
    return new InvalidDirectoryError(this.#key, `${JSON.stringify(path)} in it ${reason}`, cause === undefined ? {} : { cause });
  }
}

function natureOf(found: Stats): string {
  return found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
}
