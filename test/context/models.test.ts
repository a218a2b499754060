import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from 'arquero';
import { describe, expect, it } from 'vitest';
import { ModelArtifact } from 'tidemark';
import type { ArtifactRecord, Model, ModelOptions, RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { python } from '../support/python.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { clientOf, errorOf } from './reading.js';

const ROWS = [
  { length: 1, width: 0.5, species: 'a', ok: true },
  { length: 2, width: 1.5, species: 'b', ok: false },
  { length: 3, width: 2.5, species: 'b', ok: null },
];

interface Logged {
  readonly record: ArtifactRecord<'model'>;
  readonly model: Model;
}

/** Logs a model in a run of its own and opens it as another process does. */
async function logged(home: string, options: ModelOptions): Promise<Logged> {
  let record: ArtifactRecord<'model'> | undefined;
  await runLocal(async (context: RunContext) => void (record = await context.logModel('m', options)), { home, name: 'train' });
  if (record === undefined) throw new Error('nothing was logged');
  return { record, model: await (await clientOf(home)).getModel('store://models/default/train_m') };
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('a model', () => {
  it('is a directory of its file and model_spec.yaml, and reads as its file', async () => {
    const home = temporaryFolder();
    const { record, model } = await logged(home, { body: 'weights', localPath: 'm.txt', framework: 'own', labels: { team: 'a' } });
    expect(record).toMatchObject({
      kind: 'model',
      mediaType: 'application/vnd.tidemark.directory.v1+json',
      labels: { framework: 'own', team: 'a' },
      spec: { fileName: 'm.txt', modelFile: 'm.txt', framework: 'own', directory: { files: 2 } },
    });
    expect(model.files).toEqual(['m.txt', 'model_spec.yaml']);
    const item = (await clientOf(home)).getDataItem(record.uri);
    expect(await item.text()).toBe('weights');
    expect(await item.stat()).toMatchObject({ size: 7, mediaType: 'text/plain' });
    expect(await item.list()).toEqual(model.files);
    expect(readFileSync(await item.local(), 'utf8')).toBe('weights');
    expect(await item.file('model_spec.yaml').text()).toContain('model_file: m.txt');
    const copy = join(temporaryFolder(), 'copy.txt');
    await item.download(copy);
    expect(readFileSync(copy, 'utf8')).toBe('weights');
  });

  it('may be a file, a folder with or without a model file, and have extra files', async () => {
    const folder = folderOf({ 'weights.bin': 'w', 'vocab.txt': 'v', 'model_spec.yaml': 'old: true' });
    const file = await logged(temporaryFolder(), { localPath: join(folder, 'weights.bin'), extraFiles: { 'plots/roc.svg': '<svg/>' } });
    expect([file.model.files, file.model.extraFiles]).toEqual([['model_spec.yaml', 'plots/roc.svg', 'weights.bin'], ['plots/roc.svg']]);
    expect([await file.model.modelFile.text(), await file.model.file('plots/roc.svg').text()]).toEqual(['w', '<svg/>']);

    const chosen = await logged(temporaryFolder(), { dir: folder, modelFile: 'weights.bin' });
    expect(chosen.model).toMatchObject({ files: ['model_spec.yaml', 'vocab.txt', 'weights.bin'], extraFiles: ['vocab.txt'] });
    expect(await chosen.model.modelFile.text()).toBe('w');
    expect(await chosen.model.file('model_spec.yaml').text()).not.toContain('old');

    const whole = await logged(temporaryFolder(), { localPath: folder });
    expect(whole.record.spec.modelFile).toBeUndefined();
    expect(await whole.model.modelFile.list()).toEqual(['model_spec.yaml', 'vocab.txt', 'weights.bin']);
    await expect(whole.model.modelFile.text()).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    expect(readdirSync(await whole.model.local()).toSorted()).toEqual(['model_spec.yaml', 'vocab.txt', 'weights.bin']);
    expect(readdirSync(await chosen.model.download(join(temporaryFolder(), 'tree'))).toSorted()).toEqual([
      'model_spec.yaml',
      'vocab.txt',
      'weights.bin',
    ]);
  });

  it('knows what it takes and gives, and the statistics, from its training set', async () => {
    const { model } = await logged(temporaryFolder(), { body: 'w', trainingSet: ROWS, labelColumn: ['species', 'ok'] });
    expect(model.inputs).toMatchObject([
      { name: 'length', type: 'integer' },
      { name: 'width', type: 'number' },
    ]);
    expect(model.outputs).toMatchObject([
      { name: 'species', type: 'string' },
      { name: 'ok', type: 'boolean' },
    ]);
    expect(model.featureStats['length']).toMatchObject({ count: 3, mean: 2, min: 1, max: 3 });
    expect(model.featureStats['length']?.hist?.[0]).toHaveLength(20);
    expect(model.featureStats['species']).toMatchObject({ unique: 2, top: 'b', freq: 2 });
    expect(model.trainingSet).toBeUndefined();
  });

  it('takes its training set as it was at the call', async () => {
    const home = temporaryFolder();
    const rows = [{ a: 1 }];
    const bytes = Buffer.from('before');
    const run = await runLocal(
      (context: RunContext) => {
        context.logModel('m', { body: bytes, trainingSet: rows });
        rows[0] = { a: 99 };
        bytes.fill(0);
      },
      { home },
    );
    const model = await (await clientOf(home)).getModel(run.artifacts['m'] ?? '');
    expect(model.featureStats['a']?.max).toBe(1);
    expect(await model.modelFile.text()).toBe('before');
  });

  it('knows the dataset that it was trained on, logged at the same time, by an earlier run or lying in a file', async () => {
    const home = temporaryFolder();
    const csv = join(folderOf({ 'train.csv': 'x,y\n1,2\n3,4\n' }), 'train.csv');
    const run = await runLocal(
      (context: RunContext) => {
        context.logDataset('data', ROWS, { labelColumn: 'species' });
        context.logModel('same', { body: 'w', trainingSet: context.artifacts['data'] ?? '' });
        context.logModel('file', { body: 'w', trainingSet: csv, labelColumn: 'y' });
        context.logModel('item', { body: 'w', trainingSet: context.getDataItem(csv), stats: false });
        context.logModel('table', { body: 'w', trainingSet: table({ x: [1] }), inputs: ['own'] });
      },
      { home, name: 'train' },
    );
    const client = await clientOf(home);
    const later = await runLocal(
      (context: RunContext) => void context.logModel('m', { body: 'w', trainingSet: context.getInput('data') }),
      { home, inputs: { data: run.artifacts['data'] ?? '' } },
    );
    const dataset = await client.getArtifact('store://datasets/default/train_data');
    for (const uri of [run.artifacts['same'], later.artifacts['m']]) {
      const model = await client.getModel(uri ?? '');
      expect(model.trainingSet).toBe(dataset.uri);
      expect(model.outputs.map(({ name }) => name)).toEqual(['species']);
      expect(model.featureStats).toEqual(dataset.status.stats);
    }
    const file = await client.getModel(run.artifacts['file'] ?? '');
    expect(file).toMatchObject({ inputs: [{ name: 'x' }], outputs: [{ name: 'y' }], featureStats: { x: { mean: 2 } } });
    expect(file.trainingSet).toMatch(/^file:.*train\.csv$/);
    expect((await client.getModel(run.artifacts['item'] ?? '')).featureStats).toEqual({});
    expect((await client.getModel(run.artifacts['table'] ?? '')).inputs).toEqual([{ name: 'own' }]);
  });

  it('reads the rows of a dataset that was logged without statistics', async () => {
    const home = temporaryFolder();
    const run = await runLocal(
      (context: RunContext) => {
        context.logDataset('data', ROWS, { stats: false });
        context.logModel('m', { body: 'w', trainingSet: context.artifacts['data'] ?? '' });
      },
      { home },
    );
    const model = await (await clientOf(home)).getModel(run.artifacts['m'] ?? '');
    expect(model.featureStats['width']).toMatchObject({ mean: 1.5 });
  });

  it('that comes out the same in another run is the same bytes', async () => {
    const home = temporaryFolder();
    const options = { body: 'w', framework: 'own', metrics: { loss: 0.5 }, trainingSet: ROWS };
    const [first, second] = [await logged(home, options), await logged(home, options)];
    expect(second.record.sha256).toBe(first.record.sha256);
    expect(second.record.status.bodies).toEqual({ stored: 0, reused: 2 });
    const other = await logged(home, { ...options, metrics: { loss: 0.25 } });
    expect(other.record.status.bodies).toEqual({ stored: 1, reused: 1 });
  });

  it('at a stage is found by its tag', async () => {
    const home = temporaryFolder();
    const { record } = await logged(home, { body: 'first' });
    const client = await clientOf(home);
    await client.tagArtifact(record.uri, 'prod');
    await logged(home, { body: 'second' });
    const model = await client.getModel('store://models/default/train_m:prod');
    expect(await model.modelFile.text()).toBe('first');
    expect(model).toMatchObject({ runUid: record.runUid, record: { tags: ['prod'] } });
  });

  it('of the class ModelArtifact is the same', async () => {
    const home = temporaryFolder();
    const run = await runLocal(
      (context: RunContext) => void context.logArtifact(new ModelArtifact('m', { body: 'w', format: 'onnx', trainingSet: ROWS })),
      { home },
    );
    const model = await (await clientOf(home)).getModel(run.artifacts['m'] ?? '');
    expect(model.files).toEqual(['m.onnx', 'model_spec.yaml']);
    expect(model.inputs).toHaveLength(4);
  });

  it('keeps the statistics of many columns in model_spec.yaml alone', async () => {
    const row = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`c${index}`, index]));
    const { model } = await logged(temporaryFolder(), { body: 'w', trainingSet: [row] });
    expect([model.inputs.length, model.featureStats]).toEqual([101, {}]);
    expect(await model.file('model_spec.yaml').text()).toContain('feature_stats');
  });
});

