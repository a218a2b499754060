import type { CommonArtifactOptions } from './log-options.js';
import type { Receipt } from './receipt.js';

/** Options of a chart that grows while a step runs. */
export interface ChartStreamOptions extends CommonArtifactOptions {
  /** Default: the key. */
  readonly title?: string;
}

/**
 * A chart that grows while a step runs: a line per field over the steps.
 *
 * Each number is a metric too, named `<chart key>.<field>` (only `<chart key>` for the field of that name): durable within 50 ms and there once, whatever is
 * retried. The chart is drawn anew a second after a push, then ever more seldom (a fiftieth of the run so far), at checkpoints, and when the step ends.
 */
export interface ChartStream {
  /**
   * Adds a row: numbers by name. The same `step` again replaces its numbers.
   *
   * @param row - `step` is an integer from 0; omitted, the next after the last. A field may be NaN, which leaves a gap.
   * @throws {InvalidValueError} for what is no number, before any of the row is stored.
   */
  push(row: Readonly<Record<string, number>> & { readonly step?: number }): Receipt;
}
