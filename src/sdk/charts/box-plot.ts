import type { ChartSpec } from '../log-options.js';
import { frame } from './frame.js';
import { drawnNote, evenly } from './large.js';
import { quantile, sorted } from './numbers.js';
import type { Numbers } from './numbers.js';

/** Groups of numbers to compare. */
export interface BoxPlotInput {
  readonly title: string;
  readonly groups: readonly { readonly label: string; readonly values: Numbers }[];
  /** Under the labels. */
  readonly xTitle?: string;
  /** Default `value`. */
  readonly yTitle?: string;
}

const MOST_OUTLIERS = 200;

/** A box per group from the first to the third quartile with the median in it, whiskers to the farthest value within 1.5 times the box's height (Tukey, 1977), and what is farther out as points. Any number of values. */
export function boxPlot(input: BoxPlotInput): ChartSpec {
  const { title, xTitle = null, yTitle = 'value' } = input;
  const labels = input.groups.map(({ label }) => label);
  const boxes = input.groups.flatMap(({ label, values }) => boxOf(label, sorted(values)) ?? []);
  const all = boxes.flatMap(({ outliers }) => Array.from(outliers)).length;
  const points = boxes.flatMap(({ box, outliers }) =>
    evenly(Array.from(outliers), MOST_OUTLIERS).map((value) => ({ group: box.group, value })),
  );
  const group = { field: 'group', type: 'nominal', sort: labels, title: xTitle, axis: { labelAngle: labels.length > 8 ? -45 : 0 } };
  const color = { field: 'group', type: 'nominal', sort: labels, legend: null };
  const axis = { type: 'quantitative', title: yTitle, scale: { zero: false } };
  const tooltip = ['max', 'q3', 'median', 'q1', 'min', 'n'].map((field) => ({ field, type: 'quantitative', format: '.4~g' }));
  const size = Math.max(12, Math.min(56, 260 / Math.max(1, labels.length)));
  return {
    ...frame(title, { note: drawnNote(points.length, all, 'outliers') }),
    data: { values: boxes.map(({ box }) => box) },
    encoding: { x: group, color, tooltip: [{ field: 'group', type: 'nominal', title: 'group' }, ...tooltip] },
    layer: [
      { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { y: { field: 'low', ...axis }, y2: { field: 'high' } } },
      {
        mark: { type: 'bar', size, fillOpacity: 0.35, strokeWidth: 1.5, filled: true },
        encoding: { y: { field: 'q1', ...axis }, y2: { field: 'q3' }, stroke: color },
      },
      { mark: { type: 'tick', size, thickness: 2.5 }, encoding: { y: { field: 'median', ...axis } } },
      {
        data: { values: points },
        mark: { type: 'point', size: 16, filled: true, opacity: 0.6 },
        encoding: {
          y: { field: 'value', ...axis },
          tooltip: [
            { field: 'group', type: 'nominal' },
            { field: 'value', type: 'quantitative' },
          ],
        },
      },
    ],
  };
}

function boxOf(group: string, values: Float64Array) {
  if (values.length === 0) return undefined;
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantile(values, share)) as [number, number, number];
  const reach = 1.5 * (q3 - q1);
  const within = values.filter((value) => value >= q1 - reach && value <= q3 + reach);
  const box = {
    group,
    q1,
    median,
    q3,
    low: within[0] ?? q1,
    high: within.at(-1) ?? q3,
    min: values[0],
    max: values.at(-1),
    n: values.length,
  };
  return { box, outliers: values.filter((value) => value < q1 - reach || value > q3 + reach) };
}
