import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { ArtifactCorruptError, InvalidArgumentError, InvalidDirectoryError } from '../../core/index.js';
import { codeOf, guarded, undefinedIfMissing } from '../files/file-errors.js';
import { digestFile } from '../files/digest-file.js';
import { isWithoutHardLinks, makeFolder, syncFolder } from '../files/place-file.js';
import { writeChunks } from '../files/write-chunks.js';
import type { Directory, Origin } from '../origins/origin.js';
import { inTurns } from './in-turns.js';

/** How a tree is written. */
export interface WriteTreeOptions {
  /** What it is, for messages. */
  readonly url: string;
  /** `true`: stored bodies are linked to instead of copied, where that is possible, and nobody may write to the files. */
  readonly readOnly?: boolean;
}

/**
 * Writes a whole directory to `path`, at once: readers see nothing or all of it. Each file is checked against its digest. Folders above are made.
 *
 * @throws {InvalidArgumentError} when there is something at `path` already, other than an empty folder.
 * @throws {ArtifactCorruptError} @throws {BodyNotFoundError} @throws {ArtifactStoreError} After an error nothing is left.
 */
export async function writeTree(directory: Directory, path: string, options: WriteTreeOptions): Promise<void> {
  const folder = resolve(path);
  const doing = `Writing ${folder}`;
  // In the same folder: a rename does not cross file systems.
  const temporary = join(dirname(folder), `.tidemark-${randomUUID()}`);
  await guarded(doing, () => refuseWhatIsThere(folder));
  try {
    await guarded(doing, () => makeFolder(temporary));
    await inTurns(directory.files, ({ path: inside }) => writeOne(directory, { temporary, inside, ...options }));
    await guarded(doing, async () => {
      await rename(temporary, folder);
      await syncFolder(dirname(folder));
    });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

interface OneFile extends WriteTreeOptions {
  readonly temporary: string;
  readonly inside: string;
}

async function writeOne(directory: Directory, { temporary, inside, url, readOnly }: OneFile): Promise<void> {
  const file = resolve(temporary, inside);
  // Paths were checked where they were read; whatever comes to be read, nothing is written elsewhere.
  if (!file.startsWith(temporary + sep)) throw new InvalidDirectoryError(url, `the path ${JSON.stringify(inside)} in it leads out`);
  const origin = directory.file(inside);
  if (origin === undefined) return;
  const check = (sha256: string): void => {
    if (origin.sha256 !== undefined && origin.sha256 !== sha256)
      throw new ArtifactCorruptError(`${url} (${inside})`, origin.sha256, sha256);
  };
  await guarded(`Writing ${file}`, () => mkdir(dirname(file), { recursive: true }));
  if (readOnly === true && (await linked(origin, file, check))) return;
  await writeChunks(file, origin.read({}), {
    doing: `Writing ${file}`,
    mode: readOnly === true ? 0o444 : 0o666,
    finish: async ({ sha256 }) => check(sha256),
  });
}

async function linked(origin: Origin, file: string, check: (sha256: string) => void): Promise<boolean> {
  // A file of the user's may change, and is copied.
  if (origin.path === undefined || origin.isUsersFile === true) return false;
  const digest = await digestFile(origin.path).catch(undefinedIfMissing);
  if (digest === undefined) return false;
  check(digest.sha256);
  try {
    await link(origin.path, file);
    return true;
  } catch (error) {
    if (isWithoutHardLinks(codeOf(error) ?? '')) return false;
    throw error;
  }
}

async function refuseWhatIsThere(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => (codeOf(error) === 'ENOTDIR' ? ['a file'] : undefinedIfMissing(error)));
  if (names !== undefined && names.length > 0)
    throw new InvalidArgumentError(`${folder} is there already, and a directory is written whole. Remove it, or name another folder.`);
}
