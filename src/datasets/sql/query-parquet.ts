import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import { InvalidQueryError, MissingPackageError } from '../../core/index.js';
import type { Narrowing } from '../narrow.js';
import { isWide, narrow } from '../narrow.js';
import { valueConverter } from './duckdb-values.js';

type DuckDb = typeof import('@duckdb/node-api');

/** What is queried. */
export interface QueriedFile {
  /** What an error calls it. */
  readonly name: string;
  readonly path: string;
}

/**
 * The rows that a query of a Parquet file gives; the file is the view `data`, of which DuckDB reads the columns and row groups that it needs. Times without a zone
 * are as in UTC.
 *
 * @throws {MissingPackageError} @throws {InvalidQueryError}
 */
export async function queryParquet({ name, path }: QueriedFile, query: string): Promise<Record<string, unknown>[]> {
  const duckdb = await loadDuckDb();
  const instance = await duckdb.DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    try {
      await prepare(connection, path);
      return rowsOf(duckdb, await connection.runAndReadAll(query));
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    throw new InvalidQueryError(name, (error as Error).message, { cause: error });
  } finally {
    instance.closeSync();
  }
}

async function loadDuckDb(): Promise<DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new MissingPackageError('sql()', '@duckdb/node-api', { cause: error });
  }
}

async function prepare(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run("set TimeZone = 'UTC'");
  await connection.run(`create view data as select * from read_parquet('${path.replaceAll("'", "''")}')`);
}

function rowsOf(duckdb: DuckDb, result: DuckDBResultReader): Record<string, unknown>[] {
  const names = result.deduplicatedColumnNames();
  const columns = result.getColumns().map((values, index) => {
    const type = result.columnType(index);
    const converted = values.map(valueConverter(duckdb, type));
    const narrowing = narrowingOf(duckdb, result.columnTypeId(index));
    return narrowing === undefined ? converted : narrow(converted, narrowing, isWide(converted, narrowing));
  });
  return Array.from({ length: result.currentRowCount }, (_, row) =>
    Object.fromEntries(names.map((name, index) => [name, columns[index]?.[row] ?? null])),
  );
}

function narrowingOf({ DuckDBTypeId: id }: DuckDb, type: number): Narrowing | undefined {
  const integers: readonly number[] = [id.BIGINT, id.UBIGINT, id.HUGEINT, id.UHUGEINT, id.BIGNUM];
  const nested: readonly number[] = [id.LIST, id.ARRAY, id.STRUCT, id.MAP, id.UNION];
  if (integers.includes(type)) return 'integer';
  if (type === id.DECIMAL) return 'decimal';
  return nested.includes(type) ? 'nested' : undefined;
}
