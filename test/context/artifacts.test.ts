import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  ArtifactNotFoundError,
  ChartArtifact,
  DatasetArtifact,
  HtmlArtifact,
  InvalidArgumentError,
  InvalidChartError,
  InvalidDatasetError,
  InvalidKeyError,
  KindMismatchError,
  LocalFileNotFoundError,
  MarkdownArtifact,
  MissingOutputError,
  ModelArtifact,
  TableArtifact,
  defineHandler,
} from 'tidemark';
import type { ArtifactOptions, ArtifactRecord, RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { clientOf, errorOf, newestRun, recordedFailure } from './reading.js';

const log = (home: string, work: (context: RunContext) => unknown, name = 'run') =>
  runLocal(async (context: RunContext) => void (await work(context)), { home, name });

/** The records of a run by key. */
const recordsOf = async (home: string): Promise<Record<string, ArtifactRecord>> =>
  Object.fromEntries((await (await newestRun(home)).artifactRecords()).map((record) => [record.key, record]));

describe('an artifact', () => {
  it('resolves to its record at the call, pending; once the run completes it is version 1 and latest', async () => {
    const home = temporaryFolder();
    const run = await log(home, async (context) => {
      const record = await context.logArtifact('model', { body: 'abc is 123', localPath: 'model.txt', labels: { framework: 'xgboost' } });
      expect(record).toMatchObject({ kind: 'artifact', key: 'model', dbKey: 'run_model', version: 0, size: 10, mediaType: 'text/plain' });
      expect(record.status.state).toBe('pending');
      expect(context.artifacts).toEqual({ model: record.uri });
      expect(await context.getArtifact('model')).toMatchObject({ uid: record.uid, status: { state: 'pending' } });
    });
    const record = await (await clientOf(home)).getArtifact('store://artifacts/default/run_model');
    expect(record).toMatchObject({
      uri: run.artifacts['model'],
      version: 1,
      tags: ['latest'],
      labels: { framework: 'xgboost' },
      spec: { fileName: 'model.txt' },
      status: { state: 'published' },
      tree: run.uid,
    });
    expect(await run.artifact('model').text()).toBe('abc is 123');
  });

  it('may be empty', async () => {
    const run = await log(temporaryFolder(), (context) => {
      context.logArtifact('text', { body: '' });
      context.logArtifact('bytes', { body: new Uint8Array() });
    });
    for (const key of ['text', 'bytes']) {
      expect((await run.artifact(key).stat()).size).toBe(0);
      expect(await run.artifact(key).text()).toBe('');
    }
  });

  it('is stored as it was at the call, whatever the caller changes afterwards', async () => {
    const run = await log(temporaryFolder(), (context) => {
      const bytes = Buffer.from('before');
      const rows = [{ a: 1 }];
      const spec = { mark: 'bar', data: { values: [{ x: 1 }] }, encoding: { x: { field: 'x', type: 'quantitative' } } };
      context.logArtifact('bytes', { body: bytes });
      context.logDataset('rows', rows);
      context.logChart('chart', spec);
      bytes.fill(0);
      rows[0] = { a: 2 };
      spec.mark = 'nonsense';
    });
    expect(await run.artifact('bytes').text()).toBe('before');
    expect(await run.artifact('rows').allRows()).toEqual([{ a: 1 }]);
    expect(await run.artifact('chart').json()).toMatchObject({ mark: 'bar' });
  });

  it('comes from a stream or a local file as well', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'in.csv'), 'a,b\n1,2\n');
    async function* chunks() {
      yield Buffer.from('one ');
      yield Buffer.from('two');
    }
    const home = temporaryFolder();
    const run = await log(home, (context) => {
      context.logArtifact('stream', { body: chunks(), localPath: 'x.md' });
      context.logArtifact('file', { localPath: join(folder, 'in.csv') });
    });
    expect(await run.artifact('stream').text()).toBe('one two');
    expect(await run.artifact('file').allRows()).toEqual([{ a: 1, b: 2 }]);
    expect((await recordsOf(home))['file']).toMatchObject({ mediaType: 'text/csv', spec: { fileName: 'in.csv' } });
  });

  it('may be registered where it lies', async () => {
    const home = temporaryFolder();
    const folder = temporaryFolder();
    const path = join(folder, 'big.bin');
    writeFileSync(path, 'big');
    const run = await log(home, (context) => {
      context.logArtifact('in-place', { localPath: path, upload: false });
      context.logArtifact('target', { targetPath: path });
      context.logArtifact('written', { body: 'new', targetPath: join(folder, 'sub', 'new.txt') });
      context.logArtifact('remote', { targetPath: 'https://example.com/model.bin' });
    });
    const records = await recordsOf(home);
    expect(records['in-place']).toMatchObject({ target: pathToFileURL(path).href, size: 3 });
    expect(records['target']).toMatchObject({ target: pathToFileURL(path).href, size: 3 });
    expect(records['remote']).toMatchObject({ target: 'https://example.com/model.bin', sha256: '' });
    expect(readFileSync(join(folder, 'sub', 'new.txt'), 'utf8')).toBe('new');
    expect(await run.artifact('written').text()).toBe('new');
    expect(await run.artifact('in-place').text()).toBe('big');
  });

  it('goes to another folder with artifactPath, whatever its kind, and reads back from there', async () => {
    const home = temporaryFolder();
    const elsewhere = temporaryFolder();
    const spec = { mark: 'bar', data: { values: [{ x: 1 }] }, encoding: { x: { field: 'x', type: 'quantitative' } } };
    const run = await log(home, (context) => {
      context.logArtifact('file', { body: 'here', artifactPath: elsewhere });
      context.logDataset('rows', [{ a: 1 }], { artifactPath: elsewhere });
      context.logChart('chart', spec, { artifactPath: elsewhere });
      context.logArtifact('sub', { body: 'there', artifactPath: '+/sub/deeper' });
    });
    for (const key of ['file', 'rows', 'chart']) {
      expect((await recordsOf(home))[key]?.target.startsWith(pathToFileURL(elsewhere).href)).toBe(true);
    }
    expect((await recordsOf(home))['sub']?.target).toContain('/artifacts/sub/deeper/');
    expect(await run.artifact('file').text()).toBe('here');
    expect(await run.artifact('sub').text()).toBe('there');
    expect(await run.artifact('rows').allRows()).toEqual([{ a: 1 }]);
    const out = await errorOf(log(home, (context) => context.logArtifact('x', { body: 'x', artifactPath: '+/../../out' })));
    expect(out).toBeInstanceOf(InvalidKeyError);
  });

  it('of every class is what the class says', async () => {
    const home = temporaryFolder();
    await log(home, (context) => {
      const chart = new ChartArtifact('chart', { header: ['epoch', 'loss'] });
      chart.labels = { type: 'roc' };
      context.logArtifact(chart.addRow([1, 0.5]).addRow([2, 0.25]));
      context.logArtifact(new TableArtifact('table', { header: ['a'], rows: [[1]] }));
      context.logArtifact(new HtmlArtifact('html', '<b>hi</b>'));
      context.logArtifact(new MarkdownArtifact('md', '# hi'));
      const rows = new DatasetArtifact('rows', [{ a: 1 }], { labels: { from: 'options' }, labelColumn: 'a' });
      rows.labels = { more: 'yes' };
      context.logArtifact(rows);
      context.logArtifact(new ModelArtifact('model', { body: 'w', framework: 'own', metrics: { acc: 0.5 }, labels: { from: 'options' } }));
    });
    const records = await recordsOf(home);
    expect(records['chart']).toMatchObject({ kind: 'chart', labels: { type: 'roc' }, mediaType: 'application/vnd.vegalite.v6+json' });
    expect(records['table']).toMatchObject({ kind: 'artifact', spec: { viewer: 'table', fileName: 'table.json' } });
    expect(records['html']).toMatchObject({ mediaType: 'text/html', spec: { viewer: 'web-app' } });
    expect(records['md']).toMatchObject({ mediaType: 'text/markdown' });
    expect(records['rows']).toMatchObject({
      kind: 'dataset',
      labels: { from: 'options', more: 'yes' },
      spec: { labelColumn: 'a', length: 1 },
    });
    expect(records['model']).toMatchObject({
      kind: 'model',
      labels: { framework: 'own', from: 'options' },
      spec: { framework: 'own', metrics: { acc: 0.5 } },
    });
  });

  it('without a record is stored all the same', async () => {
    const home = temporaryFolder();
    const run = await log(home, async (context) => {
      const record = await context.logArtifact('quiet', { body: 'x', dbKey: false });
      expect(await context.getDataItem(record.target).text()).toBe('x');
    });
    expect(run.artifacts).toEqual({});
    expect(await (await clientOf(home)).listArtifacts({ includePending: true })).toEqual([]);
  });
});

