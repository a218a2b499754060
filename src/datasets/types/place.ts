import { InvalidDatasetError } from '../../core/index.js';
import type { ColumnType } from './column-type.js';
import { formatColumnType } from './column-type.js';

/** Where values are, for errors. */
export interface Place {
  readonly dataset: string;
  readonly column: string;
  /** The row of the dataset (from 0) that the first of these values is in. */
  readonly firstRow: number;
  /** All of them are in this row: they are parts of a list. */
  readonly inRow?: number;
}

/** A value at an index from the first one of a place. */
export interface Cell {
  readonly value: unknown;
  readonly row: number;
}

/** An error that names column and row; `row` counts from the first value of the place. */
export function wrong({ dataset, column, firstRow, inRow }: Place, row: number, reason: string): InvalidDatasetError {
  return new InvalidDatasetError(dataset, `column ${JSON.stringify(column)}, row ${inRow ?? firstRow + row} ${reason}`);
}

/** The error for a value that is not of its column's type. */
export function mismatch(place: Place, type: ColumnType, { value, row }: Cell): InvalidDatasetError {
  return wrong(place, row, `holds ${nameOfValue(value)}, and its column is ${formatColumnType(type)}`);
}

/** A value as an error shows it: short. */
export function nameOfValue(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === 'bigint') return `the integer ${value}`;
  if (typeof value !== 'object' || value === null) return `the ${typeof value} ${String(value)}`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'a list';
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return tag === 'Object' ? 'an object' : `a ${tag}`;
}
