import { useSyncExternalStore } from 'react';
import { clock } from './clock.js';

/** The present second, shared by all that shows a time. */
export function useNow(): number {
  return useSyncExternalStore(clock.subscribe, clock.now);
}
