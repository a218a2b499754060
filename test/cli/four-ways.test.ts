import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactRecord, RunRecord } from '../../src/core/index.js';
import { python } from '../support/python.js';
import { temporalAddress } from '../support/temporal.js';
import { example, openTidemark } from './tidemark-process.js';
import type { Ended, Tidemark } from './tidemark-process.js';

const WAYS = {
  'a handler on Temporal': [`${example('handlers.ts')}#myJob`],
  'a handler by itself': [example('handlers.ts'), '--local'],
  'a script with withContext': [example('with-context.ts')],
  'a script with getOrCreateContext': [example('get-or-create.ts')],
};

let tidemark: Tidemark;
const ended: Record<string, Ended> = {};
const runs: Record<string, RunRecord> = {};

beforeAll(async () => {
  tidemark = openTidemark({ TEMPORAL_ADDRESS: await temporalAddress() });
  copyFileSync(example('infile.txt'), join(tidemark.folder, 'in.txt'));
  writeFileSync(join(tidemark.folder, 'keys.env'), 'ACCESS_KEY=not-a-real-key-1234\n');
  for (const [way, args] of Object.entries(WAYS)) {
    const common = ['-p', 'p1=3', '-p', 'p1=5', '--input', 'infile.txt=in.txt', '--label', 'team=risk', '--secrets', 'keys.env', '--json'];
    const result = await tidemark.run('run', ...args, ...common);
    ended[way] = result;
    runs[way] = JSON.parse(result.stdout) as RunRecord;
  }
});
afterAll(() => tidemark.remove());

/** All that does not depend on when and where it ran. */
async function essence(run: RunRecord) {
  const { artifacts } = await tidemark.json<{ artifacts: ArtifactRecord[] }>('artifacts', 'list', '--run', run.uid.slice(0, 8), '--json');
  const { owner: _owner, host: _host, kind: _kind, ...labels } = run.labels;
  return {
    name: run.name,
    state: run.state,
    labels,
    parameters: run.parameters,
    inputs: run.inputs,
    results: run.results,
    artifacts: Object.fromEntries(
      artifacts.map(({ key, kind, mediaType, size, sha256, labels: of, spec, status, version, tags }) => [
        key,
        { kind, mediaType, size, sha256, labels: of, spec, status, isNewest: tags.includes('latest'), version },
      ]),
    ),
  };
}

describe('one job, run four ways by the command line', () => {
  it.each(Object.keys(WAYS))('%s ends with 0, and prints the run as one JSON document and nothing else', (way) => {
    expect(ended[way]).toMatchObject({ code: 0 });
    expect(ended[way]?.stdout).toMatch(/^\{\n/);
    expect(ended[way]?.stderr).toContain('Params: p1=5, p2=x');
  });

  it('gives the same name, state, labels, params, inputs, results and artifacts', async () => {
    const [first, ...others] = await Promise.all(Object.values(runs).map(essence));
    const unversioned = (of: typeof first) =>
      JSON.parse(
        JSON.stringify(of, (key, value: unknown) => (['version', 'isNewest', 'sameAs'].includes(key) ? undefined : value)),
      ) as unknown;
    expect(others).toHaveLength(3);
    for (const other of others) expect(unversioned(other)).toEqual(unversioned(first));
    expect(first).toMatchObject({
      name: 'train',
      state: 'completed',
      labels: { framework: 'sklearn', team: 'risk' },
      parameters: { p1: 5, p2: 'x' },
      inputs: { 'infile.txt': join(tidemark.folder, 'in.txt') },
      results: { accuracy: 10, loss: 15 },
    });
    expect(Object.keys(first?.artifacts ?? {}).sort()).toEqual(['chart', 'html_result', 'model', 'mydf']);
  });

  it('says in the record which of them it was', () => {
    expect(Object.values(runs).map(({ kind }) => kind)).toEqual(['step', 'local', 'local', 'local']);
    expect(Object.values(runs).map(({ source }) => source.file?.split('/').at(-1))).toEqual([
      'handlers.ts',
      'handlers.ts',
      'with-context.ts',
      'get-or-create.ts',
    ]);
    expect(Object.values(runs).map(({ handler }) => handler)).toEqual(['myJob', 'myJob', undefined, undefined]);
  });

  it('gives what all four logged alike one version, and the last one is the latest', async () => {
    const all = await Promise.all(Object.values(runs).map(essence));
    expect(all.map(({ artifacts }) => artifacts['mydf']?.version)).toEqual([1, 1, 1, 1]);
    expect(all.map(({ artifacts }) => artifacts['mydf']?.isNewest)).toEqual([false, false, false, true]);
  });

  it('masks the secret wherever it is stored', async () => {
    for (const { uid } of Object.values(runs)) {
      const { stdout } = await tidemark.run('runs', 'logs', uid, '--json');
      expect(stdout).toContain('accesskey = ***');
      expect(stdout).not.toContain('not-a-real-key-1234');
    }
  });

  it('writes the dataset so that pandas reads the five rows', async () => {
    const file = join(tidemark.folder, 'out', 'mydf.parquet');
    const { stdout } = await tidemark.run('artifacts', 'get', 'store://datasets/default/train_mydf', '-o', file);
    expect(stdout).toContain(file);
    const read = await python("import pandas, sys; print(pandas.read_parquet(sys.argv[1]).to_json(orient='records'))", file);
    expect(JSON.parse(read)).toEqual([
      { first_name: 'Jason', last_name: 'Miller', age: 42, testScore: 25 },
      { first_name: 'Molly', last_name: 'Jacobson', age: 52, testScore: 94 },
      { first_name: 'Tina', last_name: 'Ali', age: 36, testScore: 57 },
      { first_name: 'Jake', last_name: 'Milner', age: 24, testScore: 62 },
      { first_name: 'Amy', last_name: 'Cooze', age: 73, testScore: 70 },
    ]);
  });
});
