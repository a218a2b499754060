import type { TrackingStore } from '../tracking-store.js';
import { openSqliteStore } from './sqlite.js';

/** A store of this process, gone when closed: for tests, and for runs that nobody wants to keep. */
export function openMemoryStore(): TrackingStore {
  return openSqliteStore(':memory:');
}
