import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpooledStore, canBeAway, openArtifactStore } from '../artifacts/index.js';
import type { ArtifactStore } from '../artifacts/index.js';
import type { Configuration } from '../configuration/index.js';
import { ArtifactStoreError } from '../core/index.js';
import { recoverSpools } from '../journal/index.js';
import type { TrackingStore } from '../tracking/index.js';

const RECOVER_AGAIN_MILLIS = 5000;

/** The artifact store of a home. Where it may be away, its bodies can wait in the home's spool. */
export async function openBodies({ artifacts, home }: Pick<Configuration, 'artifacts' | 'home'>): Promise<ArtifactStore> {
  const store = await openArtifactStore(artifacts);
  if (!canBeAway(store)) return store;
  return new SpooledStore(store, {
    folder: join(spoolOf(home), 'bodies'),
    scratch: join(home, 'scratch', 'held'),
  });
}

/** The folder of what waits on this machine. */
export function spoolOf(home: string): string {
  return join(home, 'spool');
}

/** The same tracking store, which brings the bodies of records where they belong before it takes these: no record points to a body that is not there. */
export function afterBodies(tracking: TrackingStore, bodies: ArtifactStore): TrackingStore {
  return {
    ...tracking,
    async append(batches) {
      const events = batches.flatMap((batch) => batch.events);
      const targets = events.flatMap((event) => (event.type === 'artifact' ? (event.after ?? []) : []));
      if (bodies instanceof SpooledStore) await bodies.deliver(targets);
      else if (targets.length > 0)
        throw new ArtifactStoreError(
          `A body waits on this machine for another artifact store: ${targets[0]}. Set TIDEMARK_ARTIFACTS to it once.`,
        );
      return await tracking.append(batches);
    },
  };
}

/**
 * Brings what processes that are gone have left in a home where it belongs: bodies first, then events. Resolves after the first try; while a store is away
 * it is tried again until the signal aborts.
 */
export async function recoverHome(
  home: string,
  stores: { tracking: TrackingStore; bodies: ArtifactStore },
  stop: AbortSignal,
): Promise<void> {
  const tracking = afterBodies(stores.tracking, stores.bodies);
  const recover = async () => {
    await recoverSpools(spoolOf(home), tracking);
    if (stores.bodies instanceof SpooledStore && !isWaitedFor(home)) await stores.bodies.sweep();
  };
  const again = async () => {
    while (!stop.aborted) {
      await sleep(RECOVER_AGAIN_MILLIS, undefined, { ref: false, signal: stop }).catch(() => undefined);
      if (stop.aborted || (await succeeds(recover))) return;
    }
  };
  if (!(await succeeds(recover))) void again();
}

async function succeeds(work: () => Promise<void>): Promise<boolean> {
  return await work().then(
    () => true,
    () => false,
  );
}

// Some record there may need a body.
function isWaitedFor(home: string): boolean {
  try {
    return readdirSync(spoolOf(home)).some((name) => name.includes('.spool'));
  } catch {
    return false;
  }
}
