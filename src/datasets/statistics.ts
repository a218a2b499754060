import type { ColumnStats } from '../core/index.js';
import { toTagged } from '../core/index.js';
import { shortest } from './cells.js';
import type { BigintColumn, Column } from './columns.js';
import type { Range } from './histogram.js';
import { histogram } from './histogram.js';
import { quartiles } from './quartiles.js';

/**
 * The statistics of one column, with dates and other values that JSON lacks tagged.
 *
 * Numbers and dates have those of pandas' `describe()`, numbers a histogram too; strings and booleans have `unique`, `top` and `freq`; JSON
 * has counts alone. As in pandas a NaN counts as missing: it is among the `nulls`. What does not exist is left out, e.g. the mean of nothing
 * and the deviation of one value.
 */
export function columnStats(column: Column): ColumnStats {
  switch (column.kind) {
    case 'int32':
    case 'int64':
    case 'double':
      return numberStats(column.values);
    case 'bigint':
      return bigintStats(column);
    case 'datetime':
      return datetimeStats(column.values);
    case 'string':
    case 'boolean':
      return frequencyStats(column.values);
    case 'json':
      return { count: column.values.length - column.nulls, nulls: column.nulls };
  }
}

function numberStats(values: ArrayLike<number | null>): ColumnStats {
  const numbers = withoutMissing(values);
  return { ...counts(values, numbers), ...describe(numbers, spanOf(numbers)) };
}

/** Exact where the others round: in min, max and the width of the histogram. */
function bigintStats({ values }: BigintColumn): ColumnStats {
  const numbers = withoutMissing(values);
  let min: bigint | undefined;
  let max: bigint | undefined;
  for (const value of values) {
    if (value === null) continue;
    if (min === undefined || value < min) min = value;
    if (max === undefined || value > max) max = value;
  }
  if (min === undefined || max === undefined) return counts(values, numbers);
  const stats = describe(numbers, { min: Number(min), max: Number(max), width: Number(max - min) });
  return { ...counts(values, numbers), ...stats, min: toTagged(shortest(min)), max: toTagged(shortest(max)) };
}

function datetimeStats(values: ArrayLike<number | null>): ColumnStats {
  const times = withoutMissing(values);
  if (times.length === 0) return counts(values, times);
  const { min, max } = spanOf(times);
  const mean = sum(times, (time) => time - min) / times.length + min;
  const [q1, q2, q3] = quartiles(times);
  // Date drops a fraction of a millisecond, as pandas does.
  const date = (time: number) => toTagged(new Date(time));
  return { ...counts(values, times), mean: date(mean), min: date(min), '25%': date(q1), '50%': date(q2), '75%': date(q3), max: date(max) };
}

function frequencyStats(values: readonly (string | boolean | null)[]): ColumnStats {
  const frequencies = new Map<string | boolean, number>();
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    count++;
    frequencies.set(value, (frequencies.get(value) ?? 0) + 1);
  }
  const nulls = values.length - count;
  let top: string | boolean | undefined;
  let freq = 0;
  for (const [value, times] of frequencies) if (times > freq) [top, freq] = [value, times];
  return top === undefined ? { count, nulls, unique: 0 } : { count, nulls, unique: frequencies.size, top, freq };
}

function describe(numbers: Float64Array, span: Range): Partial<ColumnStats> {
  if (numbers.length === 0) return {};
  const mean = sum(numbers, (value) => value) / numbers.length;
  const std = Math.sqrt(sum(numbers, (value) => (value - mean) ** 2) / (numbers.length - 1));
  const hist = histogram(numbers, span);
  const [q1, q2, q3] = quartiles(numbers);
  return {
    mean: toTagged(mean),
    ...(Number.isFinite(std) && { std }),
    min: toTagged(span.min),
    '25%': toTagged(q1),
    '50%': toTagged(q2),
    '75%': toTagged(q3),
    max: toTagged(span.max),
    ...(hist && { hist }),
  };
}

function spanOf(numbers: Float64Array): Range {
  let min = Infinity;
  let max = -Infinity;
  for (const value of numbers) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

/** A sum that carries along what each addition rounds off (Neumaier, 1974). */
function sum(numbers: Float64Array, of: (value: number) => number): number {
  let total = 0;
  let lost = 0;
  for (const number of numbers) {
    const value = of(number);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  // Beyond the finite numbers nothing can be carried.
  return Number.isFinite(total) ? total + lost : total;
}

function counts(values: ArrayLike<unknown>, present: Float64Array): { count: number; nulls: number } {
  return { count: present.length, nulls: values.length - present.length };
}

/** The numbers that are there, in an array of their own. */
function withoutMissing(values: ArrayLike<number | bigint | null>): Float64Array {
  const numbers = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null;
    if (value !== null && !Number.isNaN(value)) numbers[count++] = Number(value);
  }
  return numbers.subarray(0, count);
}
