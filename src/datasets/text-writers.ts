import { taggedCell } from './cells.js';
import type { Column, TypedTable } from './columns.js';

/** Rows of text that are made and handed over at a time. */
const CHUNK_ROWS = 5000;

/**
 * CSV as RFC 4180 has it, with a header. Null is an empty cell and empty text is `""`; dates are ISO 8601, nested values JSON.
 * Types are not kept: a reader guesses them.
 */
export function writeCsv({ rows, columns }: TypedTable): AsyncIterable<Uint8Array> {
  const header = `${columns.map((column) => quoted(column.name)).join(',')}\n`;
  return chunks(rows, {
    before: header,
    row: (row) => `${columns.map((column) => csvCell(column, row)).join(',')}\n`,
    after: '',
  });
}

/**
 * A JSON array of objects, one a row, on a line of its own. What JSON lacks (dates, NaN, integers beyond 2^53) is tagged, so that
 * it reads back the same.
 */
export function writeJson({ rows, columns }: TypedTable): AsyncIterable<Uint8Array> {
  const names = columns.map((column) => JSON.stringify(column.name));
  return chunks(rows, {
    before: '[',
    row: (row) => {
      const cells = columns.map((column, index) => `${names[index]}:${JSON.stringify(taggedCell(column, row))}`);
      return `${row === 0 ? '\n' : ',\n'}{${cells.join(',')}}`;
    },
    after: '\n]\n',
  });
}

async function* chunks(rows: number, text: { before: string; row: (row: number) => string; after: string }): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let chunk = text.before;
  for (let row = 0; row < rows; row++) {
    chunk += text.row(row);
    if ((row + 1) % CHUNK_ROWS !== 0) continue;
    yield encoder.encode(chunk);
    chunk = '';
  }
  chunk += text.after;
  if (chunk !== '') yield encoder.encode(chunk);
}

function csvCell(column: Column, row: number): string {
  if (column.kind === 'json') {
    const nested = column.values[row] ?? null;
    return nested === null ? '' : quoted(JSON.stringify(nested));
  }
  const value = column.values[row] ?? null;
  if (value === null) return '';
  if (typeof value === 'string') return quoted(value);
  if (column.kind === 'datetime') return new Date(Number(value)).toISOString();
  return Object.is(value, -0) ? '-0' : String(value);
}

function quoted(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
