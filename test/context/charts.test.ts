import { table } from 'arquero';
import { tableFromArrays } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import * as vl from 'vega-lite-api';
import {
  ArtifactNotFoundError,
  InvalidArgumentError,
  InvalidChartError,
  InvalidKeyError,
  InvalidValueError,
  KindMismatchError,
  scatterPlot,
} from 'tidemark';
import type { ArtifactRecord, RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { clientOf, errorOf, newestRun } from './reading.js';

const log = (home: string, work: (context: RunContext) => unknown, name = 'run') =>
  runLocal(async (context: RunContext) => void (await work(context)), { home, name });

const BAR = {
  mark: 'bar',
  encoding: { x: { field: 'a', type: 'nominal' }, y: { field: 'b', type: 'quantitative' } },
};

interface Stored {
  readonly data: { readonly values?: unknown; readonly url?: string };
}
/** The spec that the newest run logged under a key. */
const specOf = async (home: string, key = 'c') => (await newestRun(home)).artifact(key).json<Stored>();
/** What is drawn of it, as text. */
const drawn = async (home: string, key = 'c') => {
  const run = await newestRun(home);
  return new TextDecoder().decode(await (await clientOf(home)).renderChart(run.artifacts[key] ?? ''));
};
const barsIn = (svg: string) => svg.match(/aria-roledescription="bar"/g)?.length ?? 0;

describe('the data of a chart', () => {
  const rows = [
    { a: 'x', b: 1 },
    { a: 'y', b: 2 },
  ];
  const columns = { a: ['x', 'y'], b: [1, 2] };

  it.each<[string, object]>([
    ['an Arquero table', { ...BAR, data: table(columns) }],
    ['an Arquero table as values', { ...BAR, data: { values: table(columns) } }],
    ['a filtered Arquero table', { ...BAR, data: table({ a: ['x', 'z', 'y'], b: [1, 9, 2] }).filter((d: { b: number }) => d.b < 9) }],
    ['an Arrow table', { ...BAR, data: { values: tableFromArrays({ a: ['x', 'y'], b: Int32Array.of(1, 2) }) } }],
    ['an array of objects', { ...BAR, data: rows }],
    ['an object of columns, typed ones too', { ...BAR, data: { a: ['x', 'y'], b: Float32Array.of(1, 2) } }],
    ['bigints', { ...BAR, data: { a: ['x', 'y'], b: BigInt64Array.of(1n, 2n) } }],
    ['a builder of vega-lite-api', vl.markBar().data(rows).encode(vl.x().fieldN('a'), vl.y().fieldQ('b'))],
    ['a builder with an Arquero table', vl.markBar().data(table(columns)).encode(vl.x().fieldN('a'), vl.y().fieldQ('b'))],
    ['an object with toJSON', { toJSON: () => ({ ...BAR, data: { values: rows } }) }],
  ])('may be %s', async (_, chart) => {
    const home = temporaryFolder();
    await log(home, (context) => context.logChart('c', chart as { toJSON(): unknown }));
    expect((await specOf(home)).data).toEqual({ values: rows });
    expect(barsIn(await drawn(home))).toBe(2);
  });

  it('has dates as ISO text and gaps for what is no number', async () => {
    const home = temporaryFolder();
    const values = [{ at: new Date(0), b: NaN, c: -Infinity, d: [new Date(1), null] }];
    await log(home, (context) => context.logChart('c', { ...BAR, data: { values } }));
    const iso = '1970-01-01T00:00:00.000Z';
    expect((await specOf(home)).data.values).toEqual([{ at: iso, b: null, c: null, d: [iso.replace('00Z', '01Z'), null] }]);
  });

  it('is what it was at the call', async () => {
    const home = temporaryFolder();
    const values = [{ a: 'x', b: 1 }];
    await log(home, (context) => {
      context.logChart('c', { ...BAR, data: { values } });
      values.push({ a: 'later', b: 2 });
    });
    expect((await specOf(home)).data.values).toEqual([{ a: 'x', b: 1 }]);
  });
});

describe('a chart of an artifact', () => {
  const rowsOf = (n: number) => Array.from({ length: n }, (_, i) => ({ a: `r${i}`, b: i }));

  it('reads a dataset by its URI, pinned and recorded as an input when it was logged', async () => {
    const home = temporaryFolder();
    await log(home, (context) => context.logDataset('rows', rowsOf(3)), 'maker');
    const first = await newestRun(home);
    await log(home, async (context) => {
      await context.logChart('c', { ...BAR, data: { url: 'store://datasets/default/maker_rows' } });
      expect(context.inputs).toEqual({ 'c.data': first.artifacts['rows'] });
    });
    const { inputs } = (await newestRun(home)).record;
    expect(inputs).toEqual({ 'c.data': first.artifacts['rows'] });
    expect((await specOf(home)).data).toEqual({ url: first.artifacts['rows'] });
    const before = await drawn(home);
    expect(barsIn(before)).toBe(3);
    const uri = (await newestRun(home)).artifacts['c'] ?? '';
    await log(home, (context) => context.logDataset('rows', rowsOf(5)), 'maker');
    expect(new TextDecoder().decode(await (await clientOf(home)).renderChart(uri))).toBe(before);
  });

  it('names no input twice', async () => {
    const home = temporaryFolder();
    await log(home, (context) => context.logDataset('rows', rowsOf(3)), 'maker');
    const { rows = '' } = (await newestRun(home)).artifacts;
    await runLocal(
      async (context: RunContext) => {
        const layer = { ...BAR, data: { url: rows } };
        await context.logChart('c', { layer: [layer, layer] });
      },
      { home, name: 'run', inputs: { given: rows } },
    );
    expect((await newestRun(home)).record.inputs).toEqual({ given: rows });
  });

  it('reads what the run itself logged, by its key', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      context.logDataset('rows', [
        { a: 'x', b: 2n ** 60n },
        { a: 'y', b: 1n },
      ]);
      context.logArtifact('text', { body: 'a,b\nx,1\ny,2\nz,3\n', localPath: 'text.csv' });
      context.logChart('c', { ...BAR, data: { url: 'rows' } });
      context.logChart('d', { ...BAR, data: { url: 'text' } });
    });
    const run = await newestRun(home);
    expect(run.record.inputs).toEqual({});
    expect((await specOf(home)).data).toEqual({ url: run.artifacts['rows'] });
    expect(barsIn(await drawn(home))).toBe(2);
    expect(barsIn(await drawn(home, 'd'))).toBe(3);
  });

  it('reads TopoJSON', async () => {
    const home = temporaryFolder();
    const square = {
      type: 'Topology',
      arcs: [
        [
          [0, 0],
          [0, 9],
          [9, 9],
          [9, 0],
          [0, 0],
        ],
      ],
      objects: { land: { type: 'Polygon', arcs: [[0]] } },
    };
    await log(home, (context) => {
      context.logArtifact('map', { body: JSON.stringify(square), localPath: 'map.json' });
      context.logChart('c', { mark: 'geoshape', data: { url: 'map', format: { type: 'topojson', feature: 'land' } } });
    });
    expect(await drawn(home)).toMatch(/class="mark-shape[^>]*><path[^>]* d="M[\d.]+,[\d.]+L/);
  });

  it('is in the report of its run', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      context.logDataset('rows', rowsOf(4));
      context.logChart('c', { ...BAR, data: { url: 'rows' } });
    });
    expect(barsIn(await (await clientOf(home)).exportReport((await newestRun(home)).uid))).toBe(4);
  });

  it('is refused where there is none, or one without rows', async () => {
    const failing = (url: string) =>
      errorOf(
        log(temporaryFolder(), (context) => {
          context.logModel('model', { body: 'x' });
          context.logArtifact('picture', { body: 'x', localPath: 'p.png' });
          context.logChart('c', { ...BAR, data: { url: url.startsWith('store:') ? url : (context.artifacts[url] ?? url) } });
        }),
      );
    expect(await failing('store://datasets/default/nowhere')).toBeInstanceOf(ArtifactNotFoundError);
    for (const url of ['nowhere', '../rows.csv', '/etc/passwd', 'file:///etc/passwd', 'https://a.example/x.csv', '//a.example/x.csv']) {
      const error = await failing(url);
      expect(error).toBeInstanceOf(InvalidChartError);
      expect(error.message).toContain(`data.url points to ${JSON.stringify(url)}`);
    }
  });

  it('is refused when it is of a kind that has no rows', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      context.logModel('model', { body: 'x' });
      context.logArtifact('picture', { body: 'x', localPath: 'p.png' });
    });
    const { artifacts } = await newestRun(home);
    const chartOf = (key: string) => errorOf(log(home, (context) => context.logChart('c', { ...BAR, data: { url: artifacts[key] } })));
    expect(await chartOf('model')).toBeInstanceOf(KindMismatchError);
    const picture = await chartOf('picture');
    expect(picture).toBeInstanceOf(InvalidChartError);
    expect(picture.message).toContain('of type image/png, which holds no rows');
  });
});

