import type { ColumnTable } from 'arquero';
import { joinBatches } from './join-batches.js';
import type { RawTable } from './raw-columns.js';
import type { ScanOptions, TableReader } from './table-reader.js';

/** An opened file, or a part of it, as an Arquero table. */
export async function arqueroTable(reader: TableReader, options: ScanOptions = {}): Promise<ColumnTable> {
  const table = await joinBatches(reader.looseBatches(options), (column) => reader.narrowing(column));
  return await toArquero(reader, table, options.columns);
}

/** Columns that were read, as an Arquero table. */
export async function toArquero(reader: TableReader, { rows, columns }: RawTable, wanted?: readonly string[]): Promise<ColumnTable> {
  const { table } = await import('arquero');
  if (rows > 0) return table([...columns]);
  // Without a row there was no batch to tell its columns.
  const names = wanted ?? (await reader.fields()).map(({ name }) => name);
  return table(names.map((name) => [name, []]));
}
