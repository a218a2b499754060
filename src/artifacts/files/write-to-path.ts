import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BodySource, StoredBody } from '../artifact-store.js';
import { chunksOf } from '../chunks-of.js';
import { syncFolder } from './place-file.js';
import { writeChunks } from './write-chunks.js';
import type { Written } from './write-chunks.js';

/** How a body is written to a path. */
interface WriteToPathOptions {
  readonly signal?: AbortSignal;
  /** Throws when what was written may not have its name. */
  readonly check?: (written: Written) => void;
}

/**
 * Writes a body to a path or `file:` URL that somebody chose, durably and at once: readers see the old file or the whole new one. Makes the folders. What is there is replaced.
 *
 * @throws {ArtifactStoreError} no space, no permission, or the path is a folder; nothing half-written stays.
 */
export async function writeToPath(path: string, body: BodySource, { signal, check }: WriteToPathOptions = {}): Promise<StoredBody> {
  const file = resolve(path.startsWith('file:') ? fileURLToPath(path) : path);
  // In the same folder: a rename does not cross file systems.
  const temporary = join(dirname(file), `.${basename(file).slice(0, 100)}.${randomUUID()}`);
  return await writeChunks(temporary, chunksOf(body, signal), {
    doing: `Writing ${file}`,
    mode: 0o666,
    async finish(written) {
      signal?.throwIfAborted();
      check?.(written);
      await rename(temporary, file);
      await syncFolder(dirname(file));
      return { target: pathToFileURL(file).href, ...written };
    },
  });
}
