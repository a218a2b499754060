import type { Json } from '../core/index.js';
import { toTagged } from '../core/index.js';
import type { Column } from './columns.js';

/** One value in tagged JSON. */
export function taggedCell(column: Column, row: number): Json {
  if (column.kind === 'json') return column.values[row] ?? null;
  const value = column.values[row] ?? null;
  if (typeof value === 'bigint') return toTagged(shortest(value));
  return toTagged(column.kind === 'datetime' && value !== null ? new Date(Number(value)) : value);
}

/** The number where it is exact, else the bigint. */
export function shortest(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
