import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BodyNotFoundError, InvalidArgumentError, checkKey, isKey } from '../../core/index.js';
import type { ArtifactStore, BodySource, ByteRange, StoredBody } from '../artifact-store.js';
import { checkDigest } from '../check-digest.js';
import { chunksOf } from '../chunks-of.js';
import { digestBytes } from '../digest-bytes.js';
import { guarded, isMissing, undefinedIfMissing } from '../files/file-errors.js';
import { makeFolder, placeFile, sizeOf, syncFolder } from '../files/place-file.js';
import { readChunks } from '../files/read-chunks.js';
import { removeAbandoned } from '../files/remove-abandoned.js';
import { writeChunks } from '../files/write-chunks.js';

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
  readonly #durable = new Set<string>();
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
      const there = await this.#reuse(project, await digestBytes(body), body.length);
      if (there !== undefined) return there;
    }
    // Once; it may fail without harm.
    this.#swept ??= removeAbandoned(this.#temporary).catch(() => undefined);
    await this.#swept;
    const temporary = join(this.#temporary, randomUUID());
    return await writeChunks(temporary, chunksOf(body, signal), {
      doing: this.#doing('Writing to'),
      mode: 0o444,
      finish: async ({ sha256, size }) => {
        signal?.throwIfAborted();
        const path = this.#bodyPath(project, sha256);
        await makeFolder(dirname(path));
        await renew(path);
        await placeFile(temporary, path, size);
        await this.#makeDurable(path);
        return { target: pathToFileURL(path).href, size, sha256 };
      },
    });
  }

  async find(project: string, { sha256, size }: { readonly sha256: string; readonly size: number }): Promise<StoredBody | undefined> {
    return await this.#reuse(checkKey(project, 'Project'), checkDigest(sha256), size);
  }

  async *read(target: string, range: ByteRange = {}): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* readChunks(this.#ownPathOf(target), range);
    } catch (error) {
      if (isMissing(error)) throw new BodyNotFoundError(target, { cause: error });
      await guarded(this.#doing('Reading from'), () => Promise.reject(error));
    }
  }

  async stat(target: string): Promise<{ readonly size: number; readonly modified: Date } | undefined> {
    const path = this.#ownPathOf(target);
    const found = await guarded(this.#doing('Reading from'), () => stat(path).catch(undefinedIfMissing));
    return found?.isFile() === true ? { size: found.size, modified: found.mtime } : undefined;
  }

  async delete(target: string): Promise<void> {
    const path = this.#ownPathOf(target);
    await guarded(this.#doing('Deleting from'), () => rm(path).catch(undefinedIfMissing));
  }

  async deleteUnused(target: string, since: Date): Promise<boolean> {
    const path = this.#ownPathOf(target);
    return await guarded(this.#doing('Deleting from'), async () => {
      const found = await stat(path).catch(undefinedIfMissing);
      if (found === undefined || found.mtime > since) return false;
      // Taken away first, and looked at again: who renewed it before that finds it back, who comes after that stores it anew.
      await makeFolder(this.#temporary);
      const aside = join(this.#temporary, randomUUID());
      await rename(path, aside).catch(undefinedIfMissing);
      const taken = await stat(aside).catch(undefinedIfMissing);
      if (taken === undefined) return false;
      if (taken.mtime > since) await placeFile(aside, path, taken.size);
      else await rm(aside);
      return taken.mtime <= since;
    });
  }

  async projects(): Promise<readonly string[]> {
    const entries = await guarded(this.#doing('Listing'), () => readdir(this.#folder, { withFileTypes: true }).catch(undefinedIfMissing));
    return (entries ?? []).flatMap((entry) => (entry.isDirectory() && isKey(entry.name) ? [entry.name] : [])).sort();
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
    const names = await guarded(this.#doing('Listing'), () => readdir(folder).catch(undefinedIfMissing));
    return names?.sort() ?? [];
  }

  async #reuse(project: string, sha256: string, size: number): Promise<StoredBody | undefined> {
    const path = this.#bodyPath(project, sha256);
    return await guarded(this.#doing('Writing to'), async () => {
      await renew(path);
      if ((await sizeOf(path)) !== size) return undefined;
      await this.#makeDurable(path);
      return { target: pathToFileURL(path).href, size, sha256 };
    });
  }

  // The names on the way to a body, also when another process has just made them and has not come to this yet. Those above are synced once: they stay.
  async #makeDurable(path: string): Promise<void> {
    const shard = dirname(path);
    await syncFolder(shard);
    if (this.#durable.has(shard)) return;
    for (const folder of [dirname(shard), this.#folder, dirname(this.#folder)]) await syncFolder(folder);
    this.#durable.add(shard);
  }

  #doing(what: string): string {
    return `${what} the artifact store at ${this.#folder} (set by TIDEMARK_ARTIFACTS)`;
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
    const [, project, , sha256] = BODY_PATH.exec(path ?? '') ?? [];
    if (project === undefined || sha256 === undefined) return undefined;
    const here = this.#bodyPath(project, sha256);
    if (path === here) return here;
    // Put when the folder was somewhere else: the same project and digest are the same body.
    return here.startsWith(this.#folder + sep) && existsSync(here) ? here : undefined;
  }
}

// Before it is looked at: a body that is still there afterwards was young when it was counted on. There may be none, or another user's.
async function renew(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

function pathOfUrl(target: string): string | undefined {
  try {
    return fileURLToPath(target);
  } catch {
    return undefined;
  }
}
