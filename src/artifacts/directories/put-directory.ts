import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { InvalidDirectoryError, present } from '../../core/index.js';
import type { ArtifactStore, BodySource, StoredBody } from '../artifact-store.js';
import { digestBytes } from '../digest-bytes.js';
import { FileBody } from '../file-body.js';
import { inTurns } from './in-turns.js';
import { checkEntryPath } from './entry-path.js';
import { formatManifest } from './manifest.js';
import type { DirectoryEntry } from './manifest.js';

/** A file to store. */
export interface FileToPut {
  /** Relative to the directory, with `/` between the parts. */
  readonly path: string;
  readonly body: BodySource;
}

/** A stored directory. Its size is that of its files together, its digest and target are its manifest's. */
export interface StoredDirectory extends StoredBody {
  readonly files: readonly DirectoryEntry[];
  /** How many files were sent to the store, and how many it had already; registered files are neither. */
  readonly stored: number;
  readonly reused: number;
}

/** How a directory is stored. */
export interface PutDirectoryOptions {
  /** The artifact's key, for messages. */
  readonly key: string;
  readonly project: string;
  readonly store: ArtifactStore;
  /** `false`: local files stay where they are, and the manifest names them there. */
  readonly upload?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Stores each file as a body of its own, then the manifest that names them. A file whose bytes the project has already is not sent again.
 *
 * @throws {InvalidDirectoryError} for a path that is not allowed or there twice. @throws {BodyChangedError} for a file that is written to meanwhile.
 * @throws {ArtifactStoreError} What was stored by then stays without a record.
 */
export async function putDirectory(files: readonly FileToPut[], options: PutDirectoryOptions): Promise<StoredDirectory> {
  const { key, project, store, signal } = options;
  const paths = new Set(files.map(({ path }) => checkEntryPath(key, path)));
  const twice = files.find(({ path }) => !paths.delete(path));
  if (twice !== undefined) throw new InvalidDirectoryError(key, `${JSON.stringify(twice.path)} is in it twice`);
  const bodies = new Bodies(options);
  const entries = await inTurns(files, async ({ path, body }): Promise<DirectoryEntry> => {
    signal?.throwIfAborted();
    const { size, sha256, target } = await bodies.put(body);
    return { path, size, sha256, target };
  });
  const manifest = await store.put(project, formatManifest(entries), present({ signal }));
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  return { ...manifest, size, files: entries, stored: bodies.stored, reused: bodies.reused };
}

class Bodies {
  stored = 0;
  reused = 0;
  readonly #options: PutDirectoryOptions;
  /** Equal files of one directory are sent once. */
  readonly #underWay = new Map<string, Promise<StoredBody>>();

  constructor(options: PutDirectoryOptions) {
    this.#options = options;
  }

  async put(body: BodySource): Promise<StoredBody> {
    const { project, store, upload, signal } = this.#options;
    // What comes as a stream can be read once: whether the store has it is known when it is there.
    if (!(body instanceof FileBody) && !(body instanceof Uint8Array))
      return await this.#send(() => store.put(project, body, present({ signal })));
    const digest = await digestOf(body);
    if (body instanceof FileBody && upload === false) return { ...digest, target: pathToFileURL(body.path).href };
    const other = this.#underWay.get(digest.sha256);
    if (other !== undefined) {
      const stored = await other;
      this.reused += 1;
      return stored;
    }
    const putting = this.#putUnlessThere(body, digest);
    this.#underWay.set(digest.sha256, putting);
    return await putting;
  }

  async #putUnlessThere(body: FileBody | Uint8Array, digest: Omit<StoredBody, 'target'>): Promise<StoredBody> {
    const { project, store, signal } = this.#options;
    const there = await store.find(project, digest);
    if (there !== undefined) {
      this.reused += 1;
      return there;
    }
    const stored = await this.#send(() => store.put(project, body, { ...present({ signal }), sha256: digest.sha256 }));
    if (body instanceof FileBody && stored.sha256 !== digest.sha256) throw body.changed();
    return stored;
  }

  async #send(put: () => Promise<StoredBody>): Promise<StoredBody> {
    const stored = await put();
    this.stored += 1;
    return stored;
  }
}

async function digestOf(body: FileBody | Uint8Array): Promise<Omit<StoredBody, 'target'>> {
  if (body instanceof Uint8Array) return { sha256: await digestBytes(body), size: body.length };
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest('hex'), size };
}
