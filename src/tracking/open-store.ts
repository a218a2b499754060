import { ConfigurationError } from '../core/index.js';
import type { TrackingStore } from './tracking-store.js';

const FORMS =
  'Use sqlite:<path>, e.g. sqlite:.tidemark/tracking.db (from the working folder), postgres://user:password@host/database, or memory: (gone with the process).';

/**
 * Opens the store that `url` names, and loads only that driver. `TIDEMARK_SYNC=full` makes every commit of SQLite survive a power loss;
 * those of PostgreSQL always do.
 *
 * @throws {ConfigurationError} for a URL that no driver takes. @throws {TrackingStoreError} when it cannot be opened.
 */
export async function openTrackingStore(url: string): Promise<TrackingStore> {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+]*):(.*)$/s.exec(url) ?? [];
  if (scheme === 'memory' && rest === '') return (await import('./drivers/memory.js')).openMemoryStore();
  // `sqlite://folder/file` would read as a host: one slash or three.
  if (scheme === 'sqlite' && rest !== '' && !/^\/\/(?!\/)/.test(rest)) {
    const sync = process.env['TIDEMARK_SYNC'] === 'full' ? 'full' : 'normal';
    return (await import('./drivers/sqlite.js')).openSqliteStore(rest, { sync });
  }
  if (scheme === 'postgres' || scheme === 'postgresql') {
    return (await import('./drivers/postgres.js')).openPostgresStore(url);
  }
  // Only the scheme is shown: the rest may have a password in it.
  throw new ConfigurationError(
    `The tracking URL ${scheme === '' ? 'has no scheme' : `${scheme}:… is not one that can be opened`}. ${FORMS}`,
  );
}
