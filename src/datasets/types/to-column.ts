import type { BitColumn, Column, DoubleColumn, FloatColumn, IntColumn } from '../columns.js';
import type { ColumnType } from './column-type.js';
import { binary, json, text, unscaled } from './convert-objects.js';
import { filled, int32s, int64s, numbers, ticks } from './convert-packed.js';
import { bit, dateDays } from './convert-time.js';
import type { Place } from './place.js';
import { mismatch } from './place.js';

/**
 * Copies values into a column of a type, deeply: the result stays as it is whatever the caller does next. `undefined` is null. Text becomes what it spells,
 * so that types can be given to what has none.
 *
 * @throws {InvalidDatasetError} naming column and row, for a value that is not of the type.
 */
export function toColumn(place: Place, type: ColumnType, source: ArrayLike<unknown>): Column {
  const name = place.column;
  const { length } = source;
  switch (type.kind) {
    case 'float64':
      return { name, type, layout: 'double', ...numbers(place, type, { source, to: new Float64Array(length) }) } as DoubleColumn;
    case 'float32':
      return { name, type, layout: 'float', ...numbers(place, type, { source, to: new Float32Array(length) }) } as FloatColumn;
    case 'int32':
      return { name, type, layout: 'int', ...int32s(place, type, source) };
    case 'int64':
      return { name, type, layout: 'long', ...int64s(place, type, source) };
    case 'timestamp':
      return { name, type, layout: 'long', ...ticks(place, type, source) };
    case 'date':
      return { name, type, layout: 'int', ...filled(new Int32Array(length), source, (cell) => dateDays(place, cell)) } as IntColumn;
    case 'boolean':
      return { name, type, layout: 'bit', ...filled(new Uint8Array(length), source, (cell) => bit(place, cell)) } as BitColumn;
    case 'string':
    case 'category':
      return {
        name,
        type,
        layout: 'text',
        ...copied(source, (value, row) => (typeof value === 'string' ? value : text(place, { value, row }))),
      };
    default:
      return { name, type, layout: 'object', ...copied(source, (value, row) => object(place, type, { value, row })) };
  }
}

function copied<T>(source: ArrayLike<unknown>, convert: (value: unknown, row: number) => T) {
  const values = new Array<T | null>(source.length);
  let nulls = 0;
  for (let row = 0; row < source.length; row++) {
    const value = source[row] ?? null;
    if (value === null) nulls++;
    values[row] = value === null ? null : convert(value, row);
  }
  return { values, nulls, valid: undefined };
}

function object(place: Place, type: ColumnType, cell: Cell): unknown {
  const { value, row } = cell;
  switch (type.kind) {
    case 'decimal':
      return unscaled(place, type, cell);
    case 'binary':
      return binary(place, cell);
    case 'list':
      if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && !(value instanceof DataView))) throw mismatch(place, type, cell);
      return nested(place, type.of, { source: value as ArrayLike<unknown>, row });
    case 'struct':
      if (!isObject(value)) throw mismatch(place, type, cell);
      return Object.fromEntries(
        type.fields.map((field) => [field.name, nested(place, field.type, { source: [value[field.name]], row })[0]]),
      );
    default:
      return json(place, cell);
  }
}

interface Cell {
  readonly value: unknown;
  readonly row: number;
}

// As a column of its own, so that there is one set of rules; and then as plain values, null where there is none.
function nested(place: Place, type: ColumnType, { source, row }: { source: ArrayLike<unknown>; row: number }): unknown[] {
  const column = toColumn({ ...place, inRow: place.firstRow + row }, type, source);
  const { values, valid } = column;
  const plain =
    column.layout === 'bit' ? Array.from(column.values, (value) => value === 1) : Array.from<unknown>(values as ArrayLike<unknown>);
  return valid ? plain.map((value, index) => (valid[index] === 0 ? null : value)) : plain;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
