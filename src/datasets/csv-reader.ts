import { InvalidDatasetError } from '../core/index.js';
import type { Cell } from './delimited-text.js';
import { parseDelimited } from './delimited-text.js';
import type { RawTable } from './raw-columns.js';

/**
 * Reads CSV or TSV with a header; the type of a column is guessed from all of its cells: booleans, integers (bigints when one is beyond
 * 2^53), numbers, ISO dates (UTC where no zone is given), else text. Numbers with leading zeros are text: they are mostly ids, which
 * would not survive.
 */
export function readCsv(name: string, text: string, delimiter: ',' | '\t'): RawTable {
  const [header, ...rows] = split(name, text, delimiter);
  if (!header) throw new InvalidDatasetError(name, 'it is empty, without even a header');
  const columns = new Map<string, unknown[]>();
  for (const [index, title] of header.entries()) {
    const column = title ?? '';
    if (columns.has(column)) throw new InvalidDatasetError(name, `two of its columns are called ${JSON.stringify(column)}`);
    columns.set(column, typed(rows.map((row) => row[index] ?? null)));
  }
  return { rows: rows.length, columns };
}

function split(name: string, text: string, delimiter: string): Cell[][] {
  const rows = parse(name, text, delimiter);
  const width = rows[0]?.length ?? 0;
  const wanted = width > 1 ? rows.filter((row) => row.length > 1 || row[0] !== null) : rows;
  const wrong = wanted.findIndex((row) => row.length !== width);
  if (wrong >= 0) {
    const found = wanted[wrong]?.length;
    throw new InvalidDatasetError(name, `row ${wrong - 1} has ${found} values, and its header ${width}; is it cut short?`);
  }
  return wanted;
}

function parse(name: string, text: string, delimiter: string): Cell[][] {
  try {
    return parseDelimited(text, delimiter);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidDatasetError(name, `${error.message}; is it cut short, or not CSV?`, { cause: error });
  }
}

const BOOLEAN = /^(?:true|false)$/i;
const INTEGER = /^[-+]?(?:0|[1-9]\d*)$/;
const NUMBER = /^(?:[-+]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|nan|[-+]?inf(?:inity)?)$/i;
const DATE = /^(?:\d{4}|[-+]\d{6})-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:\d\d)?)?$/;

function typed(cells: readonly Cell[]): unknown[] {
  const every = (test: (cell: string) => boolean) => cells.every((cell) => cell === null || test(cell));
  const convert = (to: (cell: string) => unknown) => cells.map((cell) => (cell === null ? null : to(cell)));
  if (every((cell) => BOOLEAN.test(cell))) return convert((cell) => cell.toLowerCase() === 'true');
  if (every((cell) => INTEGER.test(cell) && cell !== '-0')) {
    return convert(every((cell) => Number.isSafeInteger(Number(cell))) ? Number : (cell) => BigInt(cell.replace('+', '')));
  }
  if (every((cell) => NUMBER.test(cell))) return convert(number);
  if (every((cell) => DATE.test(cell) && !Number.isNaN(date(cell).getTime()))) return convert(date);
  return [...cells];
}

function number(cell: string): number {
  const value = Number(cell);
  if (!Number.isNaN(value) || /nan/i.test(cell)) return value;
  return cell.startsWith('-') ? -Infinity : Infinity;
}

// A time without a zone would be local time: another moment on each machine.
function date(cell: string): Date {
  const iso = cell.replace(' ', 'T');
  return new Date(/T[^Z+-]*$/.test(iso) ? `${iso}Z` : iso);
}
