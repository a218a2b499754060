import type { ArtifactRecord } from '../../core/index.js';
import type { ArtifactStore } from '../artifact-store.js';
import { readManifest } from './read-manifest.js';
import { isDirectory } from './manifest.js';

/**
 * Every target that a record reaches: its own body and, of a directory, each file's. What none of a project's records reaches is nobody's. Targets may repeat,
 * and may lie outside the store (registered files and URLs).
 *
 * @throws {BodyNotFoundError} @throws {ArtifactCorruptError} @throws {InvalidDirectoryError} when a directory's manifest cannot be read; then nobody knows
 * what it reaches, and nothing may be taken for unreached.
 */
export async function* bodiesOf(record: ArtifactRecord, store: ArtifactStore): AsyncGenerator<string, void, undefined> {
  yield record.target;
  if (!isDirectory(record)) return;
  for (const { target } of await readManifest(record, store)) yield target;
}
