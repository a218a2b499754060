import { DistinctEstimate } from './distinct-estimate.js';

/** A value and how often it came. */
export type Frequency = readonly [value: string | boolean, count: number];

/** What is known of values that came by. */
export interface FrequencySummary {
  readonly unique: number;
  /** The most frequent first; of equally frequent ones the one first seen. */
  readonly top: readonly Frequency[];
  readonly estimated: boolean;
}

const TOP = 10;

/**
 * Counts values. Exact while there are no more than `limit` different ones; beyond, the rare ones are dropped again and again, so that the frequent ones
 * are still found, with counts that may be too small (Misra and Gries, "Finding repeated elements", 1982), and how many there are is estimated.
 */
export class FrequencyStatistics {
  readonly #limit: number;
  readonly #counts = new Map<string | boolean, number>();
  #distinct: DistinctEstimate | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(value: string | boolean, times = 1): void {
    const count = this.#counts.get(value);
    this.#counts.set(value, (count ?? 0) + times);
    if (count === undefined) {
      this.#distinct?.add(String(value));
      if (this.#counts.size > this.#limit) this.#drop();
    }
  }

  #drop(): void {
    if (this.#distinct === undefined) {
      this.#distinct = new DistinctEstimate();
      for (const value of this.#counts.keys()) this.#distinct.add(String(value));
    }
    // What the one in the middle has is taken from all, which drops half of them.
    const middle = Float64Array.from(this.#counts.values()).sort()[this.#counts.size >> 1] ?? 1;
    for (const [value, count] of this.#counts) {
      if (count > middle) this.#counts.set(value, count - middle);
      else this.#counts.delete(value);
    }
  }

  summary(): FrequencySummary {
    const top: Frequency[] = [];
    for (const found of this.#counts) {
      // The sort is stable, so the first seen stays before its equals.
      if (top.length === TOP && found[1] <= (top[TOP - 1] as Frequency)[1]) continue;
      top.push(found);
      top.sort((a, b) => b[1] - a[1]);
      top.length = Math.min(top.length, TOP);
    }
    return { unique: this.#distinct?.count ?? this.#counts.size, top, estimated: this.#distinct !== undefined };
  }
}
