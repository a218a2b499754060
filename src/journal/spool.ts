import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrackingStoreError } from '../core/index.js';
import type { TidemarkError } from '../core/index.js';
import type { AppendBatch, TrackingStore } from '../tracking/index.js';
import { SpoolFile, readSpool } from './spool-file.js';

const SHORTEST_WAIT_MILLIS = 200;
const LONGEST_WAIT_MILLIS = 5000;
const SUFFIX = '.spool';

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
  #closing = false;

  constructor(options: { readonly folder: string; readonly store: TrackingStore; readonly onRefused: OnRefused }) {
    this.#folder = options.folder;
    this.#store = options.store;
    this.#onRefused = options.onRefused;
  }

  /** True while something waits in it. */
  get active(): boolean {
    return this.#waiting.length > 0;
  }

  /** Batches are durable on this machine when this returns. @throws {TrackingStoreError} when the disk refuses them too. */
  add(batches: readonly AppendBatch[]): void {
    try {
      this.#file ??= new SpoolFile(join(this.#folder, `${processName()}-${randomUUID().slice(0, 8)}${SUFFIX}`));
      this.#file.append(batches);
    } catch (error) {
      throw new TrackingStoreError(`The tracking store is away, and the spool in ${this.#folder} cannot be written either.`, {
        cause: error,
      });
    }
    this.#waiting.push(...batches);
    this.#drained ??= this.#drain().finally(() => {
      this.#drained = undefined;
    });
  }

  /** Resolves when everything is in the tracking store. */
  async drained(): Promise<void> {
    while (this.#drained !== undefined && !this.#closing) await this.#drained;
  }

  /** Tries once more, briefly, and leaves what is left on disk for the next start. */
  close(): void {
    this.#closing = true;
  }

  async #drain(): Promise<void> {
    for (let wait = SHORTEST_WAIT_MILLIS; this.#waiting.length > 0 && !this.#closing;) {
      const batch = this.#waiting[0] as AppendBatch;
      try {
        await store(this.#store, batch, this.#onRefused);
        this.#waiting.shift();
        wait = SHORTEST_WAIT_MILLIS;
      } catch {
        // What is on disk is safe: the process may end meanwhile, and the next one drains it.
        await sleep(wait, undefined, { ref: false });
        wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
      }
    }
    if (this.#waiting.length > 0) return;
    this.#file?.remove();
    this.#file = undefined;
  }
}

/**
 * Drains what processes that are gone have left in a folder, each file in its own order, and deletes it. The file of a living process is left to it.
 *
 * @returns How many batches were drained, and how many records were unreadable.
 */
export async function recoverSpools(folder: string, target: TrackingStore): Promise<{ batches: number; corrupt: number }> {
  const total = { batches: 0, corrupt: 0 };
  for (const name of spoolsIn(folder)) {
    if (isOwnerAlive(name)) continue;
    const path = join(folder, name);
    const { batches, corrupt } = readSpool(path);
    for (const batch of batches) await store(target, batch, () => undefined);
    total.batches += batches.length;
    total.corrupt += corrupt;
    // One with unreadable records is kept aside: somebody may want to look.
    if (corrupt === 0) rmSync(path, { force: true });
  }
  return total;
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
function processName(): string {
  return [hostname().replaceAll('-', '_'), process.pid, startOf(process.pid) ?? 0].join('-');
}

function isOwnerAlive(name: string): boolean {
  const [host, pid, start] = name.split('-');
  // Another machine's file in a shared folder: nobody here can tell, so it stays until that machine drains it.
  if (host !== hostname().replaceAll('-', '_')) return true;
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
