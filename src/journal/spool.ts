import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TidemarkError, TrackingStoreError } from '../core/index.js';
import type { AppendBatch, TrackingStore } from '../tracking/index.js';
import { SpoolFile } from './spool-file.js';
import { leftName, ownName } from './spool-names.js';
import type { SpoolContents } from './spool-reader.js';

const SHORTEST_WAIT_MILLIS = 200;
const LONGEST_WAIT_MILLIS = 5000;
/** How many events go into one commit when a spool drains. */
export const DRAIN_EVENTS = 1000;

/** What a batch of a drained spool came to, where it was refused. */
export type OnRefused = (batch: AppendBatch, error: TidemarkError) => void;

/**
 * Where this process's events go while the tracking store is away: a file on disk, fsynced, that drains in order when the store is back. While
 * anything is in it, what comes later goes in as well, so that the order stays. Nothing of it is kept in memory.
 */
export class Spool {
  readonly #folder: string;
  readonly #store: TrackingStore;
  readonly #onRefused: OnRefused;
  readonly #onDamaged: (error: TidemarkError) => void;
  readonly #shortestWait: number;
  readonly #waitsFor: string;
  #file: SpoolFile | undefined;
  /** Batches. */
  #waiting = 0;
  #drained: Promise<void> | undefined;
  #pause = new AbortController();
  #isClosing = false;
  /** The store refused something for good that is durable here: it stays here. */
  #keeps = false;
  #away: string | undefined;

  constructor(options: {
    readonly folder: string;
    readonly store: TrackingStore;
    /** What is away when something is in it, for messages. */
    readonly waitsFor: string;
    readonly onRefused: OnRefused;
    /** The disk has not kept what it was given: whose it was cannot be told. */
    readonly onDamaged: (error: TidemarkError) => void;
    readonly retryMillis?: number | undefined;
  }) {
    this.#folder = options.folder;
    this.#store = options.store;
    this.#onRefused = options.onRefused;
    this.#onDamaged = options.onDamaged;
    this.#shortestWait = options.retryMillis ?? SHORTEST_WAIT_MILLIS;
    this.#waitsFor = options.waitsFor;
  }

  /** True while something waits in it. */
  get active(): boolean {
    return this.#waiting > 0;
  }

  /** Why what is in it has to wait; undefined when nothing does. */
  get away(): string | undefined {
    return this.active ? this.#away : undefined;
  }

