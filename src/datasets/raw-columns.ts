import { InvalidDatasetError } from '../core/index.js';
import { arrowColumns, isArrow } from './input/arrow-columns.js';
import { GatheredRows } from './input/gathered-rows.js';
import type { ColumnType } from './types/column-type.js';

/** Columns as they were given: names in order, values of any type, all of one length. */
export interface RawTable {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
  /** Of columns whose types are known already, as Arrow's and Parquet's are. */
  readonly types?: ReadonlyMap<string, ColumnType>;
}

/** The part of an Arquero table that is read; told by its shape, so that Arquero is not loaded and any copy of it will do. */
interface TableShape {
  numRows(): number;
  columnNames(): string[];
  /** The same rows without a filter or an order that is only a view. */
  reify(): TableShape;
  column(name: string): ColumnShape | undefined;
}

interface ColumnShape {
  readonly length: number;
  at(row: number): unknown;
}

/**
 * Takes an Arquero or Arrow table, an array of objects, or an object of columns apart into columns. Arrays and typed arrays are handed on, not copied.
 *
 * Of objects the columns are the union of their own keys, in the order first seen; a key that an object lacks is null there.
 *
 * @param name - what the error calls the data.
 * @param firstRow - the number of the first of these rows, for errors.
 * @throws {InvalidDatasetError} for anything else, naming the row (from 0) or the columns at fault.
 */
export function rawColumns(name: string, data: unknown, firstRow = 0): RawTable {
  if (typeof data !== 'object' || data === null) {
    throw new InvalidDatasetError(name, `it is ${nameOf(data)}. ${EXPECTED}`);
  }
  if (isTable(data)) return fromTable(data);
  if (isArrow(data)) return arrowColumns(name, data);
  if (Array.isArray(data)) return fromObjects(name, data, firstRow);
  if (!isRecord(data)) throw new InvalidDatasetError(name, `it is ${nameOf(data)}. ${EXPECTED}`);
  return fromColumns(name, data);
}

const EXPECTED =
  'Give an Arquero or Arrow table, an array of objects (one a row), an object of columns, an iterable of rows or of such tables, or { path } of a file.';

function fromTable(table: TableShape): RawTable {
  const view = table.reify();
  const columns = new Map<string, ArrayLike<unknown>>();
  for (const column of view.columnNames()) {
    const values = view.column(column);
    if (!values) continue;
    // A column read from Arrow is neither an array nor a typed array: it has `at` alone.
    columns.set(column, isArrayLike(values) ? values : Array.from({ length: values.length }, (_, row) => values.at(row)));
  }
  return { rows: view.numRows(), columns };
}

function fromObjects(name: string, objects: readonly unknown[], firstRow: number): RawTable {
  const rows = new GatheredRows();
  for (const object of objects) {
    if (!isRecord(object)) {
      const row = firstRow + rows.count;
      throw new InvalidDatasetError(name, `row ${row} is ${nameOf(object)}, and a row is an object of values by column name`);
    }
    rows.add(object);
  }
  const table = rows.table();
  if (table.columns.size === 0 && table.rows > 0) throw new InvalidDatasetError(name, `none of its ${table.rows} rows has a column`);
  return table;
}

function fromColumns(name: string, record: Readonly<Record<string, unknown>>): RawTable {
  const columns = new Map<string, ArrayLike<unknown>>();
  for (const [column, values] of Object.entries(record)) {
    if (!isArrayLike(values)) {
      throw new InvalidDatasetError(
        name,
        `column ${JSON.stringify(column)} is ${nameOf(values)}, and a column is an array or a typed array`,
      );
    }
    columns.set(column, values);
  }
  const lengths = new Set([...columns.values()].map((values) => values.length));
  if (lengths.size > 1) {
    const each = [...columns].map(([column, values]) => `${JSON.stringify(column)} has ${values.length}`).join(', ');
    throw new InvalidDatasetError(name, `its columns are not equally long: ${each}`);
  }
  return { rows: [...lengths][0] ?? 0, columns };
}

/** True for tables that know their columns: Arquero's and Arrow's. */
export function isTableShape(data: object): boolean {
  return isTable(data) || isArrow(data);
}

function isTable(data: object): data is TableShape {
  const methods: readonly (keyof TableShape)[] = ['numRows', 'columnNames', 'reify', 'column'];
  return methods.every((method) => typeof (data as Partial<TableShape>)[method] === 'function');
}

/** True for arrays and typed arrays. */
export function isArrayLike(value: unknown): value is readonly unknown[] | (ArrayLike<unknown> & ArrayBufferView) {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** True for plain objects and instances of the user's classes; not for Map, Date, Promise and other things whose values are not their keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.prototype.toString.call(value) === '[object Object]'
  );
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `a ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`;
}
