import { InvalidDatasetError } from '../core/index.js';
import type { CsvOptions } from '../sdk/index.js';
import { openArrow } from './arrow/arrow-reader.js';
import { openCsv } from './csv/csv-reader.js';
import type { TableFormat } from './formats.js';
import { formatOf } from './formats.js';
import { openJson, openJsonLines } from './json/json-reader.js';
import { openParquet } from './parquet/parquet-reader.js';
import { pathBody } from './table-body.js';
import type { TableBody, TableReader } from './table-reader.js';

/**
 * Opens a body as a table, to be read a batch at a time in bounded memory: by row groups (Parquet), record batches (Arrow) or chunks of 256 KiB (text).
 * `options` are those of delimited text; other formats have no use for them.
 *
 * @throws {InvalidDatasetError} here or while it is read, for a body that is cut short or not of the format, with the line where there are lines.
 * @throws {InvalidArgumentError} for options that cannot be meant.
 */
export async function openTable(body: TableBody, format: TableFormat, options: CsvOptions = {}): Promise<TableReader> {
  switch (format) {
    case 'parquet':
      return openParquet(body);
    case 'arrow':
      return openArrow(body);
    case 'csv':
      return openCsv(body, options);
    case 'tsv':
      return openCsv(body, { delimiter: '\t', ...options });
    case 'json':
      return openJson(body);
    case 'jsonl':
      return openJsonLines(body);
  }
}

/** The same for a local file whose name says the format. The file should not change while it is read; errors of opening it are the file system's. */
export async function openTableFile(path: string, options: CsvOptions = {}): Promise<TableReader> {
  const body = await pathBody(path);
  return await openTable(body, knownFormat(body.name), options);
}

/** @throws {InvalidDatasetError} when neither the name nor the media type says a format that is read. */
export function knownFormat(fileName: string, mediaType?: string): TableFormat {
  const format = formatOf(fileName, mediaType);
  if (format !== undefined) return format;
  throw new InvalidDatasetError(
    fileName,
    `neither its name nor its media type (${mediaType ?? 'none'}) says how to read it as a table. Tables are read from .parquet, .csv, .tsv, .json, .jsonl and .arrow files`,
  );
}
