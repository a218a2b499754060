import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BasicType, ColumnSource } from 'hyparquet-writer';
import type { Column, TypedTable } from './columns.js';
import { pandasMetadata } from './pandas-metadata.js';

/** Rows of a row group: enough to compress well, few enough that writing one does not hold up the process for long. */
const GROUP_ROWS = 100_000;

/**
 * The table as a Parquet file that pandas, polars and DuckDB read with the same types. Other work gets its turn after each row group.
 *
 * Compressed with snappy, the one codec besides none that every reader has: it costs about 50 ms a million numbers here, which is little
 * beside the rest, and halves whole numbers, times and prices; only random fractions stay as they are.
 */
export async function writeParquet({ rows, columns }: TypedTable): Promise<Uint8Array> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columns.map((column) => ({ ...layoutOf(column), data: [] })) });
  const file = new ParquetWriter({ writer, schema, codec: 'SNAPPY', createdBy: 'tidemark', kvMetadata: pandasMetadata(columns) });
  for (let start = 0; start < rows; start += GROUP_ROWS) {
    const columnData = columns.map((column) => ({ ...layoutOf(column), data: physicalValues(column, start, start + GROUP_ROWS) }));
    await file.write({ columnData, rowGroupSize: GROUP_ROWS });
    if (start + GROUP_ROWS < rows) await nextTurn();
  }
  await file.finish();
  return writer.getBytes();
}

const PARQUET_TYPE: Readonly<Record<Column['kind'], BasicType>> = {
  int32: 'INT32',
  int64: 'INT64',
  bigint: 'INT64',
  double: 'DOUBLE',
  datetime: 'TIMESTAMP',
  string: 'STRING',
  boolean: 'BOOLEAN',
  json: 'JSON',
};

// Text is written through a dictionary where that is smaller. For numbers, trying one costs more than all the rest, and so do the smallest
// and largest value of each group, which help only who filters a sorted file.
function layoutOf(column: Column): Omit<ColumnSource, 'data'> {
  const base = { name: column.name, type: PARQUET_TYPE[column.kind], nullable: column.nulls > 0, statistics: false };
  return column.kind === 'string' || column.kind === 'json' || column.kind === 'boolean' ? base : { ...base, encoding: 'PLAIN' };
}

// Copies of a part, in the form that the writer wants: integers of 64 bits are bigints.
function physicalValues(column: Column, start: number, end: number): ColumnSource['data'] {
  const values = column.values.slice(start, end);
  if (column.kind !== 'int64') return values;
  return column.nulls === 0
    ? BigInt64Array.from(values as Float64Array, BigInt)
    : (values as (number | null)[]).map((value) => (value === null ? null : BigInt(value)));
}
