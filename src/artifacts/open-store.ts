import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../core/index.js';
import type { ArtifactStore } from './artifact-store.js';
import { openFileStore } from './drivers/file.js';
import { openMemoryStore } from './drivers/memory.js';

const FORMS = 'Use file:<folder>, a folder path, s3://<bucket>/<prefix>, or memory: (for tests; gone when the process ends)';

/**
 * Opens the store that a setting names: `file:<folder>`, `file:///<folder>`, a folder's path, `s3://<bucket>/<prefix>`, or `memory:`. Relative
 * folders are relative to the working directory. Nothing is made before the first `put`; each `memory:` is a new, empty store.
 *
 * @throws {ConfigurationError} for anything else, listing the forms.
 */
export async function openArtifactStore(url: string): Promise<ArtifactStore> {
  // One letter before the colon is a Windows drive.
  const scheme = /^([A-Za-z][-+.A-Za-z0-9]+):/.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'memory' && url.length === 'memory:'.length) return openMemoryStore();
  if (scheme === 's3') return (await import('./drivers/s3.js')).openS3Store(url);
  const folder = scheme === undefined ? url : scheme === 'file' ? folderOf(url) : '';
  if (folder === '') throw new ConfigurationError(`${JSON.stringify(url)} names no artifact store. ${FORMS}.`);
  return openFileStore(folder);
}

function folderOf(url: string): string {
  if (!url.startsWith('file://')) return url.slice('file:'.length);
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new ConfigurationError(`${JSON.stringify(url)} names no local folder: a file URL has three slashes and no host. ${FORMS}.`, {
      cause: error,
    });
  }
}
