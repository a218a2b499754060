import type { Json } from '../core/index.js';
import { toTagged } from '../core/index.js';
import type { Column } from './columns.js';

/** One value in tagged JSON. */
export function taggedCell(column: Column, row: number): Json {
  if (column.kind === 'json') return column.values[row] ?? null;
  const value = column.values[row] ?? null;
  return toTagged(column.kind === 'datetime' && value !== null ? new Date(Number(value)) : value);
}
