import { setTimeout as sleep } from 'node:timers/promises';
import { TrackingStoreError } from '../core/index.js';
import type { TrackingStore } from '../tracking/index.js';

const SHORTEST_WAIT_MILLIS = 100;
const LONGEST_WAIT_MILLIS = 2000;

/** How long to wait for a store that is away. */
export interface Patience {
  /** Gives up when it aborts: the step timed out, or is not wanted any more. */
  readonly signal: AbortSignal;
  /** Gives up after this many milliseconds. Default: never. */
  readonly limitMillis?: number;
}

/**
 * The same store for who cannot go on without its answer: opening, closing and look-ups are never acknowledged from the spool, so while the store is away they
 * are tried again until it answers.
 */
export function patientStore(store: TrackingStore, patience: Patience): TrackingStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => untilItAnswers(() => Reflect.apply(value, target, args) as Promise<unknown>, patience);
    },
  });
}

async function untilItAnswers<T>(call: () => Promise<T>, { signal, limitMillis = Infinity }: Patience): Promise<T> {
  const giveUp = Date.now() + limitMillis;
  for (let wait = SHORTEST_WAIT_MILLIS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS)) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TrackingStoreError) || !error.retryable || signal.aborted || Date.now() + wait > giveUp) throw error;
      // An aborted wait tries once more: what was logged so far still wants to be closed.
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
