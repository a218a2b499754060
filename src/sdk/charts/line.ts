import type { Json } from '../../core/index.js';
import type { ChartSpec } from '../log-options.js';
import { finite, frame } from './frame.js';
import { drawnNote, MOST_ROWS, outline } from './large.js';

/** Columns to draw as lines. */
export interface LineChartInput {
  readonly title: string;
  /** Column names; the first column is the x axis, each further one a line. */
  readonly header: readonly string[];
  /** One value per column; what is not a number leaves a gap in its line. */
  readonly rows: readonly (readonly Json[])[];
}

/**
 * A line per column after the first, which is the x axis: numbers, ISO dates, or else labels in the order given. Beyond 5,000 points the lowest and the
 * highest of each stretch are drawn, with a note.
 */
export function lineChart(input: LineChartInput): ChartSpec {
  const [x = '', ...series] = input.header;
  // One row a point with fixed field names: a column's name may be anything, and Vega-Lite reads "a.b" or "a[0]" as a path.
  const values = series.flatMap((name, index) => {
    const points = input.rows.map((row) => ({ x: row[0] ?? null, series: name, value: finite(row[index + 1]) }));
    return outline(points, (point) => point.value, Math.floor(MOST_ROWS / series.length));
  });
  const xs = input.rows.map((row) => row[0] ?? null);
  const type = axisType(xs);
  const [only] = series;
  const yTitle = series.length === 1 && only !== undefined ? only : 'value';
  return {
    ...frame(input.title, { legend: series, note: drawnNote(values.length, series.length * xs.length, 'points') }),
    data: { values },
    mark: { type: 'line', point: input.rows.length <= 60 },
    encoding: {
      x: { field: 'x', type, title: x, sort: null, ...(type === 'quantitative' ? { scale: { zero: false }, ...wholeNumberAxis(xs) } : {}) },
      y: { field: 'value', type: 'quantitative', title: yTitle, scale: { zero: false } },
      color: { field: 'series', type: 'nominal', title: null, sort: series, legend: series.length > 1 ? {} : null },
      tooltip: [
        { field: 'x', type, title: x },
        { field: 'series', type: 'nominal', title: 'series' },
        { field: 'value', type: 'quantitative', title: yTitle },
      ],
    },
  };
}

// Epochs and steps: 1, 2, 3 and not 1.0, 1.5, 2.0.
function wholeNumberAxis(values: readonly Json[]): { axis?: { tickMinStep: number; format: string } } {
  return values.every((value) => value === null || Number.isInteger(value)) ? { axis: { tickMinStep: 1, format: 'd' } } : {};
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?$/;

function axisType(values: readonly Json[]): 'quantitative' | 'temporal' | 'ordinal' {
  const known = values.filter((value) => value !== null);
  if (known.every((value) => typeof value === 'number')) return 'quantitative';
  return known.every((value) => typeof value === 'string' && ISO_DATE.test(value)) ? 'temporal' : 'ordinal';
}
