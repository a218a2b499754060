import { stringifyTagged } from '../../core/index.js';
import type { Value } from '../../core/index.js';
import { oneLine } from './style.js';

/** A value as people write it: text without quotes, numbers in at most 6 digits, the rest as JSON. */
export function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'string') return oneLine(value);
  if (typeof value === 'number') return shownNumber(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Date) return value.toISOString();
  return oneLine(stringifyTagged(value));
}

/** In at most 6 digits; whole numbers as they are. */
export function shownNumber(value: number): string {
  return Number.isInteger(value) || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** `812 B`, `3.4 kB`, `1.2 GB`. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let [value, power] = [size / 1000, 0];
  // What would round to 1000.0 is 1.0 of the next.
  for (; value >= 999.95 && power < units.length - 1; power++) value /= 1000;
  return `${value.toFixed(1)} ${units[power]}`;
}

/** `accuracy=0.97 loss=0.1`. */
export function inline(values: Readonly<Record<string, Value>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${oneLine(key)}=${shown(value)}`)
    .join(' ');
}