describe('versions', () => {
  it('of one key in one run are two, both readable; the later one is latest', async () => {
    const home = temporaryFolder();
    const uris: string[] = [];
    const run = await log(home, async (context) => {
      uris.push((await context.logArtifact('k', { body: 'one' })).uri);
      uris.push((await context.logArtifact('k', { body: 'two', tag: 'second' })).uri);
    });
    const client = await clientOf(home);
    expect(await Promise.all(uris.map((uri) => client.getDataItem(uri).text()))).toEqual(['one', 'two']);
    expect(run.artifacts['k']).toBe(uris[1]);
    expect(await client.getArtifact('store://artifacts/default/run_k')).toMatchObject({ version: 2, tags: ['latest', 'second'] });
    expect(await client.getArtifact('store://artifacts/default/run_k:v2')).toMatchObject({ version: 2 });
  });

  it('of two runs with one name leave each other alone', async () => {
    const home = temporaryFolder();
    const first = await log(home, (context) => context.logArtifact('k', { body: 'first' }));
    const second = await log(home, (context) => context.logArtifact('k', { body: 'second' }));
    expect(await first.artifact('k').text()).toBe('first');
    expect(await second.artifact('k').text()).toBe('second');
    expect(first.artifacts['k']).not.toBe(second.artifacts['k']);
    expect(await (await clientOf(home)).getDataItem('store://artifacts/default/run_k').text()).toBe('second');
  });

  it('of a failed run never move latest, and stay readable under that run', async () => {
    const home = temporaryFolder();
    const good = await log(home, (context) => context.logArtifact('k', { body: 'good' }));
    await errorOf(
      log(home, async (context) => {
        await context.logArtifact('k', { body: 'bad', tag: 'special' });
        throw new Error('too late');
      }),
    );
    const client = await clientOf(home);
    expect((await client.getArtifact('store://artifacts/default/run_k')).uri).toBe(good.artifacts['k']);
    expect(await errorOf(client.getArtifact('store://artifacts/default/run_k:special'))).toBeInstanceOf(ArtifactNotFoundError);
    const failed = await newestRun(home);
    expect(failed.state).toBe('error');
    expect(await failed.artifact('k').text()).toBe('bad');
  });
});

