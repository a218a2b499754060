import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../src/core/index.js';
import { checkChart, renderSvg } from '../../../src/render/index.js';
import {
  barChart,
  boxPlot,
  calibrationCurve,
  ChartArtifact,
  confusionMatrix,
  featureImportance,
  heatMap,
  histogram,
  learningCurve,
  lineChart,
  parallelCoordinates,
  precisionRecallCurve,
  rocCurve,
  scatterPlot,
} from '../../../src/sdk/index.js';
import { python } from '../../support/python.js';

const CHARTS = {
  lineChart: lineChart({
    title: 'Lines',
    header: ['epoch', 'train', 'validation'],
    rows: [
      [1, 0.7, 0.8],
      [2, 0.5, null],
      [3, 0.4, 0.6],
    ],
  }),
  learningCurve: learningCurve({
    title: 'Curve',
    points: [0, 1, 2, 3].flatMap((step) => [
      { step, metric: 'loss', value: 1 / (step + 1) },
      { step, metric: 'accuracy', value: step === 2 ? NaN : step / 4 },
    ]),
  }),
  confusionMatrix: confusionMatrix({
    title: 'Matrix',
    labels: ['cat', 'dog'],
    counts: [
      [1234, 7],
      [11, 987],
    ],
  }),
  rocCurve: rocCurve({
    title: 'Roc',
    curves: [
      {
        label: 'forest',
        auc: 0.9412,
        points: [
          { fpr: 0, tpr: 0 },
          { fpr: 0, tpr: 0.6 },
          { fpr: 0.3, tpr: 0.9 },
          { fpr: 1, tpr: 1 },
        ],
      },
    ],
  }),
  barChart: barChart({
    title: 'Bars',
    yTitle: 'share',
    bars: ['a', 'b'].flatMap((label) => ['now', 'then'].map((group, i) => ({ label, group, value: i + 1 }))),
  }),
  scatterPlot: scatterPlot({
    title: 'Points',
    xTitle: 'width',
    points: [1, 2, 3].map((x) => ({ x, y: x * x, group: x > 1 ? 'far' : 'near' })),
  }),
  histogram: histogram({ title: 'Counts', values: [1, 2, 2, 3, 3, 3, 9], xTitle: 'size' }),
  boxPlot: boxPlot({
    title: 'Boxes',
    groups: [
      { label: 'a', values: [1, 2, 3, 4, 40] },
      { label: 'none', values: [] },
    ],
    yTitle: 'score',
  }),
  heatMap: heatMap({ title: 'Heat', x: ['a', 'b'], y: ['c'], values: [[1, -2]], xTitle: 'left', yTitle: 'right' }),
  precisionRecallCurve: precisionRecallCurve({ title: 'Recall', curves: [{ label: 'a', actual: [1, 0, 1], scores: [0.9, 0.5, 0.4] }] }),
  calibrationCurve: calibrationCurve({ title: 'Calibration', curves: [{ label: 'a', actual: [1, 0, 1], scores: [0.9, 0.5, 0.4] }] }),
  featureImportance: featureImportance({ title: 'Features', features: [{ name: 'age', importance: 0.2, deviation: 0.1 }] }),
  parallelCoordinates: parallelCoordinates({
    title: 'Search',
    rows: [
      { depth: 2, kind: 'tree', score: 0.8 },
      { depth: 4, kind: 'linear', score: 0.7 },
    ],
  }),
};

/** The text in an SVG, in the order it is drawn. */
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);

describe.each(Object.entries(CHARTS))('%s', (name, spec) => {
  it('compiles, and is stored as it is', async () => {
    expect(await checkChart(name, spec)).toEqual(spec);
  });

  it('is drawn with its title and both axis titles', async () => {
    const texts = textsOf(await renderSvg(spec));
    expect(texts).toContain(spec.title);
    expect(texts).toEqual(expect.arrayContaining(AXES[name as keyof typeof CHARTS]));
  });
});

