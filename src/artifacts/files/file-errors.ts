import { ArtifactStoreError } from '../../core/index.js';

const DENIED = 'Permission is denied. Give this user the right to it, or choose another folder';
const NOT_A_FOLDER = 'A part of the path is a file, not a folder. Choose another folder';

const MEANING: Readonly<Record<string, string>> = {
  ENOSPC: 'There is no space left. Free some, or choose a folder on another disk',
  EDQUOT: "The user's quota is used up. Free some space, or choose a folder on another disk",
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: 'The file system is read-only. Mount it writable, or choose another folder',
  ENOTDIR: NOT_A_FOLDER,
  EEXIST: NOT_A_FOLDER,
  EISDIR: 'It is a folder. Name a file in it',
  EMFILE: 'Too many files are open. Raise the limit (ulimit -n), or log fewer bodies at once',
};

/** Does file system work; `doing` begins the message, e.g. `Writing to /data`. @throws {ArtifactStoreError} in place of a system error. */
export async function guarded<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new ArtifactStoreError(`${doing} failed (${code}). ${MEANING[code] ?? 'Check that the disk is well and mounted'}.`, {
      cause: error,
    });
  }
}

/** A system error's code, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** True when an error says that a path leads to nothing. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** For `.catch`: a path that leads to nothing is no error. */
export function undefinedIfMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}
