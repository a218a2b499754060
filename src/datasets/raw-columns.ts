import { InvalidDatasetError } from '../core/index.js';

/** Columns as they were given: names in order, values of any type, all of one length. */
export interface RawTable {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
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
 * Takes an Arquero table, an array of objects, or an object of columns apart into columns. Arrays and typed arrays are handed on, not copied.
 *
 * Of objects the columns are the union of their own keys, in the order first seen; a key that an object lacks is null there.
 *
 * @param name - what the error calls the data.
 * @throws {InvalidDatasetError} for anything else, naming the row (from 0) or the columns at fault.
 */
export function rawColumns(name: string, data: unknown): RawTable {
  if (typeof data !== 'object' || data === null) {
    throw new InvalidDatasetError(name, `it is ${nameOf(data)}. ${EXPECTED}`);
  }
  if (isTable(data)) return fromTable(data);
  if (Array.isArray(data)) return fromObjects(name, data);
  if (!isRecord(data)) throw new InvalidDatasetError(name, `it is ${nameOf(data)}. ${EXPECTED}`);
  return fromColumns(name, data);
}

const EXPECTED = 'Give an Arquero table, an array of objects (one a row), or an object of columns.';

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

function fromObjects(name: string, objects: readonly unknown[]): RawTable {
  const columns = new Map<string, unknown[]>();
  for (let row = 0; row < objects.length; row++) {
    const object = objects[row];
    if (!isRecord(object)) {
      throw new InvalidDatasetError(name, `row ${row} is ${nameOf(object)}, and a row is an object of values by column name`);
    }
    for (const key of Object.keys(object)) {
      let values = columns.get(key);
      if (!values) columns.set(key, (values = new Array<unknown>(objects.length).fill(null)));
      values[row] = object[key];
    }
  }
  if (columns.size === 0 && objects.length > 0) throw new InvalidDatasetError(name, `none of its ${objects.length} rows has a column`);
  return { rows: objects.length, columns };
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

function isTable(data: object): data is TableShape {
  const methods: readonly (keyof TableShape)[] = ['numRows', 'columnNames', 'reify', 'column'];
  return methods.every((method) => typeof (data as Partial<TableShape>)[method] === 'function');
}

function isArrayLike(value: unknown): value is readonly unknown[] | (ArrayLike<unknown> & ArrayBufferView) {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

// Plain objects and instances of the user's classes; not Map, Date, Promise and other things whose values are not their keys.
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
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
