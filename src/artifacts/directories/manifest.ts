import { InvalidDirectoryError } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import { checkDigest } from '../check-digest.js';
import { checkEntryPath } from './entry-path.js';

/** What a directory's body is: its manifest. */
export const DIRECTORY_MEDIA_TYPE = 'application/vnd.tidemark.directory.v1+json';

/** One file of a directory. */
export interface DirectoryEntry {
  /** Relative to the directory, with `/` between the parts. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Where its body lies, as its artifact store names it. */
  readonly target: string;
}

/** True for a directory, or a model that is one: its body is a manifest. */
export function isDirectory(record: Pick<ArtifactRecord, 'mediaType'>): boolean {
  return record.mediaType === DIRECTORY_MEDIA_TYPE;
}

/** The manifest's bytes: the same files give the same bytes, in whatever order they come. */
export function formatManifest(entries: readonly DirectoryEntry[]): Uint8Array {
  const files = entries
    .map(({ path, size, sha256, target }) => ({ path, size, sha256, target }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return new TextEncoder().encode(JSON.stringify({ version: 1, files }));
}

/**
 * The files that a manifest names; paths lead nowhere but into the directory.
 *
 * @throws {InvalidDirectoryError} for what is no manifest, or one that somebody wrote to do harm: a path that leads out, or one twice.
 */
export function parseManifest(name: string, bytes: Uint8Array): readonly DirectoryEntry[] {
  const files = filesIn(name, bytes);
  const seen = new Set<string>();
  for (const { path } of files) {
    checkEntryPath(name, path);
    if (seen.has(path)) throw new InvalidDirectoryError(name, `its manifest names ${JSON.stringify(path)} twice`);
    seen.add(path);
  }
  // A file where another entry wants a folder.
  const inside = files.find(({ path }) => foldersOf(path).some((folder) => seen.has(folder)));
  if (inside !== undefined)
    throw new InvalidDirectoryError(
      name,
      `its manifest has a file in the way of ${JSON.stringify(inside.path)}, which needs a folder there`,
    );
  return files;
}

function filesIn(name: string, bytes: Uint8Array): readonly DirectoryEntry[] {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as { version?: unknown; files?: unknown };
    if (manifest.version !== 1) throw new TypeError(`version ${String(manifest.version)} of the format is not known here`);
    if (!Array.isArray(manifest.files)) throw new TypeError('it has no list of files');
    return manifest.files.map((file: Partial<Record<string, unknown>>) => entryOf(file));
  } catch (error) {
    throw new InvalidDirectoryError(name, `its manifest cannot be read (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
}

function entryOf({ path, size, sha256, target }: Partial<Record<string, unknown>>): DirectoryEntry {
  if (typeof path !== 'string' || typeof sha256 !== 'string' || typeof target !== 'string' || !Number.isSafeInteger(size))
    throw new TypeError('a file lacks its path, size, sha256 or target');
  return { path, size: size as number, sha256: checkDigest(sha256), target };
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
