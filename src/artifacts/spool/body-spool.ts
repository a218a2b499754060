import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactStoreError } from '../../core/index.js';
import { FileBody } from '../file-body.js';
import { guarded, isMissing, undefinedIfMissing } from '../files/file-errors.js';
import { makeFolder, placeFile, syncFolder } from '../files/place-file.js';
import { writeChunks } from '../files/write-chunks.js';
import { chunksOf } from '../chunks-of.js';
import type { HeldBody } from '../held-body.js';

const LIMIT_BYTES = 1024 ** 3;
const SUFFIX = '.body';
const ORPHANED_AFTER_MS = 60 * 60 * 1000;

/**
 * Bodies on this machine's disk that wait for their artifact store, each a file under its digest and its target's; fsynced. Processes and threads of one home
 * share them. When none is left the folder goes.
 */
export class BodySpool {
  readonly #folder: string;
  readonly #limit: number;

  constructor(folder: string, limit = LIMIT_BYTES) {
    this.#folder = folder;
    this.#limit = limit;
  }

  /** The file of a body that waits; undefined when none does. */
  find(target: string): string | undefined {
    const path = this.#pathOf(target);
    return existsSync(path) ? path : undefined;
  }

  /**
   * A body is durable on this machine when this resolves; one that waits already is kept once.
   *
   * @throws {ArtifactStoreError} when there is no room for it, with `why` it cannot go where it belongs. @throws {BodyChangedError}
   */
  async keep(target: string, held: HeldBody, why: string): Promise<void> {
    const path = this.#pathOf(target);
    const doing = `The artifact store is away, and keeping a body in ${this.#folder} meanwhile`;
    if (existsSync(path)) return;
    await this.#checkRoom(held.size, why);
    const temporary = join(this.#folder, `${randomUUID()}.tmp`);
    await guarded(doing, () => makeFolder(this.#folder));
    const finish = () => guarded(doing, () => this.#place(temporary, path, held.size));
    if (held.isTemporary === true && held.source instanceof FileBody) return await this.#take(held.source, temporary, finish);
    const written = await writeChunks(temporary, chunksOf(held.source), { doing, mode: 0o600, finish: (found) => Promise.resolve(found) });
    if (held.source instanceof FileBody && written.sha256 !== held.sha256) {
      await rm(temporary, { force: true });
      throw held.source.changed();
    }
    await finish();
  }

  /** Of a body that is in its store by now. */
  async forget(target: string): Promise<void> {
    await rm(this.#pathOf(target), { force: true });
    await this.#removeFolder();
  }

  /** Removes bodies whose records were never written: their processes died in between. For when no record waits in this home. */
  async sweep(): Promise<void> {
    for (const name of (await readdir(this.#folder).catch(undefinedIfMissing)) ?? []) {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(undefinedIfMissing);
      if (found !== undefined && Date.now() - found.mtimeMs > ORPHANED_AFTER_MS) await rm(path, { force: true });
    }
    await this.#removeFolder();
  }

  // Of a stream that was held in a file anyway: no second copy.
  async #take(body: FileBody, temporary: string, finish: () => Promise<void>): Promise<void> {
    const handle = await open(body.path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(body.path, temporary).catch(async (error: unknown) => {
      // Somebody has just removed the folder: it was empty.
      if (!isMissing(error)) throw error;
      await makeFolder(this.#folder);
      await rename(body.path, temporary);
    });
    await finish();
  }

  async #place(temporary: string, path: string, size: number): Promise<void> {
    await placeFile(temporary, path, size);
    await syncFolder(this.#folder);
  }

  async #checkRoom(size: number, why: string): Promise<void> {
    let used = 0;
    for (const name of (await readdir(this.#folder).catch(undefinedIfMissing)) ?? [])
      used += (await stat(join(this.#folder, name)).catch(undefinedIfMissing))?.size ?? 0;
    if (used + size <= this.#limit) return;
    throw new ArtifactStoreError(
      `${why} A body of ${size} bytes cannot wait for it in ${this.#folder} either: ${used} of ${this.#limit} bytes are used there. It can be logged when the store is back.`,
      { isAway: true },
    );
  }

  // Somebody may put another body there this very moment: then it is not empty.
  async #removeFolder(): Promise<void> {
    await rmdir(this.#folder).catch(() => undefined);
  }

  #pathOf(target: string): string {
    return join(this.#folder, `${digestIn(target)}-${createHash('sha256').update(target).digest('hex').slice(0, 16)}${SUFFIX}`);
  }
}

/** The digest in a target: where bodies can wait, they are named by it. */
export function digestIn(target: string): string {
  return /\/([0-9a-f]{64})(?:\?|$)/.exec(target)?.[1] ?? '';
}
