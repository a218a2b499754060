import { StaleAttemptError } from '../core/index.js';
import type { OpenAttempt, TrackingStore } from '../tracking/index.js';

/**
 * The same store for the owners of local runs. A run whose lease lapsed (a laptop that slept, a process that was stopped) is declared over by whoever
 * looks; when its owner goes on it opens the attempt again, unless a newer one has superseded it. Who runs on Temporal has no say: there Temporal decides.
 */
export function reopeningStore(store: TrackingStore): TrackingStore {
  const owned = new Map<string, OpenAttempt>();
  const reopen = async (attempt: AttemptName): Promise<boolean> => {
    const opening = owned.get(keyOf(attempt));
    if (opening === undefined) return false;
    const leaseMillis = (opening.leaseUntil ?? opening.time) - opening.time;
    await store.openAttempt({ ...opening, leaseUntil: Date.now() + leaseMillis });
    return true;
  };
  const insisting = async (attempt: AttemptName, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StaleAttemptError) || !(await reopen(attempt))) throw error;
      await work();
    }
  };
  return {
    ...store,
    async openAttempt(request) {
      const opened = await store.openAttempt(request);
      if (opened.state === 'opened' && request.run.kind === 'local')
        owned.set(keyOf({ uid: request.run.uid, attempt: opened.attempt }), request);
      return opened;
    },
    async append(batches) {
      const answers = [...(await store.append(batches))];
      for (const [index, batch] of batches.entries()) {
        if (answers[index] instanceof StaleAttemptError && (await reopen(batch))) [answers[index]] = await store.append([batch]);
      }
      return answers;
    },
    adopt: (request) => insisting(request, () => store.adopt(request)),
    async closeAttempt(request) {
      await insisting(request, () => store.closeAttempt(request));
      owned.delete(keyOf(request));
    },
    async renewLeases(leases, until) {
      const states = [...(await store.renewLeases(leases, until))];
      for (const [index, lease] of leases.entries()) {
        if (states[index] === 'over' && (await reopen(lease))) [states[index] = 'over'] = await store.renewLeases([lease], until);
      }
      return states;
    },
  };
}

interface AttemptName {
  readonly uid: string;
  readonly attempt: number;
}

function keyOf({ uid, attempt }: AttemptName): string {
  return `${uid}/${attempt}`;
}
