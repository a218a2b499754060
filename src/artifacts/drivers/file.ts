import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BodyNotFoundError, InvalidArgumentError, checkKey } from '../../core/index.js';
import type { ArtifactStore, BodySource, ByteRange, StoredBody } from '../artifact-store.js';
import { chunksOf } from '../chunks-of.js';
import { readFileChunks } from '../file-chunks.js';
import { guarded, isMissing } from './file-errors.js';
import { makeFolder, openTemporary, placeFile, sizeOf, syncFolder, writeAll } from './place-file.js';

const HASH_SLICE_BYTES = 4 * 1024 * 1024;
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
const BODY_PATH = /[\\/]([^\\/]+)[\\/]([0-9a-f]{2})[\\/](\2[0-9a-f]{62})$/;

/**
 * Bodies in a local or mounted folder, each under its digest: `<folder>/<project>/<first two hex digits>/<sha256>`, read-only. Nothing is made before the first `put`.
 *
 * A body that is there already is not written again; its modification time is renewed, so that who removes old, unreferenced bodies spares it. Bytes given as
 * one array may not be changed before `put` resolves. A folder may be moved as a whole: targets of the old place are found in the new one.
 */
export function openFileStore(folder: string): ArtifactStore {
  return new FileStore(resolve(folder));
}

class FileStore implements ArtifactStore {
  readonly url: string;
  readonly #folder: string;
  readonly #temporary: string;
  #swept: Promise<void> | undefined;

  constructor(folder: string) {
    this.url = `file:${folder}`;
    this.#folder = folder;
    this.#temporary = join(folder, '.tmp');
  }

  owns(target: string): boolean {
    return this.#pathOf(target) !== undefined;
  }

  async put(project: string, body: BodySource, { signal }: { readonly signal?: AbortSignal } = {}): Promise<StoredBody> {
    // A key has no path separators and begins with a letter or digit, so the folder can't be left.
    checkKey(project, 'Project');
    signal?.throwIfAborted();
    if (body instanceof Uint8Array) {
      const there = await this.#reuse(project, await digestOf(body), body.length);
      if (there !== undefined) return there;
    }
    const path = join(this.#temporary, randomUUID());
    const handle = await this.#openTemporary(path);
    try {
      const written = await this.#write(handle, chunksOf(body, signal)).finally(() =>
        guarded(this.#folder, 'Writing', () => handle.close()),
      );
      signal?.throwIfAborted();
      return await this.#place(path, project, written);
    } catch (error) {
      // The first error is the one to report.
      await rm(path, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async *read(target: string, range: ByteRange = {}): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* readFileChunks(this.#ownPathOf(target), range);
    } catch (error) {
      if (isMissing(error)) throw new BodyNotFoundError(target, { cause: error });
      await guarded(this.#folder, 'Reading', () => Promise.reject(error));
    }
  }

  async stat(target: string): Promise<{ readonly size: number; readonly modified: Date } | undefined> {
    return await guarded(this.#folder, 'Reading', async () => {
      const found = await stat(this.#ownPathOf(target)).catch(undefinedIfMissing);
      return found?.isFile() === true ? { size: found.size, modified: found.mtime } : undefined;
    });
  }

  async delete(target: string): Promise<void> {
    await guarded(this.#folder, 'Deleting', async () => await rm(this.#ownPathOf(target)).catch(undefinedIfMissing));
  }

  async *list(project: string): AsyncGenerator<string, void, undefined> {
    const folder = join(this.#folder, checkKey(project, 'Project'));
    for (const part of await this.#names(folder)) {
      for (const name of await this.#names(join(folder, part))) {
        const path = join(folder, part, name);
        if (BODY_PATH.test(path)) yield pathToFileURL(path).href;
      }
    }
  }

  async #names(folder: string): Promise<readonly string[]> {
    const names = await guarded(this.#folder, 'Listing', async () => await readdir(folder).catch(undefinedIfMissing));
    return names?.sort() ?? [];
  }

  async #reuse(project: string, sha256: string, size: number): Promise<StoredBody | undefined> {
    const path = this.#bodyPath(project, sha256);
    return await guarded(this.#folder, 'Writing', async () => {
      const now = new Date();
      // Renewed before it is looked at: what is still there afterwards was young when it was counted on. Another user's file can't be renewed.
      await utimes(path, now, now).catch(() => undefined);
      if ((await sizeOf(path)) !== size) return undefined;
      // Who put it there may not have come to this yet.
      await syncFolder(join(path, '..'));
      return { target: pathToFileURL(path).href, size, sha256 };
    });
  }

  async #openTemporary(path: string): Promise<FileHandle> {
    return await guarded(this.#folder, 'Writing', async () => {
      // Once; it may fail without harm.
      this.#swept ??= removeAbandoned(this.#temporary).catch(() => undefined);
      await this.#swept;
      return await openTemporary(path);
    });
  }

  async #write(handle: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      await guarded(this.#folder, 'Writing', () => writeAll(handle, chunk));
      size += chunk.length;
    }
    await guarded(this.#folder, 'Writing', () => handle.sync());
    return { sha256: hash.digest('hex'), size };
  }

  async #place(temporary: string, project: string, { sha256, size }: { sha256: string; size: number }): Promise<StoredBody> {
    const path = this.#bodyPath(project, sha256);
    return await guarded(this.#folder, 'Writing', async () => {
      await makeFolder(join(path, '..'));
      await placeFile(temporary, path, size);
      await syncFolder(join(path, '..'));
      return { target: pathToFileURL(path).href, size, sha256 };
    });
  }

  #bodyPath(project: string, sha256: string): string {
    return join(this.#folder, project, sha256.slice(0, 2), sha256);
  }

  #ownPathOf(target: string): string {
    const path = this.#pathOf(target);
    if (path === undefined)
      throw new InvalidArgumentError(`${target} is not in the artifact store at ${this.#folder}. Open the store that it was put into.`);
    return path;
  }

  #pathOf(target: string): string | undefined {
    const path = pathOfUrl(target);
    if (path === undefined) return undefined;
    const [, project = '', , sha256 = ''] = BODY_PATH.exec(path) ?? [];
    if (sha256 === '') return undefined;
    if (path === this.#bodyPath(project, sha256)) return path;
    // Put when the folder was somewhere else: the same project and digest are the same body.
    const moved = this.#bodyPath(project, sha256);
    return moved.startsWith(this.#folder + sep) && existsSync(moved) ? moved : undefined;
  }
}

async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.length; start += HASH_SLICE_BYTES) {
    // A large body leaves room for others in between: heartbeats among them.
    if (start > 0) await setImmediate();
    hash.update(bytes.subarray(start, start + HASH_SLICE_BYTES));
  }
  return hash.digest('hex');
}

// What processes left that were killed while they wrote. A file that somebody still writes to is younger than this.
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of (await readdir(folder).catch(undefinedIfMissing)) ?? []) {
    const path = join(folder, name);
    const found = await stat(path).catch(undefinedIfMissing);
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
  }
}

function pathOfUrl(target: string): string | undefined {
  try {
    return fileURLToPath(target);
  } catch {
    return undefined;
  }
}

function undefinedIfMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}
