import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunNotFoundError, TidemarkError, TrackingStoreError } from '../core/index.js';
import type { AppendBatch, TrackingStore } from '../tracking/index.js';
import { SpoolFile, readSpool } from './spool-file.js';
import type { SpoolContents } from './spool-file.js';

const SHORTEST_WAIT_MILLIS = 200;
const LONGEST_WAIT_MILLIS = 5000;
const SUFFIX = '.spool';
// In the place of a process's start time: nobody has this file any more.
const LEFT = 'left';

/** What a batch of a drained spool came to, where it was refused. */
export type OnRefused = (batch: AppendBatch, error: TidemarkError) => void;

/**
 * Where this process's events go while the tracking store is away: a file on disk, fsynced, that drains in order when the store is back. While
 * anything is in it, what comes later goes in as well, so that the order stays.
 */
export class Spool {
  readonly #folder: string;
  readonly #store: TrackingStore;
  readonly #onRefused: OnRefused;
  #file: SpoolFile | undefined;
  #waiting: AppendBatch[] = [];
  #drained: Promise<void> | undefined;
  readonly #closing = new AbortController();
  readonly #shortestWait: number;
  /** The store refused something for good that is durable here: it stays here. */
  #keeps = false;

  constructor(options: {
    readonly folder: string;
    readonly store: TrackingStore;
    readonly onRefused: OnRefused;
    readonly retryMillis?: number | undefined;
  }) {
    this.#folder = options.folder;
    this.#store = options.store;
    this.#onRefused = options.onRefused;
    this.#shortestWait = options.retryMillis ?? SHORTEST_WAIT_MILLIS;
  }

  /** True while something waits in it. */
  get active(): boolean {
    return this.#waiting.length > 0;
  }

  /** Batches are durable on this machine when this returns. @throws {TrackingStoreError} when the disk refuses them too. */
  add(batches: readonly AppendBatch[]): void {
    try {
      this.#file ??= new SpoolFile(join(this.#folder, fileName(startOf(process.pid) ?? '0')));
      this.#file.append(batches);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new TrackingStoreError(
        `The tracking store is away, and the spool in ${this.#folder} cannot be written either (${reason}). Nothing more can be kept until one of them is back: free some space, or give this user the right to write there.`,
        { cause: error },
      );
    }
    this.#waiting.push(...batches);
    this.#drained ??= this.#drain().finally(() => {
      this.#drained = undefined;
    });
  }

  /** Resolves when everything is in the tracking store. @throws {TrackingStoreError} when the spool is closed before that. */
  async drained(): Promise<void> {
    while (this.#drained !== undefined) await this.#drained;
    if (this.active)
      throw new TrackingStoreError(`The process ended while its events waited in ${this.#folder}; the next start commits them.`);
  }

  /** Tries once more, and leaves what is left on disk for the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.race([this.#drained, sleep(LONGEST_WAIT_MILLIS, undefined, { ref: false })]);
    this.#end();
  }

  async #drain(): Promise<void> {
    for (let wait = this.#shortestWait; this.#waiting.length > 0;) {
      const batch = this.#waiting[0] as AppendBatch;
      try {
        await store(this.#store, batch, this.#onRefused);
      } catch (error) {
        if (isPassing(error)) {
          if (this.#closing.signal.aborted) return;
          // What is on disk is safe: the process may end meanwhile, and the next one drains it.
          await sleep(wait, undefined, { ref: false, signal: this.#closing.signal }).catch(() => undefined);
          wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
          continue;
        }
        this.#keeps = true;
        this.#onRefused(batch, error as TidemarkError);
      }
      this.#waiting.shift();
      wait = this.#shortestWait;
    }
    this.#end();
  }

  #end(): void {
    if (this.active || this.#keeps) this.#file?.leave(join(this.#folder, fileName(LEFT)));
    else this.#file?.remove();
    this.#file = undefined;
    this.#keeps = false;
  }
}

/** True for an error of the store that may be over when the same is done again. */
export function isPassing(error: unknown): boolean {
  return error instanceof TidemarkError && error.retryable;
}

/**
 * Drains what processes that are gone have left in a folder, each file in its own order, and deletes it. The file of a living process is left to it; one
 * that is damaged, or that the store refuses for good, is set aside under another name when the rest of it is in the store.
 *
 * @returns How many batches were drained, and how many records were unreadable. @throws {TrackingStoreError} when the store is away.
 */
export async function recoverSpools(folder: string, target: TrackingStore): Promise<{ batches: number; corrupt: number }> {
  const total = { batches: 0, corrupt: 0 };
  for (const name of spoolsIn(folder)) {
    if (isOwnerAlive(name)) continue;
    const path = join(folder, name);
    const { batches, corrupt } = readIfThere(path);
    let isWhole = corrupt === 0;
    let isForeign = false;
    for (const batch of batches) {
      try {
        // Of a run that this store does not know another store may: the file waits for it.
        await store(target, batch, (_, refusal) => (isForeign ||= refusal instanceof RunNotFoundError));
      } catch (error) {
        if (isPassing(error)) throw error;
        isWhole = false;
      }
    }
    total.batches += batches.length;
    total.corrupt += corrupt;
    // Another process may have drained it at the same time: each event is there once all the same.
    if (!isWhole) setAside(path);
    else if (!isForeign) rmSync(path, { force: true });
  }
  return total;
}

function readIfThere(path: string): SpoolContents {
  try {
    return readSpool(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { batches: [], corrupt: 0 };
    // Another user's: somebody may want to look.
    return { batches: [], corrupt: 1 };
  }
}

function setAside(path: string): void {
  try {
    renameSync(path, `${path}.damaged`);
  } catch {
    // It stays as it is, or somebody else has set it aside.
  }
}

async function store(target: TrackingStore, batch: AppendBatch, onRefused: OnRefused): Promise<void> {
  const [refused] = await target.append([{ ...batch, late: true }]);
  if (refused !== undefined) onRefused(batch, refused);
}

function spoolsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  } catch {
    // No folder yet: nothing was ever spooled.
    return [];
  }
}

// A pid alone may have been given to another process since: where the system tells when a process started, that is part of the name.
function fileName(start: string): string {
  return `${[hostname().replaceAll('-', '_'), process.pid, start, randomUUID().slice(0, 8)].join('-')}${SUFFIX}`;
}

function isOwnerAlive(name: string): boolean {
  const [host, pid, start] = name.split('-');
  // Another machine's file in a shared folder: nobody here can tell, so it stays until that machine drains it.
  if (host !== hostname().replaceAll('-', '_')) return true;
  if (start === LEFT) return false;
  const now = startOf(Number(pid));
  if (now !== undefined) return start === '0' || start === now;
  try {
    process.kill(Number(pid), 0);
    return start === '0';
  } catch {
    return false;
  }
}

// Clock ticks since boot at which the process started: field 22 of /proc/<pid>/stat (see proc(5)).
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
