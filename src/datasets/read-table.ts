import type { ColumnTable } from 'arquero';
import { InvalidDatasetError } from '../core/index.js';
import { readArrow } from './arrow-reader.js';
import { readCsv } from './csv-reader.js';
import type { TableFormat } from './formats.js';
import { formatOf } from './formats.js';
import { readJson, readJsonLines } from './json-reader.js';
import { readParquet } from './parquet-reader.js';
import type { RawTable } from './raw-columns.js';

/**
 * Reads a file as an Arquero table. Nulls are null; a column of integers holds numbers when every one is exact as such, else bigints.
 *
 * @param name - what an error calls the file.
 * @throws {InvalidDatasetError} for a body that is cut short, or not of the format.
 */
export async function readTable(body: Uint8Array, format: TableFormat, name = `${format} file`): Promise<ColumnTable> {
  const { columns } = await read(name, body, format);
  const { table } = await import('arquero');
  return table([...columns].map(([column, values]) => [column, narrowed(values)]));
}

/** The same for a file whose name, or else media type, says the format. @throws {InvalidDatasetError} also when neither does. */
export async function readTableOf(body: Uint8Array, fileName: string, mediaType?: string): Promise<ColumnTable> {
  const format = formatOf(fileName, mediaType);
  if (format) return readTable(body, format, fileName);
  const known = 'Tables are read from .parquet, .csv, .tsv, .json, .jsonl and .arrow files';
  throw new InvalidDatasetError(
    fileName,
    `neither its name nor its media type (${mediaType ?? 'none'}) says how to read it as a table. ${known}`,
  );
}

async function read(name: string, body: Uint8Array, format: TableFormat): Promise<RawTable> {
  switch (format) {
    case 'parquet':
      return readParquet(name, body);
    case 'arrow':
      return readArrow(name, body);
    case 'csv':
      return readCsv(name, textOf(name, body), ',');
    case 'tsv':
      return readCsv(name, textOf(name, body), '\t');
    case 'json':
      return readJson(name, textOf(name, body));
    case 'jsonl':
      return readJsonLines(name, textOf(name, body));
  }
}

function textOf(name: string, body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw new InvalidDatasetError(name, 'it is not UTF-8 text', { cause: error });
  }
}

// One type a column: numbers and bigints do not add up in one expression.
function narrowed(values: ArrayLike<unknown>): unknown[] {
  const all = Array.from(values, (value) => value ?? null);
  if (!all.some((value) => typeof value === 'bigint')) return all;
  const exact = all.every((value) => typeof value !== 'bigint' || Number.isSafeInteger(Number(value)));
  if (exact) return all.map((value) => (typeof value === 'bigint' ? Number(value) : value));
  const integers = all.every((value) => value === null || typeof value === 'bigint' || Number.isSafeInteger(value));
  return integers ? all.map((value) => (typeof value === 'number' ? BigInt(value) : value)) : all;
}
