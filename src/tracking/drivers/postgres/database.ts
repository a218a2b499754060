import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, types } from 'pg';
import type { PoolClient } from 'pg';
import { TidemarkError } from '../../../core/index.js';
import type { ConnectionUrl } from './connection-url.js';
import { isConflict, isLost } from './errors.js';
import { decodeText, encodeText } from './text.js';

/** What goes into a query: a scalar, or an array for `unnest` and `= ANY`. */
export type Parameter = Scalar | readonly Scalar[];
type Scalar = string | number | boolean | null;

/**
 * One transaction. `?` in SQL stands for the next parameter. Statements are sent when they are called and done in that order, so that several that are
 * awaited together take one round trip.
 */
export interface Session {
  /** How many rows changed. */
  run(sql: string, ...parameters: Parameter[]): Promise<number>;
  get<Row>(sql: string, ...parameters: Parameter[]): Promise<Row | undefined>;
  all<Row>(sql: string, ...parameters: Parameter[]): Promise<Row[]>;
  /** Several statements, without parameters. */
  execute(sql: string): Promise<void>;
}

/** How long one statement may take. `brief` is what the server's silence is measured by. */
type Patience = 'brief' | 'long' | 'migration';

/** A PostgreSQL database with one schema in view. */
export interface Database {
  readonly url: string;
  readonly schema: string;
  /**
   * One transaction, durable when it resolves. `work` may run again: after a deadlock or a serialization failure, and once after a connection turned
   * out to be gone, when it is unknown whether the commit took place.
   */
  write<T>(work: (session: Session) => Promise<T>, patience?: Patience): Promise<T>;
  /** One snapshot for several reads. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** A second time does nothing. */
  close(): Promise<void>;
}

/** Connections for writes, and others for reads, so that slow reads hold up no write. They are opened as they are needed. */
export const WRITERS = 3;
const READERS = 2;
const CONFLICT_RETRIES = 6;

/** Opens nothing yet. `timeoutMillis`: a server that is silent for so long counts as away. */
export function connectDatabase(url: ConnectionUrl, timeoutMillis: number): Database {
  const writers = openPool(url, timeoutMillis, WRITERS);
  const readers = openPool(url, timeoutMillis, READERS);
  const statementMillis: Record<Patience, number> = { brief: timeoutMillis, long: 6 * timeoutMillis, migration: 60 * timeoutMillis };
  const transact = <T>(pool: Pool, kind: TransactionKind, work: (session: Session) => Promise<T>) =>
    inTransaction(pool, { begin: beginSql(url.schema, kind), millis: kind.millis }, work);
  let closing: Promise<unknown> | undefined;
  return {
    url: url.shown,
    schema: url.schema,
    write: (work, patience = 'brief') => {
      const kind = { mode: 'ISOLATION LEVEL READ COMMITTED', millis: statementMillis[patience] };
      return repeated(() => transact(writers, kind, work));
    },
    read: (work) => {
      const kind = { mode: 'ISOLATION LEVEL REPEATABLE READ READ ONLY', millis: statementMillis.long };
      return repeated(() => transact(readers, kind, work));
    },
    async close() {
      closing ??= Promise.all([writers.end(), readers.end()]);
      await closing;
    },
  };
}

interface TransactionKind {
  readonly mode: string;
  readonly millis: number;
}

function openPool({ connectionString }: ConnectionUrl, timeoutMillis: number, max: number): Pool {
  const pool = new Pool({
    connectionString,
    max,
    pipeline: true,
    fallback_application_name: 'tidemark',
    connectionTimeoutMillis: timeoutMillis / 2,
    query_timeout: timeoutMillis,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idleTimeoutMillis: 30_000,
    // A store that is open and idle does not keep a process alive.
    allowExitOnIdle: true,
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  });
  // A connection that breaks makes its query reject; without these listeners it would end the process too.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Set for each transaction rather than for the connection: behind PgBouncer the next transaction may go to another one. A commit is on the server's
 * disk before it is acknowledged, whatever the server's default: what a log call has acknowledged survives a kill -9 of the server. Commits of
 * many workers share one fsync, so that this costs little. Floats are printed with every digit.
 */
function beginSql(schema: string, { mode, millis }: TransactionKind): string {
  return `BEGIN ${mode};
SET LOCAL search_path TO "${schema}";
SET LOCAL statement_timeout = ${Math.round(millis * 0.9)};
SET LOCAL idle_in_transaction_session_timeout = ${Math.round(millis)};
SET LOCAL extra_float_digits = 1;
SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`;
}

async function inTransaction<T>(
  pool: Pool,
  { begin, millis }: { readonly begin: string; readonly millis: number },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let isSound = false;
  try {
    // The first statement goes along with it.
    const begun = client.query(begin);
    begun.catch(() => {});
    const result = await work(sessionOf(client, begun, millis)).catch(async (error: unknown) => {
      // Our own refusal. After any other error the connection is thrown away, which rolls back as well.
      if (error instanceof TidemarkError) {
        await client.query('ROLLBACK');
        isSound = true;
      }
      throw error;
    });
    await client.query('COMMIT');
    isSound = true;
    return result;
  } finally {
    client.release(!isSound);
  }
}

function sessionOf(client: PoolClient, begun: Promise<unknown>, millis: number): Session {
  const query = async (sql: string, parameters: readonly Parameter[]) => {
    let place = 0;
    const text = sql.replaceAll('?', () => `$${(place += 1)}`);
    const values = parameters.map((parameter) => (isList(parameter) ? parameter.map(encoded) : encoded(parameter)));
    const config = { text, values, query_timeout: millis };
    const [result] = await Promise.all([client.query(config), begun]);
    return result;
  };
  return {
    run: async (sql, ...parameters) => (await query(sql, parameters)).rowCount ?? 0,
    get: async <Row>(sql: string, ...parameters: Parameter[]) => (await query(sql, parameters)).rows[0] as Row | undefined,
    all: async <Row>(sql: string, ...parameters: Parameter[]) => (await query(sql, parameters)).rows as Row[],
    execute: async (sql) => void (await query(sql, [])),
  };
}

async function repeated<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (isConflict(error) && attempt < CONFLICT_RETRIES) await sleep(Math.random() * 10 * 2 ** attempt);
      else if (!isLost(error) || attempt > 0) throw error;
    }
  }
}

function encoded(value: Scalar): Scalar {
  return typeof value === 'string' ? encodeText(value) : value;
}

function isList(parameter: Parameter): parameter is readonly Scalar[] {
  return Array.isArray(parameter);
}

const TEXT_ARRAY: number = 1009;
const parseTexts = types.getTypeParser(TEXT_ARRAY, 'text') as (text: string) => string[];

const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  // Ids, seqs, times and sizes all fit into a double.
  [types.builtins.INT8]: Number,
  [types.builtins.TEXT]: decodeText,
  [TEXT_ARRAY]: (text) => parseTexts(text).map(decodeText),
};

function parserOf(type: number, format?: 'text' | 'binary'): unknown {
  return PARSERS[type] ?? (format === 'binary' ? types.getTypeParser(type, 'binary') : types.getTypeParser(type, 'text'));
}