describe('declared outputs', () => {
  const outputs = { model: 'artifact', chart: 'chart', notes: 'artifact?' } as const;

  it('that were not logged fail the run, naming all of them with their kinds', async () => {
    const error = await errorOf(runLocal(defineHandler({ name: 'job', outputs, run: () => undefined }), { home: temporaryFolder() }));
    expect(error).toBeInstanceOf(MissingOutputError);
    expect(error.message).toMatch(/^job ended without logging what it declares: model \(artifact\), chart \(chart\)\./);
  });

  it('of another kind fail the run', async () => {
    const handler = defineHandler({
      outputs: { model: 'model' },
      run: (context) => void (context as unknown as RunContext).logArtifact('model', { body: 'x' }),
    });
    const error = await errorOf(runLocal(handler, { home: temporaryFolder() }));
    expect(error).toBeInstanceOf(KindMismatchError);
  });

  it('whose body failed, caught or not, count as not logged', async () => {
    const handler = defineHandler({
      outputs: { model: 'artifact' },
      run: async (context) => {
        await Promise.allSettled([
          context.logArtifact('model', { localPath: '/no/such/file' }),
          context.logArtifact('model', { localPath: '/no/such/file/either' }),
        ]);
        expect(context.artifacts).toEqual({});
      },
    });
    expect(await errorOf(runLocal(handler, { home: temporaryFolder() }))).toBeInstanceOf(MissingOutputError);
  });
});