describe('a chart of more than 5,000 rows', () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ a: `r${i % 3}`, b: i, at: new Date(i) }));

  it('has them in a dataset beside it, and draws all of them', async () => {
    const home = temporaryFolder();
    const summed = { ...BAR, encoding: { ...BAR.encoding, y: { field: 'b', type: 'quantitative', aggregate: 'sum' } } };
    await log(home, (context) => {
      context.logChart('small', { ...summed, data: { values: rows(5000) } });
      context.logChart('c', { ...summed, data: { values: rows(5001), format: { parse: { at: 'date' } } } });
    });
    const run = await newestRun(home);
    expect(Object.keys(run.artifacts).sort()).toEqual(['c', 'c_data', 'small']);
    expect((await specOf(home)).data).toEqual({ url: run.artifacts['c_data'], format: { parse: { at: 'date' } } });
    expect(await run.artifact('c_data').allRows()).toHaveLength(5001);
    const svg = await drawn(home);
    expect(barsIn(svg)).toBe(3);
    const sum = rows(5001).reduce((total, { a, b }) => (a === 'r0' ? total + b : total), 0);
    expect(svg).toContain(`a: r0; Sum of b: ${sum}`);
  });

  it('finds them in datasets, layers and lookups', async () => {
    const home = temporaryFolder();
    await log(home, (context) =>
      context.logChart('c', {
        datasets: { big: rows(6000), small: [{ a: 'r0', b: 1 }] },
        layer: [
          { ...BAR, data: { name: 'big' } },
          { ...BAR, data: { name: 'small' } },
          { ...BAR, data: { values: rows(7000) }, transform: [{ lookup: 'a', from: { key: 'a', data: { name: 'big' }, fields: ['at'] } }] },
        ],
      }),
    );
    const run = await newestRun(home);
    const { c_data: first, c_data2: second } = run.artifacts;
    expect(await run.artifact('c').json()).toMatchObject({
      datasets: { small: [{ a: 'r0', b: 1 }] },
      layer: [
        { data: { url: second } },
        { data: { name: 'small' } },
        { data: { url: first }, transform: [{ from: { data: { url: second } } }] },
      ],
    });
    await expect(drawn(home)).resolves.toContain('<svg');
  });

  it('keeps them when no record would lead to them', async () => {
    const home = temporaryFolder();
    let record: ArtifactRecord | undefined;
    await log(home, async (context) => {
      record = await context.logChart('c', { ...BAR, data: { values: rows(5001) } }, { dbKey: false });
    });
    expect(record?.size).toBeGreaterThan(100_000);
    expect((await newestRun(home)).artifacts).toEqual({});
  });

  it('draws a large ready-made chart as it is', async () => {
    const home = temporaryFolder();
    await log(home, (context) =>
      context.logChart('c', scatterPlot({ title: 't', points: rows(20_000).map(({ b }) => ({ x: b, y: b % 7 })) })),
    );
    expect(Object.keys((await newestRun(home)).artifacts)).toEqual(['c']);
  });
});

