import { setTimeout as sleep } from 'node:timers/promises';
import { ArtifactCorruptError, ArtifactStoreError, BodyNotFoundError, checkKey } from '../../core/index.js';
import type { ArtifactStore, AskOptions, BodySource, ByteRange, PresignOptions, PutOptions, StoredBody } from '../artifact-store.js';
import { fileBody } from '../file-body.js';
import { removeAbandoned } from '../files/remove-abandoned.js';
import { readChunks } from '../files/read-chunks.js';
import { holdBody } from '../held-body.js';
import { inTurns } from '../directories/in-turns.js';
import { BodySpool, digestIn } from './body-spool.js';

// A store that says nothing for so long is away.
const SILENCE_MILLIS = 2000;
// While it is away, who logs does not try it each time.
const PAUSE_MILLIS = 2000;

/** A store whose bodies can wait on this machine: it says where a body will be before it is there. */
type RemoteStore = ArtifactStore & Required<Pick<ArtifactStore, 'targetOf'>>;

/** How bodies wait. */
export interface SpoolOptions {
  /** For the bodies that wait. */
  readonly folder: string;
  /** For streams until their digest is known; on the same file system. */
  readonly scratch: string;
  /** Bytes that may wait in all. Default 1 GiB. */
  readonly limit?: number;
}

/**
 * A store that takes bodies also while it is away: they wait on this machine's disk, and `put` says so (`isWaiting`). Who writes a record of such a body
 * has to {@link deliver} it first.
 */
export class SpooledStore implements ArtifactStore {
  readonly url: string;
  readonly #store: RemoteStore;
  readonly #spool: BodySpool;
  readonly #scratch: string;
  #away: { readonly until: number; readonly why: string } = { until: 0, why: '' };

  constructor(store: RemoteStore, { folder, scratch, limit }: SpoolOptions) {
    this.url = store.url;
    this.#store = store;
    this.#spool = new BodySpool(folder, limit);
    this.#scratch = scratch;
  }

  owns(target: string): boolean {
    return this.#store.owns(target);
  }

  targetOf(project: string, sha256: string): string {
    return this.#store.targetOf(project, sha256);
  }

