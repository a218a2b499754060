import type { ColumnTable } from 'arquero';
import type { Value } from '../../core/index.js';
import { oneLine, styled } from './style.js';
import { table } from './table.js';
import { shown } from './values.js';

/** Rows of a table: the names of its columns, in order, and values by name. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** The rows of an Arquero table. */
export function rowsOfTable(found: ColumnTable): Rows {
  return { columns: found.columnNames(), rows: found.objects() as Record<string, unknown>[] };
}

/** The rows that a query gave; without any, nothing says what its columns are. */
export function rowsOfQuery(rows: readonly Record<string, unknown>[]): Rows {
  return { columns: Object.keys(rows[0] ?? {}), rows };
}

/** Rows as a table of text, numbers in all of their digits, on the right. `more` is how many there are beyond, where that is known. */
export function rowsPage({ columns, rows }: Rows, more?: number): string {
  const isNumeric = (name: string) =>
    rows.some((row) => isNumber(row[name])) && rows.every((row) => row[name] === null || isNumber(row[name]));
  const titles = columns.map((name) => ({ title: oneLine(name), shrinksTo: 5, ...(isNumeric(name) && { align: 'right' as const }) }));
  const text = table(
    titles,
    rows.map((row) => columns.map((name) => cell(row[name]))),
  );
  if (rows.length === 0) return [...(columns.length === 0 ? [] : [text]), styled('dim', 'No rows.')].join('\n');
  return more === undefined || more <= 0 ? text : `${text}\n${styled('dim', `… ${more} more rows`)}`;
}

/** Rows as one JSON document has them: bytes as base64, as in the preview of a record. */
export function rowsDocument({ columns, rows }: Rows): object {
  return { columns, rows: rows.map((row) => withoutBytes(row)) };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function cell(value: unknown): string {
  return isNumber(value) ? String(value) : shown(withoutBytes(value) as Value | undefined);
}

function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutBytes(inner)]));
}
