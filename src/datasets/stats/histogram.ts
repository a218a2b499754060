/** Counts and the edges between them, one more. */
export type Histogram = readonly [counts: readonly number[], edges: readonly number[]];

const BINS = 20;

/** Smallest and largest value, and `width` where their difference is known more exactly than by subtracting. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly width?: number;
}

/**
 * The counts and edges of numpy's `histogram(values, 20)`: bins of equal width, closed below; the last one is closed above too.
 * Undefined when the range is not finite.
 *
 * @param values - at least one, without NaN.
 */
export function histogram(values: Float64Array, range: Range): Histogram | undefined {
  // Values that are all the same lie in the middle of a range of one.
  const { min: low, max: high, width = high - low } = range.min < range.max ? range : { min: range.min - 0.5, max: range.max + 0.5 };
  if (!Number.isFinite(width)) return undefined;
  const edges = edgesOf(low, high);
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    // Dividing finds the bin but for rounding; the edges decide.
    let bin = Math.min(Math.trunc(((value - low) / width) * BINS), BINS - 1);
    if (value < (edges[bin] as number)) bin--;
    else if (bin < BINS - 1 && value >= (edges[bin + 1] as number)) bin++;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return [counts, edges];
}

/** The histogram of `count` values as that of a sample of them says, in whole numbers that add up to it. */
export function scaledHistogram([counts, edges]: Histogram, count: number): Histogram {
  const sampled = counts.reduce((sum, inBin) => sum + inBin, 0);
  if (sampled === count) return [counts, edges];
  let seen = 0;
  let given = 0;
  const scaled = counts.map((inBin) => {
    seen += inBin;
    const upTo = Math.round((seen / sampled) * count);
    const share = upTo - given;
    given = upTo;
    return share;
  });
  return [scaled, edges];
}

function edgesOf(low: number, high: number): number[] {
  const width = high - low;
  const step = width / BINS;
  // In a range so narrow that a step is nothing, numpy divides first.
  const edges = Array.from({ length: BINS + 1 }, (_, i) => (step === 0 ? (i / BINS) * width : i * step) + low);
  edges[BINS] = high;
  return edges;
}