  async put(project: string, body: BodySource, options: PutOptions = {}): Promise<StoredBody> {
    checkKey(project, 'Project');
    const held = await holdBody(body, { ...options, folder: this.#scratch });
    try {
      const { sha256, size } = held;
      const target = this.#store.targetOf(project, sha256);
      const send = (signal: AbortSignal) => this.#store.put(project, held.source, { signal, sha256 });
      const stored = await this.#unlessAway(() => this.#unlessSilent(target, send, options.signal));
      if (stored !== undefined) return stored;
      options.signal?.throwIfAborted();
      await this.#spool.keep(target, held, this.#away.why);
      return { target, size, sha256, isWaiting: true };
    } finally {
      await held.release();
    }
  }

  async find(project: string, body: { readonly sha256: string; readonly size: number }): Promise<StoredBody | undefined> {
    const target = this.#store.targetOf(checkKey(project, 'Project'), body.sha256);
    if (this.#spool.find(target) !== undefined) return { ...body, target, isWaiting: true };
    return await this.#unlessAway(() => this.#unlessSilent(target, (signal) => this.#store.find(project, body, { signal })));
  }

  async *read(target: string, range?: ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
    const waiting = this.#spool.find(target);
    yield* waiting === undefined ? this.#store.read(target, range) : readChunks(waiting, range);
  }

  stat(target: string, options?: AskOptions): Promise<{ readonly size: number; readonly modified: Date } | undefined> {
    return this.#store.stat(target, options);
  }

  delete(target: string): Promise<void> {
    return this.#store.delete(target);
  }

  deleteUnused(target: string, since: Date): Promise<boolean> {
    return this.#store.deleteUnused(target, since);
  }

  projects(): Promise<readonly string[]> {
    return this.#store.projects();
  }

  list(project: string): AsyncIterable<string> {
    return this.#store.list(project);
  }

  async presign(target: string, options: PresignOptions): Promise<string> {
    if (this.#store.presign === undefined) throw new BodyNotFoundError(target);
    return await this.#store.presign(target, options);
  }

  /**
   * Resolves when bodies that waited are in the store: by this, or by somebody else before.
   *
   * @throws {ArtifactStoreError} when the store is away. @throws {ArtifactCorruptError} @throws {BodyNotFoundError} when the disk has not kept one.
   */
  async deliver(targets: Iterable<string>): Promise<void> {
    await inTurns([...new Set(targets)], (target) => this.#deliverOne(target));
  }

  async #deliverOne(target: string): Promise<void> {
    const path = this.#spool.find(target);
    if (path === undefined) {
      const there = await this.#unlessSilent(target, (signal) => this.#store.stat(target, { signal }));
      if (there === undefined) throw new BodyNotFoundError(target);
      return;
    }
    const body = fileBody(path);
    const { sha256 } = await holdBody(body, { folder: this.#scratch });
    if (sha256 !== digestIn(target)) throw new ArtifactCorruptError(path, digestIn(target), sha256);
    if (!this.#store.owns(target))
      throw new ArtifactStoreError(`A body waits in ${path} for another artifact store: ${target}. Set TIDEMARK_ARTIFACTS to it once.`);
    await this.#unlessSilent(target, (signal) => this.#store.put(projectIn(target), body, { signal, sha256 }));
    await this.#spool.forget(target);
  }

  /** Removes what dead processes left: see {@link BodySpool.sweep}. */
  async sweep(): Promise<void> {
    await this.#spool.sweep();
    await removeAbandoned(this.#scratch);
  }

  // Undefined while the store is away.
  async #unlessAway<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (Date.now() < this.#away.until) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ArtifactStoreError) || !error.isAway) throw error;
      this.#away = { until: Date.now() + PAUSE_MILLIS, why: error.message };
      return undefined;
    }
  }

  /** Does work that may take long, as long as the store answers a question now and then. @throws {ArtifactStoreError} when it does not. */
  async #unlessSilent<T>(target: string, work: (signal: AbortSignal) => Promise<T>, stop?: AbortSignal): Promise<T> {
    const silent = new AbortController();
    const over = new AbortController();
    const watching = this.#watch(target, over.signal).then((error) => {
      silent.abort(error);
      throw error;
    });
    try {
      const working = work(AbortSignal.any([silent.signal, ...(stop === undefined ? [] : [stop])]));
      // Whoever gives up does not wait until a server that hangs has been told of it.
      return await Promise.race([working, watching]);
    } finally {
      over.abort();
      watching.catch(() => undefined);
    }
  }

  // Resolves when the store has not answered; never when that does not happen.
  async #watch(target: string, over: AbortSignal): Promise<ArtifactStoreError> {
    const pause = () => sleep(SILENCE_MILLIS, undefined, { ref: false, signal: over }).catch(() => undefined);
    for (;;) {
      await pause();
      if (over.aborted) return await new Promise<never>(() => undefined);
      const asking = AbortSignal.any([over, AbortSignal.timeout(SILENCE_MILLIS)]);
      const answered = this.#store.stat(target, { signal: asking }).then(
        () => true,
        (error: unknown) => !asking.aborted && !(error instanceof ArtifactStoreError && error.isAway),
      );
      if (!(await answered) && !over.aborted)
        return new ArtifactStoreError(`The artifact store at ${this.url} has not answered for ${SILENCE_MILLIS} ms.`, {
          isAway: true,
        });
    }
  }
}

/** True for a store that a {@link SpooledStore} can stand before. */
export function canBeAway(store: ArtifactStore): store is RemoteStore {
  return store.targetOf !== undefined;
}

/** The same store, which notes the targets of bodies that wait. */
export function noteWaiting(store: ArtifactStore, waiting: Set<string>): ArtifactStore {
  const noted = <T extends StoredBody | undefined>(stored: T): T => {
    if (stored?.isWaiting === true) waiting.add(stored.target);
    return stored;
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'put') return async (...args: Parameters<ArtifactStore['put']>) => noted(await target.put(...args));
      if (name === 'find') return async (...args: Parameters<ArtifactStore['find']>) => noted(await target.find(...args));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function projectIn(target: string): string {
  return /\/([^/]+)\/[0-9a-f]{2}\/[0-9a-f]{64}(?:\?|$)/.exec(target)?.[1] ?? '';
}
