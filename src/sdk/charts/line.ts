import type { Json } from '../../core/index.js';
import type { ChartSpec } from '../log-options.js';

/** A line per column after the first, which is the x axis. */
export function lineChart(input: { title: string; header: readonly string[]; rows: readonly (readonly Json[])[] }): ChartSpec {
  const [x = '', ...series] = input.header;
  const values = input.rows.map((row) => Object.fromEntries(input.header.map((name, index) => [name, row[index] ?? null])));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: input.title,
    data: { values },
    transform: [{ fold: series, as: ['series', 'value'] }],
    mark: { type: 'line', point: true, tooltip: true },
    encoding: {
      x: { field: x, type: 'quantitative', title: x },
      y: { field: 'value', type: 'quantitative', title: null },
      color: { field: 'series', type: 'nominal', title: null },
    },
  };
}
