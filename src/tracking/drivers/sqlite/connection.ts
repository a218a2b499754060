import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { toStoreError } from './errors.js';

/** How long opening waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 15_000;

/** What SQLite takes and gives. */
export type Parameter = string | number | null;

/** An open SQLite file: prepared statements by their text, and transactions. Everything happens before a call returns. */
export interface Connection {
  readonly url: string;
  /** How many rows changed. */
  run(sql: string, ...parameters: Parameter[]): number;
  get<Row>(sql: string, ...parameters: Parameter[]): Row | undefined;
  all<Row>(sql: string, ...parameters: Parameter[]): Row[];
  /** The first column of every row. */
  column<Cell>(sql: string, ...parameters: Parameter[]): Cell[];
  /** Several statements, not prepared. */
  execute(sql: string): void;
  /** One write transaction; `fsync` makes it, and every commit before it, survive a power loss. Not to be nested. */
  write<T>(work: () => T, durability?: 'fsync'): T;
  /** One snapshot for several reads. */
  read<T>(work: () => T): T;
  /** How long the process stands still, from now on, while another one holds the lock. Default 15,000 milliseconds. */
  standStill(millis: number): void;
  /** A second time does nothing. */
  close(): void;
}

/** Opens the file, its folder and its write-ahead log. `:memory:` is a database of its own. @throws {TrackingStoreError} */
export function connect(path: string, sync: 'normal' | 'full'): Connection {
  const memory = path === ':memory:';
  const url = memory ? 'memory:' : `sqlite:${resolve(path)}`;
  try {
    if (!memory) mkdirSync(dirname(resolve(path)), { recursive: true });
    const database = new Database(memory ? path : resolve(path), { timeout: BUSY_TIMEOUT_MS });
    if (!memory) useWriteAheadLog(database);
    database.pragma(`synchronous = ${sync}`);
    // A checkpoint stops its writer for some milliseconds: fewer, larger ones; and a log that has grown shrinks again.
    database.pragma('wal_autocheckpoint = 4000');
    database.pragma('journal_size_limit = 67108864');
    return connection(database, url, sync);
  } catch (error) {
    throw toStoreError(error, url);
  }
}

function connection(database: Database.Database, url: string, sync: 'normal' | 'full'): Connection {
  const statements = new Map<string, Database.Statement>();
  const columns = new Map<string, Database.Statement>();
  const statement = (sql: string): Database.Statement => prepared(statements, sql, () => database.prepare(sql));
  const transact = <T>(begin: string, work: () => T): T => {
    statement(begin).run();
    try {
      const result = work();
      statement('COMMIT').run();
      return result;
    } finally {
      // After some errors, a full disk for one, SQLite has rolled back by itself.
      if (database.inTransaction) statement('ROLLBACK').run();
    }
  };
  return {
    url,
    run: (sql, ...parameters) => statement(sql).run(...parameters).changes,
    get: <Row>(sql: string, ...parameters: Parameter[]) => statement(sql).get(...parameters) as Row | undefined,
    all: <Row>(sql: string, ...parameters: Parameter[]) => statement(sql).all(...parameters) as Row[],
    column: <Cell>(sql: string, ...parameters: Parameter[]) =>
      prepared(columns, sql, () => database.prepare(sql).pluck()).all(...parameters) as Cell[],
    execute: (sql) => void database.exec(sql),
    write(work, durability) {
      if (durability === undefined || sync === 'full') return transact('BEGIN IMMEDIATE', work);
      // Outside the transaction, where it has an effect, and never from the cache: it takes effect while it is prepared.
      database.pragma('synchronous = full');
      try {
        return transact('BEGIN IMMEDIATE', work);
      } finally {
        database.pragma('synchronous = normal');
      }
    },
    read: (work) => transact('BEGIN', work),
    standStill(millis) {
      if (database.open) database.pragma(`busy_timeout = ${millis}`);
    },
    close() {
      statements.clear();
      columns.clear();
      database.close();
    },
  };
}

function prepared(known: Map<string, Database.Statement>, sql: string, prepare: () => Database.Statement): Database.Statement {
  const statement = known.get(sql) ?? prepare();
  known.set(sql, statement);
  return statement;
}

// Turning a new file to WAL takes an exclusive lock, and SQLite answers "locked" without waiting when two processes try at once.
function useWriteAheadLog(database: Database.Database): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
