import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { ArtifactStoreError, RunNotFoundError } from '../core/index.js';
import type { TrackingStore } from '../tracking/index.js';
import { DRAIN_EVENTS, commitLate } from './spool.js';
import { abandonedIn } from './spool-names.js';
import { SpoolReader } from './spool-reader.js';

/** What was found. */
export interface Recovered {
  readonly batches: number;
  /** Records that were unreadable. */
  readonly corrupt: number;
}

/**
 * Drains what processes that are gone have left in a folder, each file in its own order, and deletes it. The file of a living process is left to it; one
 * that is damaged, or that the store refuses for good, is set aside under another name when the rest of it is in the store.
 *
 * @throws {TrackingStoreError} when the store is away. @throws {ArtifactStoreError} when bodies that records wait for cannot be delivered.
 */
export async function recoverSpools(folder: string, target: TrackingStore): Promise<Recovered> {
  const total = { batches: 0, corrupt: 0 };
  let away: unknown;
  for (const path of abandonedIn(folder)) {
    const drained = await drainFile(path, target).catch((error: unknown) => {
      // Bodies that cannot go where they belong hold up no other file.
      if (!(error instanceof ArtifactStoreError)) throw error;
      away ??= error;
    });
    if (drained === undefined) continue;
    const { batches, corrupt, isWhole, isForeign } = drained;
    total.batches += batches;
    total.corrupt += corrupt;
    // Another process may have drained it at the same time: each event is there once all the same.
    if (!isWhole) setAside(path);
    else if (!isForeign) rmSync(path, { force: true });
  }
  if (away !== undefined) throw away;
  return total;
}

interface DrainedFile extends Recovered {
  readonly isWhole: boolean;
  /** It has events of runs that this store does not know. Another store may: the file waits for it. */
  readonly isForeign: boolean;
}

async function drainFile(path: string, target: TrackingStore): Promise<DrainedFile> {
  const found = { batches: 0, corrupt: 0, isWhole: true, isForeign: false };
  const descriptor = openIfThere(path);
  if (typeof descriptor !== 'number') return { ...found, ...descriptor };
  try {
    const reader = new SpoolReader(descriptor);
    for (;;) {
      const { batches, corrupt } = reader.next(DRAIN_EVENTS);
      found.batches += batches.length;
      found.corrupt += corrupt;
      if (corrupt > 0) found.isWhole = false;
      if (batches.length === 0) return found;
      const isAll = await commitLate(target, batches, (_, refusal) => (found.isForeign ||= refusal instanceof RunNotFoundError));
      if (!isAll) found.isWhole = false;
    }
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | Partial<DrainedFile> {
  try {
    return openSync(path, 'r');
  } catch (error) {
    // Another user's: somebody may want to look.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? {} : { corrupt: 1, isWhole: false };
  }
}

function setAside(path: string): void {
  try {
    renameSync(path, `${path}.damaged`);
  } catch {
    // It stays as it is, or somebody else has set it aside.
  }
}
