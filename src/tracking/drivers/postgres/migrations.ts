import { TrackingStoreError } from '../../../core/index.js';
import type { Database, Session } from './database.js';
import { SCHEMA_1 } from './schema-1.js';
import { SCHEMA_2 } from './schema-2.js';
import { SCHEMA_3 } from './schema-3.js';
import { SCHEMA_4 } from './schema-4.js';

/**
 * What brings a database from version n to n + 1; only ever appended to. Workers of the version before go on writing meanwhile: a migration adds
 * tables, nullable columns and indexes, and neither renames nor removes anything.
 */
export const MIGRATIONS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4];

/**
 * Brings the database to this Tidemark's schema. Processes that start at once wait for one another, and one of them does the work.
 *
 * @throws {TrackingStoreError} not retryable, when the database is of a newer Tidemark.
 */
export async function migrate(database: Database, migrations: readonly string[] = MIGRATIONS): Promise<void> {
  const isCurrent = await database.read(async (session) => (await checkedVersion(session, database, migrations)) === migrations.length);
  if (isCurrent) return;
  await database.write(async (session) => {
    await session.run('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', `tidemark migration of ${database.schema}`);
    const from = await checkedVersion(session, database, migrations);
    if (from === 0) await prepare(session, database.schema);
    for (const [index, sql] of migrations.entries()) {
      if (index < from) continue;
      await session.execute(sql);
      await session.run('INSERT INTO schema_version (version, applied_time) VALUES (?, ?)', index + 1, Date.now());
    }
  }, 'migration');
}

async function prepare(session: Session, schema: string): Promise<void> {
  // Asked first: `IF NOT EXISTS` takes the right to create one even when it exists.
  const exists = await session.get('SELECT 1 FROM pg_namespace WHERE nspname = ?', schema);
  if (exists === undefined) await session.execute(`CREATE SCHEMA "${schema}"`);
  await session.execute('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_time BIGINT NOT NULL)');
}

async function checkedVersion(session: Session, { url, schema }: Database, migrations: readonly string[]): Promise<number> {
  const encoding = await session.get<{ encoding: string }>(`SELECT current_setting('server_encoding') AS encoding`);
  if (encoding?.encoding !== 'UTF8') {
    throw new TrackingStoreError(
      `The tracking database ${url} has the encoding ${encoding?.encoding}, which cannot hold every text. Create one with UTF8: createdb --encoding UTF8 --template template0`,
      { retryable: false },
    );
  }
  const table = await session.get(`SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'schema_version'`, schema);
  if (table === undefined) return 0;
  const { version } = (await session.get<{ version: number | null }>('SELECT max(version) AS version FROM schema_version')) ?? {};
  if ((version ?? 0) > migrations.length) {
    throw new TrackingStoreError(
      `The tracking database ${url} has schema version ${version}, and this Tidemark knows versions up to ${migrations.length}: ` +
        'a newer Tidemark has upgraded it. Upgrade the tidemark package here, or use another database (TIDEMARK_TRACKING).',
      { retryable: false },
    );
  }
  return version ?? 0;
}
