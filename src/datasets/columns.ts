import type { Json, SchemaField } from '../core/index.js';
import { InvalidDatasetError, InvalidValueError, toTagged } from '../core/index.js';
import type { RawTable } from './raw-columns.js';

/** One column of one type. `values` belongs to the column alone: nobody else can change it. */
interface Values<Kind extends string, T, Packed = never> {
  readonly name: string;
  readonly kind: Kind;
  /** A typed array where there are no nulls and one fits. */
  readonly values: (T | null)[] | Packed;
  readonly nulls: number;
}

/** Integers that a number holds exactly, in 32 or 64 bits of Parquet. */
export type IntegerColumn = Values<'int32', number, Int32Array> | Values<'int64', number, Float64Array>;
/** Integers of which some are beyond 2^53. */
export type BigintColumn = Values<'bigint', bigint, BigInt64Array>;
export type DoubleColumn = Values<'double', number, Float64Array>;
/** Milliseconds since 1970, UTC. */
export type DatetimeColumn = Values<'datetime', number, Float64Array>;
export type StringColumn = Values<'string', string>;
export type BooleanColumn = Values<'boolean', boolean>;
/** Nested or mixed values in tagged JSON. */
export type JsonColumn = Values<'json', Json>;
export type Column = IntegerColumn | BigintColumn | DoubleColumn | DatetimeColumn | StringColumn | BooleanColumn | JsonColumn;

/** A table whose columns have types. */
export interface TypedTable {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** What a schema calls the type of a column. */
export const SCHEMA_TYPE = {
  int32: 'integer',
  int64: 'integer',
  bigint: 'integer',
  double: 'number',
  datetime: 'datetime',
  string: 'string',
  boolean: 'boolean',
  json: 'any',
} as const satisfies Record<Column['kind'], SchemaField['type']>;

/**
 * Finds the type of each column and copies its values, deeply, so that the result stays as it is whatever the caller does next.
 *
 * `undefined` is null. Integers and fractions together are numbers; anything else that is mixed, and whatever is nested, is JSON, and so is
 * a column without any value. -0 is a fraction here: an integer column would lose its sign.
 *
 * @throws {InvalidDatasetError} naming column and row (from 0), for values that cannot be stored.
 */
export function typedColumns(dataset: string, table: RawTable): TypedTable {
  const columns = [...table.columns].map(([name, source]) => typedColumn({ dataset, name }, source));
  return { rows: table.rows, columns };
}

/** Where a column is, for errors. */
interface Place {
  readonly dataset: string;
  readonly name: string;
}

function typedColumn(place: Place, source: ArrayLike<unknown>): Column {
  return (ArrayBuffer.isView(source) ? packedColumn(place, source) : undefined) ?? inferredColumn(place, source);
}

function packedColumn(place: Place, source: ArrayBufferView): Column | undefined {
  const column = { name: place.name, nulls: 0 };
  // By tag: the array may come from another realm.
  switch ((source as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]) {
    case 'Float64Array':
    case 'Float32Array':
      return { ...column, kind: 'double', values: Float64Array.from(source as Float64Array) };
    case 'Uint32Array':
      return { ...column, kind: 'int64', values: Float64Array.from(source as Uint32Array) };
    case 'BigInt64Array':
      return { ...column, kind: 'bigint', values: BigInt64Array.from(source as BigInt64Array) };
    case 'BigUint64Array':
      return undefined;
    default:
      return { ...column, kind: 'int32', values: Int32Array.from(source as Int32Array) };
  }
}

/** What was seen in a column, as bits that add up. */
const INTEGER = 1;
const WIDE = 2;
const FRACTION = 4;
const STRING = 8;
const BOOLEAN = 16;
const DATETIME = 32;
const OTHER = 64;

function inferredColumn(place: Place, source: ArrayLike<unknown>): Column {
  const values = new Array<unknown>(source.length);
  let nulls = 0;
  let seen = 0;
  for (let row = 0; row < source.length; row++) {
    const value = source[row] ?? null;
    values[row] = value;
    if (value === null) nulls++;
    else seen |= kindOf(place, value, row);
  }
  return columnOf(place, seen, { values, nulls });
}

function kindOf(place: Place, value: unknown, row: number): number {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? INTEGER : FRACTION;
    case 'string':
      return STRING;
    case 'boolean':
      return BOOLEAN;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw wrong(place, row, `holds ${value}, which is more than 64 bits; store it as text`);
      return isSafe(value) ? INTEGER : WIDE;
    default:
      if (!isDate(value)) return OTHER;
      if (Number.isNaN(value.getTime())) throw wrong(place, row, 'holds an invalid Date; store null where there is no time');
      return DATETIME;
  }
}

function columnOf(place: Place, seen: number, { values, nulls }: { values: readonly unknown[]; nulls: number }): Column {
  const column = { name: place.name, nulls };
  switch (seen) {
    case INTEGER:
      return { ...column, kind: 'int64', values: numbers(values, nulls) };
    case WIDE:
    case WIDE | INTEGER:
      return { ...column, kind: 'bigint', values: bigints(values, nulls) };
    case FRACTION:
    case FRACTION | INTEGER:
      return { ...column, kind: 'double', values: numbers(values, nulls) };
    case DATETIME:
      return { ...column, kind: 'datetime', values: numbers(values, nulls) };
    case STRING:
      return { ...column, kind: 'string', values: values as (string | null)[] };
    case BOOLEAN:
      return { ...column, kind: 'boolean', values: values as (boolean | null)[] };
    default:
      return { ...column, kind: 'json', values: values.map((value, row) => (value === null ? null : json(place, value, row))) };
  }
}

// Number() reads numbers, bigints and Dates (as milliseconds) alike.
function numbers(values: readonly unknown[], nulls: number): (number | null)[] | Float64Array {
  return nulls === 0 ? Float64Array.from(values, Number) : values.map((value) => (value === null ? null : Number(value)));
}

function bigints(values: readonly unknown[], nulls: number): (bigint | null)[] | BigInt64Array {
  const bigint = (value: unknown) => BigInt(value as number | bigint);
  return nulls === 0 ? BigInt64Array.from(values, bigint) : values.map((value) => (value === null ? null : bigint(value)));
}

function json(place: Place, value: unknown, row: number): Json {
  try {
    return toTagged(value);
  } catch (error) {
    if (error instanceof InvalidValueError) throw wrong(place, row, `does not fit: ${error.message}`);
    throw error;
  }
}

function wrong({ dataset, name }: Place, row: number, reason: string): InvalidDatasetError {
  return new InvalidDatasetError(dataset, `column ${JSON.stringify(name)}, row ${row} ${reason}`);
}

function isSafe(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

function isDate(value: unknown): value is Date {
  return value instanceof Date || Object.prototype.toString.call(value) === '[object Date]';
}