  /** Batches are durable on this machine when this returns; `why` they could not be committed. @throws {TrackingStoreError} when the disk refuses them too. */
  add(batches: readonly AppendBatch[], why?: string): void {
    try {
      this.#file ??= new SpoolFile(join(this.#folder, ownName()));
      this.#file.append(batches);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new TrackingStoreError(
        `The ${this.#waitsFor} is away, and the spool in ${this.#folder} cannot be written either (${reason}). Nothing more can be kept until one of them is back: free some space, or give this user the right to write there.`,
        { cause: error },
      );
    }
    this.#away = why ?? this.#away;
    this.#waiting += batches.length;
    this.#drained ??= this.#drain().finally(() => {
      this.#drained = undefined;
    });
  }

  /**
   * Resolves when everything is in the tracking store. When the signal aborts, which is asked for if there is something to wait for, the store is tried
   * once more, at once.
   *
   * @throws {TrackingStoreError} when it is given up, or the spool is closed, before that; what waits stays on disk.
   */
  async drained(patience?: () => AbortSignal): Promise<void> {
    if (this.#drained !== undefined) await this.#waitUntil(patience?.());
    if (this.active) throw this.#notDrained();
  }

  async #waitUntil(giveUp: AbortSignal | undefined): Promise<void> {
    const over = new AbortController();
    // Who waits for the store keeps the process alive; what waits on disk need not.
    const alive = setInterval(() => undefined, LONGEST_WAIT_MILLIS);
    const givenUp = new Promise<never>((_, reject) => {
      const lastTry = async () => {
        this.#pause.abort();
        await sleep(LONGEST_WAIT_MILLIS, undefined, { signal: over.signal }).catch(() => undefined);
        reject(this.#notDrained());
      };
      if (giveUp?.aborted === true) void lastTry();
      else giveUp?.addEventListener('abort', () => void lastTry(), { signal: over.signal });
    });
    try {
      while (this.#drained !== undefined) await Promise.race([this.#drained, givenUp]);
    } finally {
      clearInterval(alive);
      over.abort();
      givenUp.catch(() => undefined);
    }
  }

  /** Tries once more, and leaves what is left on disk for the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#pause.abort();
    await Promise.race([this.#drained, sleep(LONGEST_WAIT_MILLIS, undefined, { ref: false })]);
    this.#end();
  }

  async #drain(): Promise<void> {
    let batches: readonly AppendBatch[] = [];
    for (let wait = this.#shortestWait; this.#file !== undefined;) {
      if (batches.length === 0) batches = this.#next(this.#file);
      if (batches.length === 0) return this.#end();
      try {
        if (!(await commitLate(this.#store, batches, this.#onRefused))) this.#keeps = true;
        this.#waiting -= batches.length;
        batches = [];
        wait = this.#shortestWait;
      } catch (error) {
        if (this.#isClosing) return;
        this.#away = (error as Error).message;
        this.#file.touch();
        // What is on disk is safe: the process may end meanwhile, and the next one drains it.
        await sleep(wait, undefined, { ref: false, signal: this.#pause.signal }).catch(() => undefined);
        if (this.#pause.signal.aborted) this.#pause = new AbortController();
        wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
      }
    }
  }

  #next(file: SpoolFile): readonly AppendBatch[] {
    const { batches, corrupt } = nextOf(file);
    if (corrupt > 0 || (batches.length === 0 && this.active)) {
      this.#keeps = true;
      this.#onDamaged(
        new TrackingStoreError(`Events that waited in ${file.path} for the tracking store cannot be read back: look at that disk.`),
      );
    }
    if (batches.length === 0) this.#waiting = 0;
    return batches;
  }

  #end(): void {
    if (this.active || this.#keeps) this.#file?.leave(join(this.#folder, leftName()));
    else this.#file?.remove();
    this.#file = undefined;
    this.#keeps = false;
  }

  #notDrained(): TrackingStoreError {
    const why = this.#away === undefined ? '' : ` ${this.#away}`;
    return new TrackingStoreError(
      `The ${this.#waitsFor} was away for too long.${why} What was logged is safe in ${this.#folder}, and is committed when the store is back or at the next start.`,
    );
  }
}

function nextOf(file: SpoolFile): SpoolContents {
  try {
    return file.next(DRAIN_EVENTS);
  } catch {
    return { batches: [], corrupt: 1 };
  }
}

/** True for an error of the store that may be over when the same is done again. */
export function isPassing(error: unknown): boolean {
  return error instanceof TidemarkError && error.retryable;
}

/** Commits batches in their order; one that the store refuses for good holds up no other. Resolves to whether none was. @throws when the store is away. */
export async function commitLate(target: TrackingStore, batches: readonly AppendBatch[], onRefused: OnRefused): Promise<boolean> {
  try {
    const refusals = await target.append(batches.map((batch) => ({ ...batch, late: true })));
    for (const [index, batch] of batches.entries()) {
      const refused = refusals[index];
      if (refused !== undefined) onRefused(batch, refused);
    }
    return true;
  } catch (error) {
    if (isPassing(error)) throw error;
    const [first, ...others] = batches;
    if (first !== undefined && others.length === 0) {
      onRefused(first, refusalOf(error));
      return false;
    }
  }
  let isAll = true;
  for (const batch of batches) isAll = (await commitLate(target, [batch], onRefused)) && isAll;
  return isAll;
}

/** Why a commit will never do. */
export function refusalOf(error: unknown): TidemarkError {
  return error instanceof TidemarkError ? error : new TrackingStoreError('The tracking store refused a commit.', { cause: error });
}