describe('getModel in a handler', () => {
  it('takes a URI, the name of an input, or the key of what this run logged', async () => {
    const home = temporaryFolder();
    const { record } = await logged(home, { body: 'w1' });
    const read = async (context: RunContext) => {
      context.logModel('own', { body: 'w2' });
      const models = [await context.getModel(record.uri), await context.getModel('in'), await context.getModel('own')];
      return Promise.all(models.map(({ modelFile }) => modelFile.text()));
    };
    const run = await runLocal(read, { home, inputs: { in: record.uri } });
    expect(run.results['return']).toEqual(['w1', 'w1', 'w2']);
  });

  it('refuses what is no model, and what is not there', async () => {
    const home = temporaryFolder();
    await runLocal((context: RunContext) => void context.logArtifact('a', { body: 'x' }), { home, name: 'run' });
    const client = await clientOf(home);
    expect(await errorOf(client.getModel('store://artifacts/default/run_a'))).toMatchObject({ code: 'ERR_KIND_MISMATCH' });
    expect(await errorOf(client.getModel('store://models/default/none'))).toMatchObject({ code: 'ERR_ARTIFACT_NOT_FOUND' });
    expect(await errorOf(runLocal((context: RunContext) => context.getModel('none'), { home }))).toMatchObject({
      code: 'ERR_ARTIFACT_NOT_FOUND',
    });
  });
});

