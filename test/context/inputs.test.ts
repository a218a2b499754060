import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ArtifactNotFoundError,
  InputNotFoundError,
  InvalidInputsError,
  InvalidUriError,
  KindMismatchError,
  dataset,
  defineHandler,
  model,
} from 'tidemark';
import type { RunContext } from 'tidemark';
import { runLocal } from '../../src/local/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { errorOf, newestRun, recordedFailure } from './reading.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function file(text: string, name = 'in.txt'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

/** Logs `body` under the key `doc` as a run named `maker`. */
const make = (home: string, body: string) =>
  runLocal((context: RunContext) => context.logArtifact('doc', { body, localPath: 'doc.txt' }), { home, name: 'maker' });

const reader = defineHandler({
  inputs: { 'infile.txt': 'artifact', extra: 'dataset?' },
  run: (context) => context.getInput('infile.txt').text(),
});

describe('declared inputs', () => {
  it('are there for the handler, recorded with path, digest and size', async () => {
    const home = temporaryFolder();
    const path = file('hello');
    const run = await runLocal(reader, { home, inputs: { 'infile.txt': path } });
    expect(run.results['return']).toBe('hello');
    expect(run.record.inputs).toEqual({ 'infile.txt': path });
    const { inputs } = await lineage(home, run.uid);
    expect(inputs).toEqual([{ runUid: run.uid, key: 'infile.txt', uri: path, sha256: sha256('hello'), size: 5 }]);
  });

  it('that lead to nothing fail the run before the handler starts', async () => {
    const home = temporaryFolder();
    let ran = false;
    const handler = defineHandler({ inputs: { a: 'artifact' }, run: () => void (ran = true) });
    const error = await errorOf(runLocal(handler, { home, inputs: { a: '/no/such/file.csv' } }));
    expect(error).toBeInstanceOf(InputNotFoundError);
    expect(error.message).toMatch(/Input "a" leads to \/no\/such\/file\.csv/);
    expect(ran).toBe(false);
    expect(await recordedFailure(home)).toMatchObject({ state: 'error', code: 'ERR_INPUT_NOT_FOUND' });
  });

  it('that are missing are named, and so are unknown ones', async () => {
    const home = temporaryFolder();
    const missing = await errorOf(runLocal(reader, { home, inputs: {} as never }));
    expect(missing).toBeInstanceOf(InvalidInputsError);
    expect(missing.message).toBe('Missing input "infile.txt"; the handler declares infile.txt (artifact), extra (dataset?).');
    const unknown = await errorOf(runLocal(reader, { home, inputs: { 'infile.txt': file('x'), typo: 'y', toString: 'z' } as never }));
    expect(unknown.message).toMatch(/^Unknown input "typo", "toString"; /);
  });

  it('of another kind are refused', async () => {
    const home = temporaryFolder();
    await runLocal((context: RunContext) => context.logDataset('table', [{ a: 1 }]), { home, name: 'maker' });
    const wantsModel = defineHandler({ inputs: { m: 'model' }, run: () => undefined });
    const error = await errorOf(runLocal(wantsModel, { home, inputs: { m: model('store://datasets/default/maker_table') } }));
    expect(error).toBeInstanceOf(KindMismatchError);
    expect(error.message).toMatch(/must be a model, but it is a dataset/);
  });

  it('are pinned: :latest is the version that it was at the opening', async () => {
    const home = temporaryFolder();
    const first = await make(home, 'one');
    const handler = defineHandler({
      inputs: { doc: 'artifact' },
      async run(context) {
        await make(home, 'two');
        return context.getInput('doc').text();
      },
    });
    const run = await runLocal(handler, { home, inputs: { doc: 'store://artifacts/default/maker_doc:latest' } });
    expect(run.results['return']).toBe('one');
    expect(run.record.inputs['doc']).toBe(first.artifacts['doc']);
    const again = await runLocal(handler, { home, inputs: { doc: 'store://artifacts/default/maker_doc:latest' } });
    expect(again.results['return']).toBe('two');
  });
});

describe('an input as a data item', () => {
  const home = temporaryFolder();
  const use = <T>(path: string, read: (item: ReturnType<RunContext['getInput']>) => T) =>
    runLocal(defineHandler({ inputs: { data: 'dataset' }, run: async (context) => void (await read(context.getInput('data'))) }), {
      home,
      inputs: { data: dataset(path) },
    });

  it('reads as text, JSON, bytes, a part, a table, rows, a local file and a download', async () => {
    const text = '[{"a":1,"b":"x"},{"a":2,"b":"y"}]';
    const path = file(text, 'rows.json');
    const copy = join(temporaryFolder(), 'deep', 'copy.json');
    await use(path, async (item) => {
      expect(await item.text()).toBe(text);
      expect(await item.json()).toEqual(JSON.parse(text));
      expect(Buffer.from(await item.get()).toString()).toBe(text);
      expect(await item.get({ offset: 2, size: 5, encoding: 'utf8' })).toBe('"a":1');
      expect((await item.table()).columnNames()).toEqual(['a', 'b']);
      expect(await item.allRows()).toEqual([
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ]);
      expect(readFileSync(await item.local(), 'utf8')).toBe(text);
      expect(await item.download(copy)).toBe(copy);
      expect(readFileSync(copy, 'utf8')).toBe(text);
      expect(await item.stat()).toMatchObject({ size: text.length });
      expect(await item.artifact()).toBeUndefined();
      expect(item).toMatchObject({ key: 'data', suffix: '.json' });
    });
  });

  it('of what a run logged has its record, and a local file of its own name', async () => {
    const maker = await make(home, 'body');
    await runLocal(
      async (context: RunContext) => {
        const item = context.getInput('doc');
        expect(await item.artifact()).toMatchObject({ key: 'doc', version: 1, tags: ['latest'], runUid: maker.uid });
        const local = await item.local();
        expect(local.endsWith('/doc.txt')).toBe(true);
        expect(readFileSync(local, 'utf8')).toBe('body');
      },
      { home, inputs: { doc: maker.artifacts['doc'] ?? '' } },
    );
  });
});

describe('getInput', () => {
  it('names what the run has when it has not the one that is asked for', async () => {
    const error = await errorOf(
      runLocal((context: RunContext) => context.getInput('other'), { home: temporaryFolder(), inputs: { a: file('x') } }),
    );
    expect(error).toBeInstanceOf(InvalidInputsError);
    expect(error.message).toMatch(/The run has no input "other": it has "a"\./);
    const special = runLocal((context: RunContext) => context.getInput('constructor'), { home: temporaryFolder() });
    expect((await errorOf(special)).message).toMatch(/it has no inputs/);
  });

  it('with a path adds an input, recorded with its absolute path and, once read, its digest', async () => {
    const home = temporaryFolder();
    const path = file('added');
    const run = await runLocal(
      async (context: RunContext) => {
        const item = context.getInput('added', path);
        expect(context.inputs).toEqual({ added: path });
        return item.text();
      },
      { home },
    );
    expect(run.results['return']).toBe('added');
    expect((await lineage(home, run.uid)).inputs).toEqual([{ runUid: run.uid, key: 'added', uri: path, sha256: sha256('added'), size: 5 }]);
  });

  it('with a store URI reads, and records, the version that it was at the call', async () => {
    const home = temporaryFolder();
    const first = await make(home, 'one');
    const run = await runLocal(
      async (context: RunContext) => {
        const item = context.getInput('doc', 'store://artifacts/default/maker_doc');
        await make(home, 'two');
        return [await item.text(), await context.getInput('doc').text(), context.inputs['doc']];
      },
      { home },
    );
    expect(run.results['return']).toEqual(['one', 'one', first.artifacts['doc']]);
    expect(run.record.inputs).toEqual({ doc: first.artifacts['doc'] });
    const { inputs, consumers } = await lineage(home, run.uid);
    expect(inputs).toMatchObject([{ key: 'doc', sha256: sha256('one'), size: 3, artifactUid: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    expect(consumers).toEqual([run.uid]);
  });

  it('with what is not there fails where it is read, and with what is no URI at the call', async () => {
    const home = temporaryFolder();
    await runLocal(
      async (context: RunContext) => {
        const item = context.getInput('doc', 'store://artifacts/default/nothing');
        await expect(item.text()).rejects.toThrow(ArtifactNotFoundError);
        await expect(context.getInput('f', '/no/such/file').text()).rejects.toThrow(InputNotFoundError);
        expect(() => context.getInput('bad', 'store://../etc/passwd')).toThrow(InvalidUriError);
      },
      { home },
    );
    expect((await newestRun(home)).record.inputs).toEqual({ f: '/no/such/file' });
  });

  it('leaves no trace with getDataItem', async () => {
    const home = temporaryFolder();
    const path = file('quiet');
    const run = await runLocal((context: RunContext) => context.getDataItem(path).text(), { home });
    expect(run.results['return']).toBe('quiet');
    expect((await lineage(home, run.uid)).inputs).toEqual([]);
  });
});

it('a folder is an input too, whose files are listed', async () => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.csv'), 'x');
  const run = await runLocal((context: RunContext) => context.getInput('folder').list(), { home: temporaryFolder(), inputs: { folder } });
  expect(run.results['return']).toEqual(['a.csv']);
});

async function lineage(home: string, uid: string) {
  const { openTrackingStore } = await import('../../src/tracking/index.js');
  const store = await openTrackingStore(`sqlite:${join(home, 'tracking.db')}`);
  const inputs = await store.inputs(uid);
  const artifactUid = inputs[0]?.artifactUid;
  const consumers = artifactUid === undefined ? [] : await store.consumers(artifactUid);
  await store.close();
  return { inputs, consumers: consumers.map(({ runUid }) => runUid) };
}
