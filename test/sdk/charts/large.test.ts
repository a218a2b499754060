import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../../src/render/index.js';
import {
  barChart,
  boxPlot,
  featureImportance,
  heatMap,
  histogram,
  learningCurve,
  lineChart,
  parallelCoordinates,
  rocCurve,
  scatterPlot,
} from '../../../src/sdk/index.js';

const N = 40_000;
const numbers = Float64Array.from({ length: N }, (_, index) => Math.sin(index / 700) * Math.sqrt(index));
const many = Array.from(numbers);

const LARGE: Readonly<Record<string, [spec: object, note: string]>> = {
  lineChart: [lineChart({ title: 't', header: ['x', 'y'], rows: many.map((y, x) => [x, y]) }), '5,0'],
  learningCurve: [learningCurve({ title: 't', points: many.map((value, step) => ({ key: 'loss', step, value })) }), '5,0'],
  scatterPlot: [scatterPlot({ title: 't', points: many.map((y, x) => ({ x, y })) }), '40,000 points, counted in 60 × 45 cells'],
  'scatterPlot with groups': [
    scatterPlot({ title: 't', points: many.map((y, x) => ({ x, y, group: x % 2 === 0 ? 'a' : 'b' })) }),
    '5,000 of 40,000 points are drawn',
  ],
  barChart: [
    barChart({ title: 't', bars: many.slice(0, 900).map((value, index) => ({ label: String(index), value })) }),
    '200 of 900 bars are drawn',
  ],
  boxPlot: [
    boxPlot({ title: 't', groups: [{ label: 'a', values: many.map((value, index) => (index % 9 === 0 ? 9999 + value : value % 1)) }] }),
    '200 of 4,445 outliers are drawn',
  ],
  heatMap: [
    heatMap({
      title: 't',
      x: Array.from({ length: 200 }, (_, x) => `x${x}`),
      y: Array.from({ length: 200 }, (_, y) => `y${y}`),
      values: Array.from({ length: 200 }, (_, y) => many.slice(y * 200, (y + 1) * 200)),
    }),
    'Each cell is the mean of 3 × 3, of 200 × 200 values',
  ],
  featureImportance: [
    featureImportance({ title: 't', features: many.slice(0, 64).map((importance, index) => ({ name: `f${index}`, importance })) }),
    '20 of 64 features are drawn',
  ],
  parallelCoordinates: [
    parallelCoordinates({ title: 't', rows: many.slice(0, 3000).map((a, b) => ({ a, b })) }),
    '500 of 3,000 rows are drawn',
  ],
  rocCurve: [
    rocCurve({
      title: 't',
      curves: [{ label: 'a', actual: many.map((value, index) => (index * 7) % 13 < 4 || value > 150), scores: numbers }],
    }),
    '1,000 of 40,001 points are drawn',
  ],
  histogram: [histogram({ title: 't', values: [...many, NaN, Infinity] }), '2 values that are no number are left out'],
};

describe.each(Object.entries(LARGE))('a large %s', (_, [spec, note]) => {
  it('is small, draws, and says what it left out', async () => {
    expect(JSON.stringify(spec).length).toBeLessThan(500_000);
    const texts = [...(await renderSvg(spec)).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '');
    expect(texts.some((text) => text.includes(note))).toBe(true);
  });
});

it('a line that is thinned out keeps its extremes, its ends and its gaps', () => {
  const values = many.map((value, index) =>
    index === 12_345 ? 1e6 : index === 23_456 ? -1e6 : index > 30_000 && index < 31_000 ? null : value,
  );
  const spec = lineChart({ title: 't', header: ['x', 'y'], rows: values.map((value, x) => [x, value]) }) as {
    data: { values: { x: number; value: number | null }[] };
  };
  const drawn = spec.data.values;
  expect(drawn.length).toBeLessThanOrEqual(5002);
  expect(drawn.at(0)?.x).toBe(0);
  expect(drawn.at(-1)?.x).toBe(N - 1);
  expect(drawn.map(({ value }) => value)).toEqual(expect.arrayContaining([1e6, -1e6, null]));
});

it('averages of blocks of a heat map are those of its values', () => {
  const size = 150;
  const values = Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => (x + y === 0 ? null : x * y)));
  const labels = values.map((_, index) => String(index));
  const { data } = heatMap({ title: 't', x: labels, y: labels, values }) as unknown as {
    data: { values: { x: string; y: string; value: number }[] };
  };
  expect(data.values).toHaveLength(50 * 50);
  expect(data.values.find(({ x, y }) => x === '3' && y === '6')?.value).toBe(4 * 7);
  expect(data.values.find(({ x, y }) => x === '0' && y === '0')?.value).toBe((0 + 0 + 0 + 1 + 2 + 0 + 2 + 4) / 8);
});
