import type { ColumnTable } from 'arquero';
import type { CsvOptions } from '../sdk/index.js';
import { arqueroTable } from './arquero-table.js';
import type { TableFormat } from './formats.js';
import { knownFormat, openTable } from './open-table.js';
import { bytesBody } from './table-body.js';

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
  return await arqueroTable(await openTable(bytesBody(options?.name ?? `${format} file`, body), format, options));
}

/** The same for a file whose name, or else media type, says the format. @throws {InvalidDatasetError} also when neither does. */
export async function readTableOf(body: Uint8Array, fileName: string, mediaType?: string): Promise<ColumnTable> {
  return await readTable(body, knownFormat(fileName, mediaType), { name: fileName });
}