describe('a model is refused', () => {
  const folder = (): string => folderOf({ 'a.bin': 'a', 'b.bin': 'b' });

  it.each<[string, () => ModelOptions, string, RegExp]>([
    ['with nothing', () => ({}), 'ERR_INVALID_ARGUMENT', /has nothing to log/],
    ['with a body and a folder', () => ({ body: 'w', dir: folder() }), 'ERR_INVALID_ARGUMENT', /a dir and a body/],
    ['with a folder that is not there', () => ({ dir: '/no/such' }), 'ERR_LOCAL_FILE_NOT_FOUND', /\/no\/such/],
    ['with a file that is not there', () => ({ localPath: '/no/such' }), 'ERR_LOCAL_FILE_NOT_FOUND', /\/no\/such/],
    ['with a model file that its folder lacks', () => ({ dir: folder(), modelFile: 'c.bin' }), 'ERR_INVALID_ARGUMENT', /a\.bin, b\.bin/],
    ['with a name that has folders', () => ({ body: 'w', localPath: 'a/b.bin' }), 'ERR_INVALID_ARGUMENT', /a file name alone/],
    ['named as its description', () => ({ body: 'w', localPath: 'model_spec.yaml' }), 'ERR_INVALID_ARGUMENT', /model_spec\.yaml/],
    ['with its own description', () => ({ body: 'w', extraFiles: { 'model_spec.yaml': '' } }), 'ERR_INVALID_ARGUMENT', /written anew/],
    ['with an extra file in its place', () => ({ body: 'w', localPath: 'm', extraFiles: { m: '' } }), 'ERR_INVALID_DIRECTORY', /twice/],
    ['with an extra file that climbs', () => ({ body: 'w', extraFiles: { '../x': '' } }), 'ERR_INVALID_DIRECTORY', /\.\./],
    ['with an extra file that is none', () => ({ body: 'w', extraFiles: { x: 7 as never } }), 'ERR_INVALID_ARGUMENT', /extraFiles/],
    [
      'with a label column that its training set lacks',
      () => ({ body: 'w', trainingSet: ROWS, labelColumn: 'none' }),
      'ERR_INVALID_DATASET',
      /"none" is not one of its training set's columns \(length, width/,
    ],
    ['with a training set that is no table', () => ({ body: 'w', trainingSet: [1, 2] as never }), 'ERR_INVALID_DATASET', /./],
    ['with a training set that is not there', () => ({ body: 'w', trainingSet: '/no/such.csv' }), 'ERR_INPUT_NOT_FOUND', /no\/such/],
    [
      'with a training set that nobody logged',
      () => ({ body: 'w', trainingSet: 'store://datasets/default/none' }),
      'ERR_ARTIFACT_NOT_FOUND',
      /none/,
    ],
  ])('%s', async (_, options, code, message) => {
    const home = temporaryFolder();
    const error = await errorOf(runLocal((context: RunContext) => void context.logModel('m', options()), { home }));
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(message);
    expect(await (await clientOf(home)).listArtifacts({ includePending: true })).toEqual([]);
  });
});