const AXES: Readonly<Record<keyof typeof CHARTS, string[]>> = {
  lineChart: ['epoch', 'value'],
  learningCurve: ['step', 'value'],
  confusionMatrix: ['predicted', 'actual'],
  rocCurve: ['false positive rate', 'true positive rate'],
  barChart: ['label', 'share'],
  scatterPlot: ['width', 'y'],
  histogram: ['size', 'count'],
  boxPlot: ['score', 'a'],
  heatMap: ['left', 'right', '−2'],
  precisionRecallCurve: ['recall', 'precision', 'a (AP 0.833)'],
  calibrationCurve: ['mean predicted probability', 'share of positives', 'a (Brier 0.207)'],
  featureImportance: ['age', 'importance'],
  parallelCoordinates: ['depth', 'kind', 'score', 'tree', 'linear', '0.7', '0.8'],
};

it('Altair loads every chart, as its schema has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  try {
    const stored = await Promise.all(Object.entries(CHARTS).map(([name, spec]) => checkChart(name, spec)));
    writeFileSync(join(folder, 'charts.json'), JSON.stringify(stored));
    const code = `
import json, sys, altair as alt
for spec in json.load(open(sys.argv[1])):
    back = alt.Chart.from_dict(spec).to_dict()
    print(back['title'], back['$schema'].split('/')[-1].split('.')[0])
`;
    const lines = (await python(code, join(folder, 'charts.json'))).trim().split('\n');
    expect(lines).toEqual(Object.values(CHARTS).map((spec) => `${String(spec.title)} v6`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a histogram and a box plot have the edges, counts and quartiles of numpy', async () => {
  const values = Array.from({ length: 500 }, (_, index) => Math.round(1000 * Math.sin(index) ** 3) / 10);
  const code = `
import json, sys, numpy as np
values = np.array(json.loads(sys.argv[1]))
counts, edges = np.histogram(values, bins='auto')
print(json.dumps({'counts': counts.tolist(), 'edges': edges.tolist(), 'quartiles': np.percentile(values, [25, 50, 75]).tolist()}))
`;
  const numpy = JSON.parse(await python(code, JSON.stringify(values))) as { counts: number[]; edges: number[]; quartiles: number[] };
  type Rows<T> = { data: { values: T[] } };
  const bars = (histogram({ title: 't', values }) as unknown as Rows<{ from: number; to: number; count: number }>).data.values;
  expect(bars.map(({ count }) => count)).toEqual(numpy.counts);
  [...bars.map(({ from }) => from), bars.at(-1)?.to].forEach((edge, index) => expect(edge).toBeCloseTo(numpy.edges[index] ?? NaN, 9));
  const [box] = (boxPlot({ title: 't', groups: [{ label: 'a', values }] }) as unknown as Rows<{ q1: number; median: number; q3: number }>)
    .data.values;
  expect([box?.q1, box?.median, box?.q3]).toEqual(numpy.quartiles);
});

it('a box has whiskers to the farthest value within one and a half boxes, and points beyond', () => {
  const { data, layer } = boxPlot({ title: 't', groups: [{ label: 'a', values: [1, 2, 3, 4, 5, 9, 40, NaN] }] }) as unknown as {
    data: { values: object[] };
    layer: { data?: { values: object[] } }[];
  };
  expect(data.values).toMatchObject([{ low: 1, high: 9, min: 1, max: 40, median: 4, n: 7 }]);
  expect(layer.at(-1)?.data?.values).toEqual([{ group: 'a', value: 40 }]);
});

it('a heat map refuses values that do not fit its labels, a histogram no bins', () => {
  const wrong = () => heatMap({ title: 'h', x: ['a', 'b'], y: ['c', 'd'], values: [[1, 2], [3]] });
  expect(wrong).toThrow(InvalidArgumentError);
  expect(wrong).toThrow('row 1 has 1 values, and there are 2 row and 2 column labels');
  expect(() => histogram({ title: 'h', values: [1], bins: 0 })).toThrow(InvalidArgumentError);
});

it('a legend of long names stands in one column, each name in full', async () => {
  const labels = ['a classifier with a long name', 'another classifier with a name', 'a third one that is named at length'];
  const spec = rocCurve({ title: 't', curves: labels.map((label) => ({ label, actual: [1, 0], scores: [1, 0] })) });
  const svg = await renderSvg(spec);
  expect(textsOf(svg)).toEqual(expect.arrayContaining(labels.map((label) => `${label} (AUC 1.000)`)));
  expect(Number(/^<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1])).toBeLessThan(500);
});

