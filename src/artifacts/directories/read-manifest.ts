import { createHash } from 'node:crypto';
import { ArtifactCorruptError } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import type { ArtifactStore } from '../artifact-store.js';
import { recordOrigin } from '../origins/stored-origin.js';
import { isDirectory, parseManifest } from './manifest.js';
import type { DirectoryEntry } from './manifest.js';

/**
 * The files of a directory, in the order of their paths.
 *
 * @throws {BodyNotFoundError} @throws {ArtifactCorruptError} when the manifest is not what was logged. @throws {InvalidDirectoryError} when it is no manifest.
 */
export async function readManifest(record: ArtifactRecord, store: ArtifactStore): Promise<readonly DirectoryEntry[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of recordOrigin(record, store, record.key).read({})) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== record.sha256) throw new ArtifactCorruptError(record.uri, record.sha256, sha256);
  return parseManifest(record.key, bytes);
}

/** As {@link readManifest}; undefined for what is no directory. */
export async function directoryFiles(record: ArtifactRecord, store: ArtifactStore): Promise<readonly DirectoryEntry[] | undefined> {
  return isDirectory(record) ? readManifest(record, store) : undefined;
}
