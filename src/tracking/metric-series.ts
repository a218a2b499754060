/** One metric of an attempt as columns of equal length, in the order of its steps: a hundred thousand points are read several times as fast as points. */
export interface MetricSeries {
  readonly key: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Epoch milliseconds. */
  readonly times: readonly number[];
}

/** Which series: of the newest attempt unless one is given, of every metric unless its key is. */
export interface MetricFilter {
  readonly key?: string;
  readonly attempt?: number;
}