it('a learning curve takes the points of metric series as they are stored, in any order', () => {
  const point = (step: number, value: number) => ({ key: 'loss', step, value, time: '2026-01-01T00:00:00.000Z' });
  const { data } = learningCurve({ title: 't', points: [point(1, 0.5), point(0, 1)] }) as unknown as { data: { values: object[] } };
  expect(data.values).toEqual([
    { step: 0, metric: 'loss', value: 1 },
    { step: 1, metric: 'loss', value: 0.5 },
  ]);
});

describe('a line chart', () => {
  it.each([
    ['numbers', [1, 2], 'quantitative'],
    ['ISO dates', ['2026-01-01', '2026-01-02T10:00:00Z'], 'temporal'],
    ['other labels', ['low', 'high'], 'ordinal'],
    ['numbers among labels', [1, 'high'], 'ordinal'],
  ])('has an axis for %s', (_, first, type) => {
    const spec = lineChart({ title: 't', header: ['x', 'y'], rows: first.map((x) => [x, 1]) });
    expect(spec).toMatchObject({ encoding: { x: { type } } });
  });

  it('keeps labels in the order given', async () => {
    const texts = textsOf(
      await renderSvg(lineChart({ title: 't', header: ['level', 'y'], rows: ['low', 'high', 'a'].map((x, y) => [x, y]) })),
    );
    expect(texts.filter((text) => ['low', 'high', 'a'].includes(text ?? ''))).toEqual(['low', 'high', 'a']);
  });

  it('draws columns of any name, twice the same one too', async () => {
    const header = ['a.b', '__proto__', 'loss[0]', 'series', "it's"];
    const spec = lineChart({
      title: 't',
      header,
      rows: [
        [0, 1, 2, 3, 4],
        [1, 2, 3, 4, 5],
      ],
    });
    const svg = await renderSvg(spec);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['a.b', '__proto__', 'loss[0]', 'series']));
    expect(svg.match(/aria-roledescription="line mark"/g)).toHaveLength(4);
  });

  it('leaves a gap where a value is missing', async () => {
    const whole = lineChart({ title: 't', header: ['x', 'y'], rows: Array.from({ length: 80 }, (_, x) => [x, x]) });
    const broken = lineChart({ title: 't', header: ['x', 'y'], rows: Array.from({ length: 80 }, (_, x) => [x, x === 40 ? null : x]) });
    const pieces = async (spec: unknown) =>
      /aria-roledescription="line mark"[^>]* d="([^"]*)"/.exec(await renderSvg(spec))?.[1]?.match(/M/g)?.length;
    expect([await pieces(whole), await pieces(broken)]).toEqual([1, 2]);
  });

  it('is what a ChartArtifact makes of its rows', async () => {
    const chart = new ChartArtifact('history', { header: ['Epoch', 'Accuracy', 'Loss'] });
    for (let i = 1; i < 8; i++) chart.addRow([i, i / 20 + 0.75, 0.3 - i / 20]);
    expect(textsOf(await renderSvg(chart.spec()))).toEqual(expect.arrayContaining(['history', 'Epoch', 'Accuracy', 'Loss']));
  });
});

describe('a confusion matrix', () => {
  it('shows every count in its cell', async () => {
    const cells = await renderSvg(CHARTS.confusionMatrix);
    expect(textsOf(cells)).toEqual(expect.arrayContaining(['1,234', '7', '11', '987']));
    expect(cells).toContain('predicted: dog; actual: cat; count: 7; share of actual: 0.6%');
  });

  it('refuses counts that do not fit the labels', () => {
    const wrong = () => confusionMatrix({ title: 't', labels: ['a', 'b'], counts: [[1, 2], [3]] });
    expect(wrong).toThrow(InvalidArgumentError);
    expect(wrong).toThrow('2 labels');
  });
});

it('a ROC curve names its area, keeps the order of its thresholds, and has the diagonal of a guess', async () => {
  const svg = await renderSvg(CHARTS.rocCurve);
  expect(textsOf(svg)).toContain('forest (AUC 0.941)');
  const paths = [...svg.matchAll(/aria-roledescription="line mark"[^>]* d="([^"]*)"/g)].map((match) => match[1]);
  // 360 by 360: fpr to the right, tpr upward.
  expect(paths).toEqual(['M0,360L360,0', 'M0,360L0,144L108,36L360,0']);
});
