import { setTimeout as sleep } from 'node:timers/promises';
import { TrackingStoreError } from '../core/index.js';
import type { TrackingStore } from '../tracking/index.js';

const SHORTEST_WAIT_MILLIS = 100;
const LONGEST_WAIT_MILLIS = 2000;

/** How long to wait for a store that is away. */
export interface Patience {
  /** Gives up when it aborts: the step timed out, or is not wanted any more. */
  readonly signal?: AbortSignal;
  /** Gives up after this many milliseconds. Default: never. */
  readonly limitMillis?: number;
  /** Told why the store has to be waited for, and, with nothing, that it has answered. */
  readonly onWaiting?: (why?: string) => void;
}

/** Aborts when this patience, from now on, is at an end. */
export function endOf({ signal, limitMillis }: Patience): AbortSignal {
  const ends = [...(signal === undefined ? [] : [signal]), ...(limitMillis === undefined ? [] : [AbortSignal.timeout(limitMillis)])];
  return AbortSignal.any(ends);
}

/**
 * The same store for who cannot go on without its answer: opening, closing and look-ups are never acknowledged from the spool, so while the store is away they
 * are tried again until it answers.
 */
export function patientStore(store: TrackingStore, patience: Patience): TrackingStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      // Log calls ask for these, and a log call does not wait for a store that is away.
      if (typeof value !== 'function' || name === 'protectedTags') return value;
      return (...args: unknown[]) => patiently(() => Reflect.apply(value, target, args) as Promise<unknown>, patience);
    },
  });
}

/** Does something again until the store answers: with anything but an error that may pass. */
export async function patiently<T>(call: () => Promise<T>, { signal, limitMillis = Infinity, onWaiting }: Patience): Promise<T> {
  const giveUp = Date.now() + limitMillis;
  for (let wait = 0; ; wait = Math.min(Math.max(wait * 2, SHORTEST_WAIT_MILLIS), LONGEST_WAIT_MILLIS)) {
    // An aborted wait tries once more: what was logged so far still wants to be closed.
    if (wait > 0) await sleep(wait, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    try {
      const answer = await call();
      if (wait > 0) onWaiting?.();
      return answer;
    } catch (error) {
      if (!(error instanceof TrackingStoreError) || !error.retryable || signal?.aborted === true || Date.now() + wait > giveUp) throw error;
      onWaiting?.(error.message);
    }
  }
}
