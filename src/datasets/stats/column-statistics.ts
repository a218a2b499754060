import type { ColumnStats } from '../../core/index.js';
import { toTagged } from '../../core/index.js';
import { dateOf, shortest } from '../cells.js';
import type { Column, LongColumn } from '../columns.js';
import type { ColumnType } from '../types/column-type.js';
import { PER_MILLISECOND } from '../types/convert-time.js';
import { FrequencyStatistics } from './frequency-statistics.js';
import { numbersOf, spanOf } from './column-numbers.js';
import type { Span } from './column-numbers.js';
import type { NumberSummary } from './number-statistics.js';
import { NumberStatistics } from './number-statistics.js';

/** How much a column's statistics may keep in memory. */
export interface StatisticsLimits {
  /** Numbers that quartiles and histogram are made from. */
  readonly numbers: number;
  /** Different texts that are counted. */
  readonly texts: number;
}

const DAY = 86_400_000;

/**
 * The statistics of one column, which may come in parts, with dates and other values that JSON lacks tagged.
 *
 * Numbers and dates have those of pandas' `describe()`, numbers a histogram too; text and booleans have `unique`, `top` and `freq`; what is nested
 * has counts alone. As in pandas a NaN counts as missing: it is among the `nulls`. What does not exist is left out, e.g. the mean of nothing
 * and the deviation of one value.
 */
export class ColumnStatistics {
  readonly #type: ColumnType;
  readonly #numbers: NumberStatistics;
  readonly #frequencies: FrequencyStatistics;
  #rows = 0;
  #there = 0;
  #span: Span | undefined;

  constructor(type: ColumnType, limits: StatisticsLimits) {
    this.#type = type;
    this.#numbers = new NumberStatistics(limits.numbers);
    this.#frequencies = new FrequencyStatistics(limits.texts);
  }

  add(column: Column): void {
    this.#rows += column.values.length;
    if (column.layout === 'text') this.#addTexts(column.values);
    else if (column.layout === 'bit') this.#addBits(column.values, column.valid);
    else if (column.layout === 'object' && column.type.kind !== 'decimal') this.#there += column.values.length - column.nulls;
    else {
      const numbers = numbersOf(column);
      this.#there += numbers.length;
      this.#numbers.add(numbers);
      if (column.layout === 'long') this.#widen(column);
    }
  }

  #addTexts(values: readonly (string | null)[]): void {
    for (const value of values) {
      if (value === null) continue;
      this.#there++;
      this.#frequencies.add(value);
    }
  }

  #addBits(values: Uint8Array, valid: Uint8Array | undefined): void {
    const order: boolean[] = [];
    const times = { true: 0, false: 0 };
    for (let row = 0; row < values.length; row++) {
      if (valid?.[row] === 0) continue;
      const value = values[row] === 1;
      if (times[`${value}`]++ === 0) order.push(value);
    }
    for (const value of order) this.#frequencies.add(value, times[`${value}`]);
    this.#there += times.true + times.false;
  }

  // Exact where numbers round: beyond 2^53.
  #widen(column: LongColumn): void {
    const span = spanOf(column);
    if (!span) return;
    const { min, max } = this.#span ?? span;
    this.#span = { min: span.min < min ? span.min : min, max: span.max > max ? span.max : max };
  }

  /** Asked once, at the end. */
  result(): ColumnStats {
    const counts = { count: this.#there, nulls: this.#rows - this.#there };
    switch (this.#type.kind) {
      case 'int64':
        return { ...counts, ...this.#integers() };
      case 'int32':
      case 'float32':
      case 'float64':
      case 'decimal': {
        const summary = this.#numbers.summary();
        return { ...counts, ...(summary && described(summary)) };
      }
      case 'timestamp':
        return { ...counts, ...this.#times(PER_MILLISECOND[this.#type.unit]) };
      case 'date':
        return { ...counts, ...this.#times(1 / DAY) };
      case 'string':
      case 'category':
      case 'boolean':
        return { ...counts, ...this.#values() };
      default:
        return counts;
    }
  }

  #integers(): Partial<ColumnStats> {
    if (!this.#span) return {};
    const { min, max } = this.#span;
    const summary = this.#numbers.summary({ min: Number(min), max: Number(max), width: Number(max - min) });
    return summary ? { ...described(summary), min: toTagged(shortest(min)), max: toTagged(shortest(max)) } : {};
  }

  #times(perMillisecond: number): Partial<ColumnStats> {
    const summary = this.#numbers.summary();
    if (!summary) return {};
    const [q1, q2, q3] = summary.quartiles;
    // Date drops a fraction of a millisecond, as pandas does.
    const date = (ticks: number) => toTagged(dateOf(ticks / perMillisecond));
    const quartiles = { '25%': date(q1), '50%': date(q2), '75%': date(q3) };
    return {
      mean: date(summary.mean),
      min: date(summary.min),
      ...quartiles,
      max: date(summary.max),
      ...(summary.estimated && { estimated: QUARTILES }),
    };
  }

  #values(): Partial<ColumnStats> {
    const { unique, top, estimated } = this.#frequencies.summary();
    const [first] = top;
    if (!first) return { unique: 0 };
    return {
      unique,
      top: first[0],
      freq: first[1],
      topValues: top,
      ...(estimated && { estimated: ['unique', 'top', 'freq', 'topValues'] }),
    };
  }
}

const QUARTILES = ['25%', '50%', '75%'];

function described({ mean, std, min, max, hist, quartiles: [q1, q2, q3], estimated }: NumberSummary): Partial<ColumnStats> {
  return {
    mean: toTagged(mean),
    ...(Number.isFinite(std) && { std }),
    min: toTagged(min),
    '25%': toTagged(q1),
    '50%': toTagged(q2),
    '75%': toTagged(q3),
    max: toTagged(max),
    ...(hist && { hist }),
    ...(estimated && { estimated: [...QUARTILES, 'hist'] }),
  };
}