describe('a chart that is logged again', () => {
  it('takes the place of its pending version', async () => {
    const home = temporaryFolder();
    const uris: string[] = [];
    await log(home, async (context) => {
      for (const b of [1, 2, 3]) {
        const { uri } = await context.logChart('c', { ...BAR, title: `after ${b}`, data: { values: [{ a: 'x', b }] } });
        uris.push(uri);
        const run = await newestRun(home);
        const pending = await run.artifactRecords();
        expect(pending.map(({ key, status }) => [key, status.state])).toEqual([['c', 'pending']]);
        expect(await run.artifact('c').json()).toMatchObject({ title: `after ${b}` });
      }
    });
    expect(new Set(uris).size).toBe(1);
    const run = await newestRun(home);
    expect((await run.artifactRecords()).map(({ version, tags }) => [version, tags])).toEqual([[1, ['latest']]]);
    expect(await run.artifact('c').json()).toMatchObject({ title: 'after 3' });
  });

  it('is the last one that was called, in whatever order they are stored', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      for (let b = 0; b < 20; b++)
        context.logChart('c', { ...BAR, title: `t${b}`, data: { values: Array(4000 - b * 200).fill({ a: 'x', b }) } });
    });
    expect(await specOf(home)).toMatchObject({ title: 't19' });
  });

  it('is one of its own under another db key', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      context.logChart('c', { ...BAR, data: { values: [] } }, { dbKey: 'one' });
      context.logChart('c', { ...BAR, data: { values: [] } }, { dbKey: 'two' });
    });
    expect((await (await newestRun(home)).artifactRecords()).map(({ dbKey }) => dbKey).sort()).toEqual(['one', 'two']);
  });
});

