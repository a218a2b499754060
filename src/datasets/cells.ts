import type { Json, Value } from '../core/index.js';
import { fromTagged, toTagged } from '../core/index.js';
import type { Column } from './columns.js';
import type { ColumnType } from './types/column-type.js';
import { PER_MILLISECOND, decimalText } from './exact-values.js';

const DAY = 86_400_000;
const MOST_MILLISECONDS = 8.64e15;

/** One value in tagged JSON; bytes are base64. */
export function taggedCell(column: Column, row: number): Json {
  return column.type.kind === 'json' ? ((column.values[row] ?? null) as Json) : toTagged(cellOf(column, row));
}

/**
 * One value as users know it: Dates for times (what a clock on the wall showed is taken for UTC), bigints only where a number is not exact, text for decimals.
 */
export function cellOf(column: Column, row: number): Value {
  return column.valid?.[row] === 0 ? null : plainValue(column.type, column.values[row] ?? null);
}

function plainValue(type: ColumnType, value: unknown): Value {
  if (value === null) return null;
  switch (type.kind) {
    case 'boolean':
      return value === 1 || value === true;
    case 'int64':
      return shortest(value as bigint);
    case 'date':
      return dateOf(Number(value) * DAY);
    case 'timestamp':
      return dateOf(Number(value) / PER_MILLISECOND[type.unit]);
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'json':
      return fromTagged(value as Json);
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'list':
      return (value as unknown[]).map((inner) => plainValue(type.of, inner));
    case 'struct':
      return Object.fromEntries(
        type.fields.map((field) => [field.name, plainValue(field.type, (value as Record<string, unknown>)[field.name] ?? null)]),
      );
    default:
      return value as string | number;
  }
}

/** A time as a Date. One that no Date can be (after the year 275760) as the nearest that can. */
export function dateOf(milliseconds: number): Date {
  return new Date(Math.max(-MOST_MILLISECONDS, Math.min(MOST_MILLISECONDS, milliseconds)));
}

/** The number where it is exact, else the bigint. */
export function shortest(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
