import type { Histogram, Range } from './histogram.js';
import { histogram, scaledHistogram } from './histogram.js';
import type { Quartiles } from './quartiles.js';
import { quartiles } from './quartiles.js';
import { RowSample } from './row-sample.js';

/** What is known of numbers that came by. NaN counts as missing. */
export interface NumberSummary {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly quartiles: Quartiles;
  readonly hist: Histogram | undefined;
  /** Quartiles and histogram are those of a sample. */
  readonly estimated: boolean;
}

/**
 * Statistics of numbers that come in parts. Count, mean, deviation, smallest and largest are exact; quartiles and histogram are as long as there are no more
 * than `capacity` numbers, then those of a uniform sample of so many.
 */
export class NumberStatistics {
  readonly #sample: RowSample;
  #count = 0;
  readonly #sum = new CarryingSum();
  /** Sum of squared distances from the mean. */
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  constructor(capacity: number) {
    this.#sample = new RowSample(capacity);
  }

  /** @param values - without NaN. They are kept: nobody may change them. */
  add(values: Float64Array): void {
    if (values.length === 0) return;
    const sum = new CarryingSum();
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      sum.add(value);
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.#combine(values, sum);
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
    this.#sample.add(values);
  }

  // Two groups make one: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
  #combine(values: Float64Array, sum: CarryingSum): void {
    const mean = sum.total / values.length;
    const squares = new CarryingSum();
    for (let i = 0; i < values.length; i++) squares.add(((values[i] as number) - mean) ** 2);
    const count = this.#count + values.length;
    const apart = this.#count === 0 ? 0 : mean - this.#sum.total / this.#count;
    this.#squares += squares.total + apart ** 2 * ((this.#count * values.length) / count);
    this.#sum.add(sum.total);
    this.#count = count;
  }

  /** Undefined when there were no numbers. `range` where it is known more exactly than numbers can say. Asked once: it changes what was kept. */
  summary(range: Range = { min: this.#min, max: this.#max }): NumberSummary | undefined {
    const count = this.#count;
    if (count === 0) return undefined;
    const sample = this.#sample.values();
    const found = histogram(sample, range);
    return {
      count,
      mean: this.#sum.total / count,
      std: Math.sqrt(this.#squares / (count - 1)),
      min: this.#min,
      max: this.#max,
      hist: found && scaledHistogram(found, count),
      quartiles: quartiles(sample),
      estimated: sample.length < count,
    };
  }
}

/** A sum that carries along what each addition rounds off (Neumaier, 1974). */
class CarryingSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }

  get total(): number {
    // Beyond the finite numbers nothing can be carried.
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }
}