describe('a chart that rows are pushed to', () => {
  const valuesIn = async (home: string, key = 'loss') => (await specOf(home, key)).data.values;

  it('is drawn while the step runs, a second after a push, and when the step ends', async () => {
    const home = temporaryFolder();
    await log(home, async (context) => {
      context.chart('loss').push({ step: 0, loss: 1, accuracy: 0.5 });
      expect((await newestRun(home)).artifacts).toEqual({});
      await expect.poll(async () => (await newestRun(home)).artifacts, { timeout: 10_000 }).toHaveProperty('loss');
      context.chart('loss').push({ loss: 0.5 });
      await context.chart('loss').push({ step: 0, loss: 2 });
    });
    expect(await valuesIn(home)).toEqual([
      { step: 0, metric: 'loss', value: 2 },
      { step: 1, metric: 'loss', value: 0.5 },
      { step: 0, metric: 'accuracy', value: 0.5 },
    ]);
    const run = await newestRun(home);
    expect((await run.metrics()).map(({ key, step, value }) => [key, step, value])).toEqual(
      expect.arrayContaining([
        ['loss', 0, 2],
        ['loss', 1, 0.5],
        ['loss.accuracy', 0, 0.5],
      ]),
    );
    expect((await run.artifactRecords()).map(({ version }) => version)).toEqual([1]);
  });

  it('has a title, labels and a tag, and a gap for NaN', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      const chart = context.chart('fit', { title: 'How it fits', labels: { kind: 'live' }, tag: 'newest' });
      chart.push({ step: 3, error: NaN });
    });
    expect(await specOf(home, 'fit')).toMatchObject({
      title: 'How it fits',
      data: { values: [{ step: 3, metric: 'error', value: null }] },
    });
    expect((await (await newestRun(home)).artifactRecords())[0]).toMatchObject({ labels: { kind: 'live' }, tags: ['latest', 'newest'] });
  });

  it('has each row once after a retry, and after one that goes on from a checkpoint', async () => {
    const home = temporaryFolder();
    const attempt = (from: (context: RunContext) => Promise<number>, until: number, dies: boolean) =>
      runLocal(
        async (context: RunContext) => {
          const chart = context.chart('loss');
          for (let step = await from(context); step < until; step++) {
            chart.push({ step, loss: step / 10 });
            if (step === 2) await context.checkpoint(step + 1);
          }
          await context.commit();
          if (dies) throw new Error('dies');
        },
        { home, uid: 'a'.repeat(32), name: 'run' },
      );
    await expect(attempt(() => Promise.resolve(0), 5, true)).rejects.toThrow('dies');
    await attempt(async (context) => (await context.lastCheckpoint<number>()) ?? 0, 4, false);
    expect(await valuesIn(home)).toEqual([0, 1, 2, 3].map((step) => ({ step, metric: 'loss', value: step / 10 })));
    expect((await (await newestRun(home)).metrics('loss')).map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(await specOf(home, 'loss')).toMatchObject({ title: 'loss' });
  });

  it('refuses what is no row, and stores nothing of it', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      const chart = context.chart('loss');
      const push = (row: unknown) => () => chart.push(row as { step: number });
      expect(push({ step: 1 })).toThrow(InvalidValueError);
      expect(push({ step: 1, loss: '0.5' })).toThrow('A row of chart "loss", field "loss", cannot be stored: a string is not a number');
      expect(push({ step: 1, fine: 1, loss: 1n })).toThrow(InvalidValueError);
      expect(push({ step: -1, loss: 1 })).toThrow(InvalidValueError);
      expect(push([1])).toThrow(InvalidArgumentError);
      expect(() => context.chart('no/key')).toThrow(InvalidKeyError);
    });
    const run = await newestRun(home);
    expect([run.artifacts, await run.metrics()]).toEqual([{}, []]);
  });
});
