import { ArtifactStoreError } from '../../core/index.js';

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'There is no space left. Free some, or set TIDEMARK_ARTIFACTS to a folder on another disk',
  EDQUOT: "The user's quota is used up. Free some space, or set TIDEMARK_ARTIFACTS to a folder on another disk",
  EACCES: 'Permission is denied. Give this user the right to write there, or set TIDEMARK_ARTIFACTS to another folder',
  EPERM: 'Permission is denied. Give this user the right to write there, or set TIDEMARK_ARTIFACTS to another folder',
  EROFS: 'The file system is read-only. Mount it writable, or set TIDEMARK_ARTIFACTS to another folder',
  ENOTDIR: 'A part of the path is a file, not a folder. Set TIDEMARK_ARTIFACTS to a folder',
  EEXIST: 'A part of the path is a file, not a folder. Set TIDEMARK_ARTIFACTS to a folder',
  EMFILE: 'Too many files are open. Raise the limit (ulimit -n), or log fewer bodies at once',
};

/** Does file system work for the store in `folder`. @throws {ArtifactStoreError} in place of a system error. */
export async function guarded<T>(folder: string, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const advice = ADVICE[code] ?? 'Check that the disk is well and mounted';
    throw new ArtifactStoreError(`${doing} in the artifact store at ${folder} failed (${code}). ${advice}.`, { cause: error });
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
