import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactRecord, RunRecord } from '../../src/core/index.js';
import { example, openTidemark, program } from './tidemark-process.js';
import type { Tidemark } from './tidemark-process.js';

let tidemark: Tidemark;
let runs: readonly RunRecord[];

beforeAll(async () => {
  tidemark = openTidemark();
  const run = (...args: string[]) => tidemark.json<RunRecord>('run', ...args, '--local', '--json');
  runs = [
    await run(program('series.ts'), '-p', 'rate=1'),
    await run(program('series.ts'), '-p', 'rate=2', '--project', 'churn'),
    await run(example('handlers.ts'), '--input', `infile.txt=${example('infile.txt')}`),
    await run(program('series.ts'), '-p', 'rate=3'),
  ];
});
afterAll(() => tidemark.remove());

const uidOf = (index: number) => runs[index]?.uid ?? '';
const listed = async (...args: string[]) =>
  (await tidemark.json<{ artifacts: ArtifactRecord[] }>('artifacts', 'list', '--json', ...args)).artifacts;

describe('tidemark artifacts list', () => {
  it('lists every version, newest first', async () => {
    const keys = (await listed()).map(({ key, version }) => `${key} ${version}`);
    expect(keys.filter((key) => key.startsWith('notes'))).toEqual(['notes 2', 'notes 1', 'notes 1']);
    expect(keys).toHaveLength(7);
  });

  it.each([
    [['--kind', 'dataset'], ['mydf']],
    [['--key', 'notes', '--project', 'churn'], ['notes']],
    [['--key', 'notes', '--project', 'default', '--tag', 'latest'], ['notes']],
    [['--limit', '1'], ['notes']],
    [['--tag', 'nothing'], []],
  ])('with %j', async (args, keys) => {
    expect((await listed(...args)).map(({ key }) => key)).toEqual(keys);
  });

  it('lists what one run logged', async () => {
    const keys = (await listed('--run', uidOf(2).slice(0, 8))).map(({ key }) => key);
    expect(keys.sort()).toEqual(['chart', 'html_result', 'model', 'mydf']);
  });

  it('lists with --all also what a run logged that failed', async () => {
    const failed = await tidemark.run('run', program('fails-late.ts'), '--local', '--json');
    const { uid } = JSON.parse(failed.stdout) as RunRecord;
    expect(await listed('--run', uid)).toEqual([]);
    expect((await listed('--run', uid, '--all')).map(({ key, status }) => [key, status.state])).toEqual([['draft', 'pending']]);
    expect((await tidemark.run('artifacts', 'list', '--all', '--run', uid)).stdout).toMatch(/^draft +artifact +pending/m);
  });

  it('shows people a line an artifact, with a URI to go on with', async () => {
    const { stdout } = await tidemark.run('artifacts', 'list', '--kind', 'dataset');
    expect(stdout).toMatch(/^KEY +KIND +VERSION +SIZE +CREATED +URI$/m);
    expect(stdout).toMatch(/^mydf +dataset +1 +[\d.]+ k?B +.* store:\/\/datasets\/default\/train_mydf$/m);
  });
});

describe('tidemark artifacts show', () => {
  it('gives the record', async () => {
    const record = await tidemark.json<ArtifactRecord>('artifacts', 'show', 'store://artifacts/default/series_notes', '--json');
    expect(record).toMatchObject({
      key: 'notes',
      version: 2,
      runUid: uidOf(3),
      size: 6,
      tags: ['latest'],
      spec: { fileName: 'notes.txt' },
    });
  });

  it('shows people the columns and first rows of a dataset', async () => {
    const { stdout } = await tidemark.run('artifacts', 'show', 'store://datasets/default/train_mydf');
    expect(stdout).toMatch(/^age +integer +0 +24 +45\.4 +73 /m);
    expect(stdout).toMatch(/^last_name +string +0 +5 distinct/m);
    expect(stdout).toMatch(/^Jason +Miller +42 +25$/m);
  });

  it('says that there is none, and that text is no URI', async () => {
    const none = await tidemark.run('artifacts', 'show', 'store://models/default/nothing');
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('[ERR_ARTIFACT_NOT_FOUND]') as string });
    const noUri = await tidemark.run('artifacts', 'show', 'notes');
    expect(noUri).toMatchObject({ code: 1, stderr: expect.stringContaining('[ERR_INVALID_URI]') as string });
  });
});

describe('tidemark artifacts get', () => {
  const notes = 'store://artifacts/default/series_notes';

  it('writes the body under its own file name, and never over a file that is there', async () => {
    const file = join(tidemark.folder, 'notes.txt');
    const { code, stdout } = await tidemark.run('artifacts', 'get', notes);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}  6 B\n` });
    expect(readFileSync(file, 'utf8')).toBe('rate 3');

    writeFileSync(file, 'mine');
    const refused = await tidemark.run('artifacts', 'get', notes);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${file} is there already. Replace it with --force`) as string,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await tidemark.run('artifacts', 'get', notes, '--force')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('rate 3');
  });

  it('writes an older version to where it is told, and to stdout', async () => {
    const [, older] = await listed('--key', 'notes', '--project', 'default');
    await tidemark.run('artifacts', 'get', older?.uri ?? '', '-o', 'sub/older.txt');
    expect(readFileSync(join(tidemark.folder, 'sub', 'older.txt'), 'utf8')).toBe('rate 1');
    expect(await tidemark.run('artifacts', 'get', older?.uri ?? '', '-o', '-')).toMatchObject({ code: 0, stdout: 'rate 1', stderr: '' });
  });

  it('writes nothing of a body that is not what was logged', async () => {
    const { target } = await tidemark.json<ArtifactRecord>('artifacts', 'show', `store://artifacts/churn/series_notes`, '--json');
    writeFileSync(new URL(target), 'tampered', { flush: true });
    const { code, stderr } = await tidemark.run('artifacts', 'get', 'store://artifacts/churn/series_notes', '-o', 'bad/notes.txt');
    expect(code).toBe(1);
    expect(stderr).toContain('[ERR_ARTIFACT_CORRUPT]');
    expect(existsSync(join(tidemark.folder, 'bad')) ? readdirSync(join(tidemark.folder, 'bad')) : []).toEqual([]);
  });
});
