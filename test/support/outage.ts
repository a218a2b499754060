import { TrackingStoreError } from '../../src/core/index.js';
import type { TrackingStore } from '../../src/tracking/index.js';

/** A store that can be made to be away, as a database is that does not answer; what it holds stays what it is. */
export interface Outage {
  readonly store: TrackingStore;
  /** From now on every call fails, retryably. */
  begin(): void;
  /** It answers again. */
  end(): void;
  /** From now on no call is ever answered: for its process, the world has ended. */
  kill(): void;
}

/** Wraps a real store. */
export function withOutage(real: TrackingStore): Outage {
  let state: 'there' | 'away' | 'dead' = 'there';
  const store = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'close') return value;
      return (...args: unknown[]): unknown => {
        if (state === 'there') return Reflect.apply(value, target, args);
        if (state === 'dead') return name === 'appendNow' ? [] : new Promise(() => undefined);
        const away = new TrackingStoreError('The tracking store is away, as this test wants it.');
        if (name === 'appendNow') throw away;
        return Promise.reject(away);
      };
    },
  });
  return {
    store,
    begin: () => void (state = state === 'dead' ? state : 'away'),
    end: () => void (state = state === 'dead' ? state : 'there'),
    kill: () => void (state = 'dead'),
  };
}
