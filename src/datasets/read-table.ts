import type { ColumnTable } from 'arquero';
import type { CsvOptions } from '../sdk/index.js';
import type { TableFormat } from './formats.js';
import { joinBatches } from './join-batches.js';
import { knownFormat, openTable } from './open-table.js';
import type { RawTable } from './raw-columns.js';
import { bytesBody } from './table-body.js';
import type { ScanOptions, TableReader } from './table-reader.js';

/**
 * Reads bytes as an Arquero table. Nulls are null; a column of integers holds numbers when every one is exact as such, else bigints.
 *
 * @throws {InvalidDatasetError} for a body that is cut short, or not of the format.
 */
export async function readTable(
  body: Uint8Array,
  format: TableFormat,
  options?: CsvOptions & { readonly name?: string },
): Promise<ColumnTable> {
  return await toArquero(await openTable(bytesBody(options?.name ?? `${format} file`, body), format, options));
}

/** The same for a file whose name, or else media type, says the format. @throws {InvalidDatasetError} also when neither does. */
export async function readTableOf(body: Uint8Array, fileName: string, mediaType?: string): Promise<ColumnTable> {
  return await readTable(body, knownFormat(fileName, mediaType), { name: fileName });
}

/** A part of an opened file, or all of it, as an Arquero table. */
export async function toArquero(reader: TableReader, options: ScanOptions = {}): Promise<ColumnTable> {
  return await arqueroTable(await joinBatches(reader.looseBatches(options), (column) => reader.narrowing(column)));
}

/** Arquero knows a table without columns only as one without rows. */
export async function arqueroTable({ columns }: RawTable): Promise<ColumnTable> {
  const { table } = await import('arquero');
  return table([...columns]);
}