describe('model_spec.yaml', () => {
  it('read by PyYAML has the fields of the reference, and every value as it was', async () => {
    const parameters = {
      ...{ tiny: 5e-324, large: 1e21, small: -1.5e-7, whole: 3, nan: Number.NaN as never, minus: Number.NEGATIVE_INFINITY as never },
      ...{ yes: 'yes', no: 'no', on: 'on', tilde: '~', time: '12:30:45', octal: '0777', float: '1e5', date: '2020-01-01' },
      ...{ equals: '=', merge: '<<', text: 'a: b # c', lines: 'one\ntwo\n', empty: '', unicode: 'été 🙂', nothing: null },
      ...{ list: [1, [2, { deep: true }]], '=': 'key', y: 'key', big: 12345678901234567890n as never },
    };
    const { model } = await logged(temporaryFolder(), {
      body: 'w',
      localPath: 'm.bin',
      framework: 'sklearn',
      algorithm: 'forest',
      metrics: { accuracy: 0.9 },
      parameters,
      trainingSet: ROWS.map((row) => ({ ...row, at: new Date('2024-01-02T03:04:05Z') })),
      labelColumn: 'species',
      extraFiles: { 'notes/a.txt': 'n' },
    });
    const folder = await model.download(join(temporaryFolder(), 'tree'));
    const code = `
import json, math, sys, yaml
spec = yaml.safe_load(open(sys.argv[1], encoding='utf-8'))
assert math.isnan(spec['spec']['parameters'].pop('nan'))
assert spec['spec']['parameters'].pop('minus') == -math.inf
assert spec['spec']['parameters'].pop('big') == 12345678901234567890
print(json.dumps(spec))`;
    const read = JSON.parse(await python(code, join(folder, 'model_spec.yaml'))) as { spec: Record<string, unknown> };
    const { nan: _, minus: __, big: ___, ...finite } = parameters;
    expect(read).toMatchObject({
      kind: 'model',
      metadata: { key: 'm', project: 'default', labels: { framework: 'sklearn' } },
      spec: {
        ...{ model_file: 'm.bin', framework: 'sklearn', algorithm: 'forest', metrics: { accuracy: 0.9 } },
        inputs: [
          { name: 'length', value_type: 'int' },
          { name: 'width', value_type: 'float' },
          { name: 'ok', value_type: 'bool' },
          { name: 'at', value_type: 'datetime' },
        ],
        outputs: [{ name: 'species', value_type: 'str' }],
        extra_data: { 'notes/a.txt': 'notes/a.txt' },
      },
    });
    expect(read.spec['parameters']).toEqual(finite);
    expect(read.spec['feature_stats']).toMatchObject({
      length: { count: 3, mean: 2, std: 1, min: 1, '25%': 1.5, max: 3, hist: [expect.any(Array), expect.any(Array)] },
      species: { count: 3, unique: 2, top: 'b', freq: 2 },
      at: { min: '2024-01-02T03:04:05.000Z' },
    });
  });

  it('holds no secret that was handed out', async () => {
    const home = temporaryFolder();
    process.env['TIDEMARK_SECRET_MODELS_TEST'] = 'hunter2-and-more';
    const run = await runLocal(
      async (context: RunContext) => {
        const secret = await context.getSecret('MODELS_TEST', { required: true });
        context.logModel('m', { body: 'w', parameters: { url: `https://x?key=${secret}` }, labels: { secret }, trainingSet: [{ secret }] });
      },
      { home },
    );
    delete process.env['TIDEMARK_SECRET_MODELS_TEST'];
    const model = await (await clientOf(home)).getModel(run.artifacts['m'] ?? '');
    const text = await model.file('model_spec.yaml').text();
    expect(text).toContain('url: https://x?key=***');
    expect(text).not.toContain('hunter2');
    expect(JSON.stringify(model.record)).not.toContain('hunter2');
  });
});
