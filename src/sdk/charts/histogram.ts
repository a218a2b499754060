import { InvalidArgumentError } from '../../core/index.js';
import type { ChartSpec } from '../log-options.js';
import { frame } from './frame.js';
import { count } from './large.js';
import { quantile, sorted } from './numbers.js';
import type { Numbers } from './numbers.js';

/** Numbers to count. */
export interface HistogramInput {
  readonly title: string;
  /** One column, or several to lay over each other. */
  readonly values: Numbers | readonly { readonly label: string; readonly values: Numbers }[];
  /** How many; default: numpy's `auto` rule, at most 60. */
  readonly bins?: number;
  /** Under the bars. Default `value`. */
  readonly xTitle?: string;
}

const MOST_BINS = 60;

/** How many values fall into each of equally wide bins; the last bin has its upper edge in it. Any number of values: only the counts are in the chart. */
export function histogram(input: HistogramInput): ChartSpec {
  const { title, xTitle = 'value' } = input;
  const series = seriesOf(input.values);
  const columns = series.map(({ values }) => sorted(values));
  const all = columns.length === 1 && columns[0] !== undefined ? columns[0] : sorted(columns.flatMap((column) => Array.from(column)));
  const bins = input.bins ?? binsOf(all);
  if (!Number.isInteger(bins) || bins < 1)
    throw new InvalidArgumentError(`Histogram ${JSON.stringify(title)}: bins is ${bins}, and must be 1 or more.`);
  const [from, width] = rangeOf(all, bins);
  const values = series.flatMap(({ label }, index) =>
    countsOf(columns[index] ?? all, { from, width, bins }).map((number, bin) => ({
      series: label,
      from: from + bin * width,
      to: from + (bin + 1) * width,
      count: number,
    })),
  );
  const labels = series.map(({ label }) => label);
  const left = series.reduce((sum, column) => sum + column.values.length, 0) - all.length;
  const isOne = labels.length === 1;
  return {
    ...frame(title, { legend: labels, note: left === 0 ? undefined : `${count(left)} values that are no number are left out` }),
    data: { values },
    mark: { type: 'bar', opacity: isOne ? 1 : 0.6, binSpacing: isOne ? 1 : 0 },
    encoding: {
      x: { field: 'from', type: 'quantitative', bin: 'binned', title: xTitle, axis: { tickCount: 8 } },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', title: 'count', stack: null },
      color: { field: 'series', type: 'nominal', title: null, sort: labels, legend: isOne ? null : {} },
      tooltip: [
        ...(isOne ? [] : [{ field: 'series', type: 'nominal', title: 'series' }]),
        { field: 'from', type: 'quantitative', title: 'from', format: '.4~g' },
        { field: 'to', type: 'quantitative', title: 'to', format: '.4~g' },
        { field: 'count', type: 'quantitative', title: 'count', format: ',' },
      ],
    },
  };
}

function seriesOf(values: HistogramInput['values']): readonly { readonly label: string; readonly values: Numbers }[] {
  const isNumbers = (given: HistogramInput['values']): given is Numbers => typeof given[0] !== 'object';
  return isNumbers(values) ? [{ label: '', values }] : values;
}

// numpy's `histogram_bin_edges(bins='auto')`: the finer of Sturges (1926) and Freedman and Diaconis (1981).
function binsOf(ascending: Float64Array): number {
  const { length } = ascending;
  const range = (ascending.at(-1) ?? 0) - (ascending[0] ?? 0);
  if (range === 0) return 1;
  const sturges = range / (Math.log2(length) + 1);
  const spread = quantile(ascending, 0.75) - quantile(ascending, 0.25);
  const freedman = (2 * spread) / Math.cbrt(length);
  return Math.min(MOST_BINS, Math.ceil(range / (freedman > 0 ? Math.min(freedman, sturges) : sturges)));
}

// As numpy, a range of no width is half a unit to either side.
function rangeOf(ascending: Float64Array, bins: number): readonly [from: number, width: number] {
  const [low = 0, high = 0] = [ascending[0], ascending.at(-1)];
  return low === high ? [low - 0.5, 1 / bins] : [low, (high - low) / bins];
}

function countsOf(values: Float64Array, { from, width, bins }: { from: number; width: number; bins: number }): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - from) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
