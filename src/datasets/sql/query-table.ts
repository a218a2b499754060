import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { convertTable } from '../convert-table.js';
import type { TableReader } from '../table-reader.js';
import { queryParquet } from './query-parquet.js';

/**
 * The rows that a query gives of a table of any format. It is written out as Parquet first, so that its values are those of `table()`: DuckDB's own reader of CSV
 * would take `007` for a number, and what it makes of JSON depends on the first rows.
 */
export async function queryTable(name: string, reader: TableReader, query: string): Promise<Record<string, unknown>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-sql-'));
  try {
    const path = join(folder, 'data.parquet');
    await pipeline(Readable.from(convertTable(name, reader, 'parquet')), createWriteStream(path));
    return await queryParquet({ name, path }, query);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
