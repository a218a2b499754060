import type { Json } from '../../core/index.js';
import { InvalidValueError, toTagged } from '../../core/index.js';
import type { ColumnType } from './column-type.js';
import { formatColumnType } from './column-type.js';
import { isDate } from './convert-time.js';
import type { Cell, Place } from './place.js';
import { mismatch, wrong } from './place.js';

/** Any value that has an encoding, as tagged JSON. */
export function json(place: Place, { value, row }: Cell): Json {
  try {
    return toTagged(value);
  } catch (error) {
    if (error instanceof InvalidValueError) throw wrong(place, row, `does not fit: ${error.message}`);
    throw error;
  }
}

/** The text of a number, an integer, a boolean or a Date (ISO 8601). */
export function text(place: Place, cell: Cell): string {
  const { value } = cell;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString();
  throw mismatch(place, { kind: 'string' }, cell);
}

/** A copy of bytes. */
export function binary(place: Place, cell: Cell): Uint8Array {
  if (cell.value instanceof Uint8Array) return new Uint8Array(cell.value);
  throw mismatch(place, { kind: 'binary' }, cell);
}

const DECIMAL = /^\s*([-+]?)(\d*)(?:\.(\d*))?\s*$/;

/** A decimal without its point. Text is taken to the digit; a number is rounded to the scale, as 0.1 + 0.2 has digits that nobody meant. */
export function unscaled(place: Place, type: Extract<ColumnType, { kind: 'decimal' }>, cell: Cell): bigint {
  const { value, row } = cell;
  const spelled =
    typeof value === 'number' ? fixed(value, type.scale) : typeof value === 'string' || typeof value === 'bigint' ? String(value) : '';
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(spelled) ?? [];
  if (whole === '' && fraction === '') throw mismatch(place, type, cell);
  const kept = fraction.padEnd(type.scale, '0');
  if (/[1-9]/.test(kept.slice(type.scale)))
    throw wrong(place, row, `holds ${spelled}, which has more than ${type.scale} digits behind the point`);
  const digits = BigInt(whole + kept.slice(0, type.scale));
  if (digits >= 10n ** BigInt(type.precision))
    throw wrong(place, row, `holds ${spelled}, which has more digits than ${formatColumnType(type)}`);
  return sign === '-' ? -digits : digits;
}

// From 1e21 on, toFixed gives an exponent; integers of that size have no fraction.
function fixed(value: number, scale: number): string {
  if (!Number.isFinite(value)) return '';
  return Math.abs(value) < 1e21 ? value.toFixed(scale) : String(BigInt(value));
}