describe('what cannot be logged', () => {
  it.each<[string, string, ArtifactOptions, new (...args: never[]) => Error, RegExp]>([
    ['neither a body nor a path', 'k', {}, InvalidArgumentError, /Artifact "k" has nothing to log/],
    ['a body that is no text and no bytes', 'k', { body: { a: 1 } as never }, InvalidArgumentError, /JSON\.stringify/],
    ['a null body', 'k', { body: null as never }, InvalidArgumentError, /must be text, bytes/],
    [
      'a local file that is not there',
      'k',
      { localPath: '/no/such/file' },
      LocalFileNotFoundError,
      /"k" was to be logged from \/no\/such\/file/,
    ],
    ['a device', 'k', { localPath: '/dev/null' }, InvalidArgumentError, /is no file and no folder/],
    ['a relative targetPath', 'k', { targetPath: 'x.bin' }, InvalidArgumentError, /must be an absolute path or a URL/],
    ['a body to a URL', 'k', { body: 'x', targetPath: 's3://b/x' }, InvalidArgumentError, /cannot be written to s3:/],
    ['a key that climbs', '../k', { body: 'x' }, InvalidKeyError, /Artifact key "\.\.\/k" is not allowed/],
    ['a tag that climbs', 'k', { body: 'x', tag: '../t' }, InvalidKeyError, /Tag "\.\.\/t"/],
    ['a db key that climbs', 'k', { body: 'x', dbKey: 'a/../b' }, InvalidKeyError, /db key/],
  ])('%s fails the run, awaited or not, and leaves no record', async (_what, key, options, type, message) => {
    for (const awaited of [true, false]) {
      const home = temporaryFolder();
      const error = await errorOf(
        log(home, (context) => {
          const receipt = context.logArtifact(key, options);
          return awaited ? receipt : undefined;
        }),
      );
      expect(error).toBeInstanceOf(type);
      expect(error.message).toMatch(message);
      expect(await recordsOf(home)).toEqual({});
      expect(await recordedFailure(home)).toMatchObject({ state: 'error', name: type.name });
    }
  });

  it('an awaited failure that is caught fails nothing', async () => {
    const run = await log(temporaryFolder(), async (context) => {
      await expect(context.logArtifact('k', { localPath: '/no/such/file' })).rejects.toThrow(LocalFileNotFoundError);
      context.logResult('after', 1);
    });
    expect(run.results).toEqual({ after: 1 });
  });

  it('an un-awaited failure fails the run without losing what was logged around it', async () => {
    const home = temporaryFolder();
    await errorOf(
      log(home, (context) => {
        context.logResult('before', 1);
        context.logArtifact('k', { localPath: '/no/such/file' });
        context.logArtifact('good', { body: 'x' });
        context.logMetric('loss', 1);
        context.logger.info('a line');
      }),
    );
    const run = await newestRun(home);
    expect(run.results).toEqual({ before: 1 });
    expect(Object.keys(run.artifacts)).toEqual(['good']);
    expect(await run.metrics('loss')).toHaveLength(1);
    const lines: string[] = [];
    for await (const { message } of run.logs()) lines.push(message);
    expect(lines).toEqual(['a line']);
  });

  it('columns of unequal length, and what is no table', async () => {
    for (const bad of [{ a: [1, 2], b: [1] }, 5 as never, 'text' as never]) {
      const error = await errorOf(log(temporaryFolder(), (context) => context.logDataset('d', bad)));
      expect(error).toBeInstanceOf(InvalidDatasetError);
    }
  });

  it('a spec that is no Vega-Lite', async () => {
    for (const bad of [{ mark: 'nonsense', data: { values: [] } }, {}, { mark: 'bar', data: { url: 'x.csv' } }]) {
      const error = await errorOf(log(temporaryFolder(), (context) => context.logChart('c', bad as never)));
      expect(error).toBeInstanceOf(InvalidChartError);
      expect(error.message).toMatch(/^Chart "c" is not a valid Vega-Lite spec/);
    }
  });

  it('a chart of rows that do not fit its header', async () => {
    const error = await errorOf(
      log(temporaryFolder(), (context) => context.logArtifact(new ChartArtifact('c', { header: ['a', 'b'], rows: [[1]] }))),
    );
    expect(error.message).toMatch(/Row 0 of c has 1 values, and its header has 2 columns/);
  });
});

it('getArtifact takes a key of this run or any URI, and names what there is', async () => {
  const home = temporaryFolder();
  await log(home, async (context) => {
    context.logArtifact('mine', { body: 'x' });
    expect((await context.getArtifact('mine')).key).toBe('mine');
    await expect(context.getArtifact('other')).rejects.toThrow(/other \(run [0-9a-f]{32} has logged mine\)/);
    await expect(context.getArtifact('store://artifacts/default/none')).rejects.toThrow(ArtifactNotFoundError);
  });
});

it('bodies of a project are stored once, and nothing lies outside its home', async () => {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  await log(home, (context) => {
    for (let i = 0; i < 5; i++) context.logArtifact(`k${i}`, { body: 'same' });
  });
  const targets = new Set(Object.values(await recordsOf(home)).map(({ target }) => target));
  expect(targets.size).toBe(1);
  expect(readdirSync(home).filter((name) => !name.startsWith('tracking.db'))).toEqual(['artifacts']);
});
