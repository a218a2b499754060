import { TrackingStoreError } from '../core/index.js';
import type { Connection } from './drivers/sqlite/connection.js';
import { SCHEMA_1 } from './schema-1.js';
import { SCHEMA_2 } from './schema-2.js';
import { SCHEMA_3 } from './schema-3.js';
import { SCHEMA_4 } from './schema-4.js';
import { SCHEMA_5 } from './schema-5.js';
import { SCHEMA_6 } from './schema-6.js';

/** What brings a database from version n to n + 1; only ever appended to. */
export const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6];

/**
 * Brings the database to this Tidemark's schema. Processes that start at once wait for one another, and one of them does the work.
 *
 * @throws {TrackingStoreError} not retryable, when the database is of a newer Tidemark.
 */
export function migrate(connection: Connection, migrations: readonly string[] = MIGRATIONS): void {
  if (checkedVersion(connection, migrations) === migrations.length) return;
  connection.write(() => {
    const from = checkedVersion(connection, migrations);
    if (from === 0)
      connection.execute('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_time INTEGER NOT NULL)');
    for (const [index, sql] of migrations.entries()) {
      if (index < from) continue;
      connection.execute(sql);
      connection.run('INSERT INTO schema_version (version, applied_time) VALUES (?, ?)', index + 1, Date.now());
    }
  });
}

function checkedVersion(connection: Connection, migrations: readonly string[]): number {
  const hasTable = connection.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`) !== undefined;
  const version = hasTable
    ? (connection.get<{ version: number | null }>('SELECT max(version) AS version FROM schema_version')?.version ?? 0)
    : 0;
  if (version > migrations.length) {
    throw new TrackingStoreError(
      `The tracking database ${connection.url} has schema version ${version}, and this Tidemark knows versions up to ${migrations.length}: ` +
        'a newer Tidemark has upgraded it. Upgrade the tidemark package here, or use another database (TIDEMARK_TRACKING).',
      { retryable: false },
    );
  }
  return version;
}
