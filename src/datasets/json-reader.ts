import { InvalidDatasetError, fromTagged, type Json, type Value } from '../core/index.js';
import type { RawTable } from './raw-columns.js';
import { rawColumns } from './raw-columns.js';

/** Reads a JSON array of objects, `{ header, rows }` with rows as arrays, or an object of columns. Tagged values come back as they were. */
export function readJson(name: string, text: string): RawTable {
  const data = parse(name, text, 'it');
  return hasHeader(data) ? fromHeader(name, data) : rawColumns(name, data);
}

/** Reads one JSON object a line. Blank lines do not count. */
export function readJsonLines(name: string, text: string): RawTable {
  const lines = text.split('\n').entries();
  const objects = [...lines].flatMap(([index, line]) => (line.trim() === '' ? [] : [parse(name, line, `line ${index + 1}`)]));
  return rawColumns(name, objects);
}

function parse(name: string, text: string, what: string): Value {
  try {
    return fromTagged(JSON.parse(text) as Json);
  } catch (error) {
    throw new InvalidDatasetError(name, `${what} is not JSON, or cut short: ${(error as Error).message}`, { cause: error });
  }
}

interface HeaderAndRows {
  readonly header: readonly string[];
  readonly rows: readonly unknown[];
}

function hasHeader(data: Value): data is Value & HeaderAndRows {
  if (typeof data !== 'object' || data === null) return false;
  const { header, rows } = data as Partial<Record<keyof HeaderAndRows, Value>>;
  return Array.isArray(header) && Array.isArray(rows) && header.every((name) => typeof name === 'string');
}

function fromHeader(name: string, { header, rows }: HeaderAndRows): RawTable {
  const lists = rows.map((row, index) => {
    if (Array.isArray(row) && row.length === header.length) return row as readonly unknown[];
    throw new InvalidDatasetError(name, `row ${index} is not an array of ${header.length} values, one for each column of its header`);
  });
  const columns = new Map(header.map((column, index) => [column, lists.map((row) => row[index])]));
  if (columns.size < header.length) throw new InvalidDatasetError(name, `two of its columns have the same name (${header.join(', ')})`);
  return { rows: rows.length, columns };
}
