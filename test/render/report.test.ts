import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/index.js';
import { renderReport } from '../../src/render/index.js';
import { barChart } from '../../src/sdk/index.js';
import { churnReport } from './churn-report.js';
import { parseXml } from './parse-page.js';
import type { ParsedPage } from './parse-page.js';
import { artifactOf, attemptOf, inputOf, line, runOf } from './report-fixture.js';

const valuesOf = (page: ParsedPage, name: string) => page.attributes.filter((each) => each.name === name).map((each) => each.value);
const times = (page: ParsedPage, text: string) => page.texts.filter((each) => each === text).length;

describe('the report of a pipeline', () => {
  const input = churnReport();
  let page: ParsedPage;
  beforeAll(async () => {
    page = await parseXml(await renderReport(input));
  });

  it('names the pipeline, its state, duration, workflow and project', () => {
    expect(page.tags['h1']).toBe(1);
    expect(page.texts).toEqual(expect.arrayContaining(['churn-model', 'churn', '1 min 47 s', 'churn-model-2026-03-02', 'default']));
    expect(valuesOf(page, 'class')).toContain('pill state-error');
  });

  it('has a section per run, steps in the order they started, and a bar per attempt', () => {
    const sections = page.attributes.filter(({ tag, name }) => tag === 'section' && name === 'id').map(({ value }) => value);
    const inOrder = ['churn-model', 'clean', 'train', 'evaluate', 'publish'];
    const uids = new Map([input.run, ...input.steps].map((run) => [run.name, run.uid]));
    expect(sections).toEqual(inOrder.map((name) => `run-${uids.get(name)}`));
    // Of the five runs four had one attempt and one had two.
    expect(valuesOf(page, 'title').filter((title) => title.startsWith('attempt '))).toHaveLength(6);
    expect(valuesOf(page, 'title')).toContain('attempt 1, retried, 22.0 s');
  });

  it('shows every param, input, result and label once', () => {
    for (const run of [input.run, ...input.steps]) {
      for (const [name, value] of Object.entries(run.labels)) expect(times(page, `${name}=${value}`)).toBe(1);
    }
    for (const name of ['learningRate', 'customers', 'dropNulls', 'threshold', 'perClass', 'drift', 'dropped', 'f1'])
      expect(times(page, name)).toBe(1);
    for (const value of ['9007199254740993n', 'Infinity', '2025-01-01T00:00:00.000Z', '{ "stays": 0.951, "leaves": 0.812 }', '0.9412']) {
      expect(times(page, value)).toBe(1);
    }
    expect(page.texts.filter((text) => text.startsWith('store://datasets/churn/clean_cleaned'))).toHaveLength(1);
  });

  it('shows every log line of every attempt once, with its level and fields', async () => {
    const runs = [input.run, ...input.steps];
    const lines = (
      await Promise.all(runs.flatMap((run) => run.attempts.map(({ attempt }) => input.reader.logs(run.uid, { attempt }))))
    ).flat();
    expect(page.tags['li']).toBeGreaterThanOrEqual(lines.length);
    expect(valuesOf(page, 'datetime')).toEqual(expect.arrayContaining(lines.map(({ time }) => time)));
    expect(valuesOf(page, 'datetime')).toHaveLength(lines.length);
    for (const message of ['FATAL: heap limit reached', 'epoch 7', '11 rows have no total; dropped', 'saved model.txt'])
      expect(times(page, message)).toBe(1);
    expect(page.texts).toEqual(expect.arrayContaining(['registry', '=production', 'stderr']));
  });

  it('shows the record of every artifact of every attempt once', async () => {
    const artifacts = (await Promise.all([input.run, ...input.steps].map((run) => input.reader.artifacts(run.uid)))).flat();
    expect(artifacts).toHaveLength(13);
    for (const { uri } of artifacts) expect(times(page, uri)).toBe(1);
    expect(times(page, artifacts[0]?.sha256 ?? '')).toBe(artifacts.length);
    expect(page.texts).toEqual(
      expect.arrayContaining(['superseded', 'v3', 'latest', 'candidate', 'application/vnd.apache.parquet · 412.7 kB']),
    );
  });

  it('has every record as JSON, and what happened to each run in order', () => {
    const records = page.texts.filter((text) => text.startsWith('{\n  "uid"')).map((text) => JSON.parse(text) as RunRecord);
    expect(records.map(({ uid }) => uid).toSorted()).toEqual([input.run, ...input.steps].map(({ uid }) => uid).toSorted());
    expect(page.texts).toEqual(expect.arrayContaining(['Attempt 1 opened', 'Attempt 2 opened', 'and published']));
  });

  it('draws charts, metric series and histograms', () => {
    const labels = valuesOf(page, 'aria-label');
    for (const title of ['Loss by epoch', 'ROC', 'Confusion']) expect(labels).toContain(`Title text '${title}'`);
    for (const key of ['train/loss', 'validation/loss', 'validation/accuracy']) expect(times(page, key)).toBe(1);
    expect(valuesOf(page, 'class').filter((name) => name === 'metric')).toHaveLength(3);
    expect(labels).toEqual(expect.arrayContaining(['Histogram of tenure from 0 to 72', 'Histogram of monthly from 0 to 72']));
  });

  it('shows a dataset by its first rows and statistics, and tables, Markdown, JSON, SVG and text by their bodies', () => {
    for (const cell of ['C-70000', 'C-70703', 'C-71332', '24.545', '7,032 rows × 12 columns · label column'])
      expect(times(page, cell)).toBe(1);
    expect(page.texts).toEqual(expect.arrayContaining(['What changed', 'learning rate', 'forest of 120 trees\ndepth 9']));
    expect(page.texts).toContain('{\n  "threshold": 0.5,\n  "folds": [\n    1,\n    2,\n    3\n  ]\n}');
    expect(valuesOf(page, 'alt')).toEqual(['badge']);
  });

  it('shows a model by its files, its data, what it takes and gives, and the statistics of its training set', () => {
    expect(page.texts).toEqual(expect.arrayContaining(['2 files', 'model.txt', 'model file', 'model_spec.yaml', '912 B']));
    expect(page.texts).toContain('file:///data/churn.csv');
    expect(page.texts).toEqual(expect.arrayContaining(['input', 'output', 'churned', 'boolean', 'Statistics of the training set']));
  });

  it('says what went wrong, with the stack and the causes', () => {
    expect(page.texts).toEqual(
      expect.arrayContaining(['RangeError', 'Caused by', 'allocation of 2147483648 bytes failed', 'the registry refused the model']),
    );
    // The folded record has it too.
    expect(page.texts.filter((text) => text.includes('forest.ts:88:13') && !text.startsWith('{'))).toHaveLength(1);
    expect(times(page, 'Out of memory while building tree 118')).toBe(1);
  });

  it('runs nothing and fetches nothing', () => {
    for (const tag of ['script', 'link', 'object', 'embed', 'form', 'base', 'video', 'audio']) expect(page.tags).not.toHaveProperty(tag);
    expect(page.attributes.filter(({ name }) => name.startsWith('on'))).toEqual([]);
    expect(valuesOf(page, 'src').map((value) => value.slice(0, 11))).toEqual(['data:image/']);
    expect(valuesOf(page, 'sandbox')).toEqual(['']);
    expect(valuesOf(page, 'content')).toContain(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
    );
    // A link is followed by a person.
    const links = page.attributes.filter(({ name }) => name === 'href');
    expect(links.every(({ tag, value }) => tag === 'a' && (value.startsWith('#run-') || value === 'https://wiki.example/churn'))).toBe(
      true,
    );
  });

  it('has no id twice, in its charts neither', () => {
    const ids = valuesOf(page, 'id');
    expect(new Set(ids).size).toBe(ids.length);
    for (const reference of valuesOf(page, 'clip-path')) expect(ids).toContain(/url\(#(.*)\)/.exec(reference)?.[1]);
    for (const link of valuesOf(page, 'href').filter((href) => href.startsWith('#'))) expect(ids).toContain(link.slice(1));
  });
});

describe('the report of one run', () => {
  const report = async (run: RunRecord, logged: Parameters<typeof inputOf>[2][string]) =>
    parseXml(await renderReport(inputOf(run, [], { [run.uid]: logged })));
  const NOTHING = { metrics: [], logs: {}, artifacts: [] };

  it('shows images of every format that browsers know, byte for byte', async () => {
    const png = '\x89PNG\r\n\x1a\n\xff\x00';
    const image = (key: string, mediaType: string) => artifactOf('artifact', key, { mediaType, body: png });
    const types = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml', 'IMAGE/PNG; q=1'];
    const artifacts = [...types, 'image/tiff', 'application/octet-stream'].map((type, index) => image(`i${index}`, type));
    const page = await report(runOf('train'), { ...NOTHING, artifacts });
    const base64 = Buffer.from(png, 'latin1').toString('base64');
    expect(valuesOf(page, 'src')).toEqual(types.map((type) => `data:${type.toLowerCase().replace(/;.*/, '')};base64,${base64}`));
  });

  it('shows no image that is too large for a page, or whose body is gone', async () => {
    const artifacts = [
      artifactOf('artifact', 'huge', { mediaType: 'image/png', body: 'x', size: 90_000_000 }),
      artifactOf('artifact', 'gone', { mediaType: 'image/png' }),
    ];
    const page = await report(runOf('train'), { ...NOTHING, artifacts });
    expect(valuesOf(page, 'src')).toEqual([]);
    expect(page.texts).toEqual(expect.arrayContaining(['At 90.0 MB it is too large for this page.', 'The body is not there any more.']));
  });

  it('has the metrics of older attempts, folded, the newest first', async () => {
    const point = (step: number, value: number) => ({ key: 'loss', step, value, time: '2026-03-02T08:15:00.000Z' });
    const run = runOf('train', { attempts: [attemptOf(1, [0, 1]), attemptOf(2, [1, 2]), attemptOf(3, [2, 3])] });
    const olderMetrics = { 1: [point(0, 9), point(1, 8), { ...point(0, 1), key: 'rate' }], 2: [point(0, 7)] };
    const page = await report(run, { ...NOTHING, metrics: [point(0, 3), point(1, 2)], olderMetrics });
    const folds = page.texts.filter((text) => /^\d+ metrics? of attempt/.test(text));
    expect(folds).toEqual(['1 metric of attempt 2', '2 metrics of attempt 1']);
    expect(times(page, 'loss')).toBe(3);
    const ids = valuesOf(page, 'id');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('leads from Markdown to the artifacts that it names, whatever form their URI has', async () => {
    const old = artifactOf('dataset', 'rows', { created: '2026-03-02T08:15:01.000Z', version: 2, tags: [], attempt: 2 });
    const rows = artifactOf('dataset', 'rows', { created: '2026-03-02T08:15:09.000Z' });
    const links = [
      [rows.uri, rows],
      ['store://datasets/churn/train_rows', rows],
      ['store://datasets/churn/train_rows:latest', rows],
      ['store://datasets/churn/train_rows:v2', old],
      [old.uri, old],
      ['store://churn/train_rows', rows],
    ] as const;
    const body = [...links.map(([uri]) => `[it](${uri})`), '[none](store://datasets/churn/other)', '[bad](store://?)'].join('\n\n');
    const note = artifactOf('artifact', 'note', { mediaType: 'text/markdown', body });
    const page = await report(runOf('train', { attempt: 1 }), { ...NOTHING, artifacts: [rows, old, note] });
    expect(valuesOf(page, 'href')).toEqual(links.map(([, { uid }]) => `#artifact-${uid}`));
    for (const href of valuesOf(page, 'href')) expect(valuesOf(page, 'id')).toContain(href.slice(1));
    expect(page.texts).toEqual(expect.arrayContaining(['none', 'bad']));
  });

  it('has no list of steps and no timeline', async () => {
    const page = await report(runOf('train', { kind: 'local' }), NOTHING);
    expect(page.tags).not.toHaveProperty('nav');
    expect(page.texts).not.toContain('Timeline');
    expect(page.texts).toEqual(expect.arrayContaining(['train', 'run', '10.0 s']));
  });

  it('counts the time of a run that goes on up to now', async () => {
    const { endTime: _end, ...running } = runOf('train', { state: 'running' });
    const page = await report(running, NOTHING);
    expect(page.texts.slice(page.texts.indexOf('Running for'))[1]).toBe('5 min');
  });

  it('names what cannot be shown in its place', async () => {
    const run = runOf('train');
    const page = await report(run, {
      ...NOTHING,
      artifacts: [
        artifactOf('chart', 'broken', { body: '{"mark":"pie"}' }),
        artifactOf('chart', 'cut', { body: '{"mark":' }),
        artifactOf('chart', 'gone', {}),
        artifactOf('chart', 'huge', { body: '{}', size: 50_000_000 }),
        artifactOf('artifact', 'long', { body: 'x'.repeat(100_000), mediaType: 'text/plain' }),
      ],
    });
    const text = page.texts.join('\n');
    expect(text).toContain('It cannot be shown: Chart "chart-');
    expect(text).toContain('mark "pie" is not one of');
    expect(text).toMatch(/It cannot be shown: .*JSON/);
    expect(text).toContain('The body is not there any more.');
    expect(text).toContain('At 50.0 MB it is too large for this page.');
    expect(text).toContain('The first 65.5 kB of 100.0 kB.');
    expect(page.texts).toContain('x'.repeat(64 * 1024));
  });

  it('keeps apart what charts refer to inside themselves, and lays charts made for white paper on it', async () => {
    const chart = (over: object) =>
      JSON.stringify({
        data: { values: [{ x: 1 }] },
        mark: { type: 'bar', clip: true },
        encoding: { x: { field: 'x', type: 'quantitative' } },
        ...over,
      });
    const page = await report(runOf('train'), {
      ...NOTHING,
      artifacts: [
        artifactOf('chart', 'one', { body: chart({}) }),
        artifactOf('chart', 'two', { body: chart({ background: '#fafafa' }) }),
        artifactOf('chart', 'three', { body: chart({ mark: { type: 'bar', clip: true, stroke: 'black' } }) }),
      ],
    });
    const clips = page.attributes.filter(({ tag, name }) => tag === 'clipPath' && name === 'id').map(({ value }) => value);
    expect(new Set(clips).size).toBe(3);
    expect(valuesOf(page, 'clip-path')).toEqual(clips.map((id) => `url(#${id})`));
    expect(valuesOf(page, 'class').filter((name) => name.startsWith('chart'))).toEqual(['chart', 'chart paper', 'chart paper']);
  });

  it('keeps the end of a log that is too long for a page, and says so', async () => {
    const logs = Array.from({ length: 5003 }, (_, i) => line(i / 1000, `line ${i}`));
    const page = await report(runOf('train'), { ...NOTHING, logs: { 1: logs } });
    expect(page.texts).toContain('The first 3 lines of this attempt are left out of this page.');
    expect([times(page, 'line 2'), times(page, 'line 3'), times(page, 'line 5002')]).toEqual([0, 1, 1]);
  });

  it('draws a long series with its extremes', async () => {
    const metrics = Array.from({ length: 20_000 }, (_, step) => ({
      key: 'loss',
      step,
      value: step === 12_345 ? 99 : Math.sin(step),
      time: '2026-03-02T08:15:00Z',
    }));
    const page = await report(runOf('train'), { ...NOTHING, metrics });
    const path = page.attributes.find(({ tag, name, value }) => tag === 'path' && name === 'd' && value.length > 2000)?.value ?? '';
    const points = path
      .split(/[ML]/)
      .slice(1)
      .map((point) => point.split(',').map(Number));
    expect(points.length).toBeLessThan(500);
    const top = points.toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0))[0]?.[0] ?? NaN;
    expect(top).toBeCloseTo((12_345 / 20_000) * 290, 0);
    expect(page.texts).toContain('-1 to 99 · 20,000 points');
  });
});

describe('text from outside', () => {
  const EVIL = `</script></style></textarea></pre>--><img src=x onerror=alert(1)><svg onload=alert(1)>"' onmouseover='alert(1)' {{x}} \u0000\u001b\ud800`;
  const SEEN = `</script></style></textarea></pre>--><img src=x onerror=alert(1)><svg onload=alert(1)>"' onmouseover='alert(1)' {{x}} ␀␛\ufffd`;

  it('stays text wherever it stands', async () => {
    const evil = Object.fromEntries([[EVIL, EVIL]]);
    const error = { name: EVIL, message: EVIL, stack: `${EVIL}\n    at ${EVIL}`, code: EVIL, cause: { name: EVIL, message: EVIL } };
    const run = runOf(EVIL, {
      uid: 'a'.repeat(32),
      project: EVIL,
      workflowId: EVIL,
      temporalRunId: EVIL,
      namespace: EVIL,
      activityId: EVIL,
      handler: EVIL,
      statusReason: EVIL,
      state: 'error',
      error: { name: 'Other', message: EVIL },
      labels: evil,
      annotations: evil,
      parameters: { ...evil, deep: [{ [EVIL]: EVIL }] },
      inputs: evil,
      results: evil,
      source: { file: EVIL, commit: EVIL },
      attempts: [attemptOf(1, [0, 10], { error, host: EVIL, statusReason: EVIL })],
    });
    const chart = barChart({ title: EVIL, xTitle: EVIL, bars: [{ label: EVIL, value: 1, group: EVIL }] });
    const stats = { count: 1, nulls: 0, top: EVIL, hist: [[1], [0, 1]] as const };
    const logged = {
      metrics: [1, 2].map((step) => ({ key: EVIL, step, value: step, time: EVIL })),
      logs: { 1: [line(1, EVIL, { fields: { [EVIL]: EVIL }, time: EVIL })] },
      artifacts: [
        artifactOf('chart', 'chart', { key: EVIL, body: JSON.stringify(chart), tags: [EVIL], labels: evil }),
        artifactOf('dataset', 'data', {
          key: EVIL,
          mediaType: EVIL,
          spec: { header: [EVIL], labelColumn: EVIL },
          status: { state: 'published', preview: [[EVIL]], stats: { [EVIL]: stats } },
        }),
        artifactOf('model', 'model', {
          key: EVIL,
          spec: {
            ...{ framework: EVIL, algorithm: EVIL, metrics: evil, parameters: evil, trainingSet: EVIL, modelFile: EVIL },
            ...{ inputs: [{ name: EVIL, type: EVIL }], outputs: [EVIL], featureStats: { [EVIL]: stats }, directory: { files: 1, size: 1 } },
          },
          files: [{ path: EVIL, size: 1 }],
        }),
        artifactOf('artifact', 'table', {
          key: EVIL,
          mediaType: 'application/json',
          spec: { viewer: 'table' },
          body: JSON.stringify({ header: [EVIL], rows: [[EVIL]] }),
        }),
        artifactOf('artifact', 'page', { key: EVIL, mediaType: 'text/html', body: EVIL }),
        artifactOf('artifact', 'text', { key: EVIL, mediaType: 'text/plain', body: EVIL }),
        artifactOf('artifact', 'image', { key: EVIL, mediaType: 'image/svg+xml', body: EVIL }),
        artifactOf('artifact', 'markdown', {
          key: EVIL,
          mediaType: 'text/markdown',
          body: `${EVIL}\n\n# ${EVIL}\n\n[${EVIL}](javascript:alert(1)) ![${EVIL}](x) \`${EVIL}\`\n\n- <a href="javascript:alert(1)">x</a>`,
        }),
      ],
    };
    const page = await parseXml(await renderReport(inputOf(run, [runOf(EVIL, { uid: 'b'.repeat(32) })], { [run.uid]: logged })));
    for (const tag of ['script', 'textarea', 'object']) expect(page.tags).not.toHaveProperty(tag);
    expect(page.attributes.filter(({ name }) => name.startsWith('on'))).toEqual([]);
    expect(valuesOf(page, 'src').every((src) => src.startsWith('data:image/svg+xml;base64,'))).toBe(true);
    expect(valuesOf(page, 'href').filter((href) => !href.startsWith('#'))).toEqual([]);
    expect(valuesOf(page, 'srcdoc')).toEqual([SEEN]);
    expect(times(page, SEEN)).toBeGreaterThan(40);
  });
});
