import type { Value } from '../../core/index.js';
import { stringifyTagged } from '../../core/index.js';
import { cellOf, taggedCell } from '../cells.js';
import type { Column, TypedTable } from '../columns.js';
import type { TableLayout } from '../table-layout.js';
import { dateText, timestampText } from './time-text.js';

/** Rows of text that are made and handed over at a time. */
const CHUNK_ROWS = 5000;

/** Tables as they come. */
export type Parts = AsyncIterable<TypedTable> | Iterable<TypedTable>;

/**
 * CSV as RFC 4180 has it, with a header, or the same with tabs. Null is an empty cell and empty text is `""`; times are ISO 8601, without a zone where they have none;
 * nested values are JSON. Types are not kept: a reader guesses them.
 */
export function writeDelimited(layout: TableLayout, parts: Parts, delimiter: ',' | '\t'): AsyncGenerator<Uint8Array, void, undefined> {
  const header = `${layout.columns.map((column) => quoted(column.name)).join(delimiter)}\n`;
  const row = ({ columns }: TypedTable, index: number) => `${columns.map((column) => delimitedCell(column, index)).join(delimiter)}\n`;
  return chunks(parts, { before: header, row, after: '' });
}

/**
 * A JSON array of objects, one a row, on a line of its own. What JSON lacks (dates, NaN, integers beyond 2^53) is tagged, so that it reads back the same.
 */
export function writeJson(layout: TableLayout, parts: Parts): AsyncGenerator<Uint8Array, void, undefined> {
  const object = objectText(layout);
  let comma = '';
  const row = (table: TypedTable, index: number) => {
    const text = `${comma}\n${object(table, index)}`;
    comma = ',';
    return text;
  };
  return chunks(parts, { before: '[', row, after: '\n]\n' });
}

/** One such object a line. */
export function writeJsonLines(layout: TableLayout, parts: Parts): AsyncGenerator<Uint8Array, void, undefined> {
  const object = objectText(layout);
  return chunks(parts, { before: '', row: (table, index) => `${object(table, index)}\n`, after: '' });
}

function objectText(layout: TableLayout): (table: TypedTable, row: number) => string {
  const names = layout.columns.map((column) => JSON.stringify(column.name));
  return ({ columns }, row) =>
    `{${columns.map((column, index) => `${names[index]}:${JSON.stringify(taggedCell(column, row))}`).join(',')}}`;
}

interface Text {
  readonly before: string;
  readonly row: (table: TypedTable, index: number) => string;
  readonly after: string;
}

async function* chunks(parts: Parts, text: Text): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let chunk = text.before;
  let rows = 0;
  for await (const table of parts) {
    for (let row = 0; row < table.rows; row++) {
      chunk += text.row(table, row);
      if (++rows % CHUNK_ROWS !== 0) continue;
      yield encoder.encode(chunk);
      chunk = '';
    }
  }
  chunk += text.after;
  if (chunk !== '') yield encoder.encode(chunk);
}

function delimitedCell(column: Column, row: number): string {
  const { type } = column;
  const value: Value = cellOf(column, row);
  if (value === null) return '';
  if (type.kind === 'timestamp') return timestampText(type, column.values[row] as bigint);
  if (type.kind === 'date') return dateText(column.values[row] as number);
  if (typeof value === 'string' && type.kind !== 'json') return quoted(value);
  if (typeof value === 'object' || type.kind === 'json') return quoted(stringifyTagged(value));
  return Object.is(value, -0) ? '-0' : String(value as number | bigint | boolean);
}

function quoted(text: string): string {
  return text === '' || /[",\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
