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
    expect(stdout).toMatch(/^KEY +KIND +VERSION +SIZE +FILES +CREATED +URI$/m);
    expect(stdout).toMatch(/^mydf +dataset +1 +[\d.]+ k?B +1 +.* store:\/\/datasets\/default\/train_mydf$/m);
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

describe('tidemark artifacts head', () => {
  const mydf = 'store://datasets/default/train_mydf';

  it('prints the first rows, and how many more there are', async () => {
    expect((await tidemark.run('artifacts', 'head', mydf)).stdout).toMatch(/^first_name +last_name +age +testScore$/m);
    const { code, stdout } = await tidemark.run('artifacts', 'head', mydf, '-n', '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Jason +Miller +42 +25\nMolly +Jacobson +52 +94\n… 3 more rows\n$/m);
  });

  it('prints with --json its columns and rows', async () => {
    expect(await tidemark.json('artifacts', 'head', mydf, '--rows', '1', '--json')).toEqual({
      columns: ['first_name', 'last_name', 'age', 'testScore'],
      rows: [{ first_name: 'Jason', last_name: 'Miller', age: 42, testScore: 25 }],
    });
  });

  it('reads a file that is no artifact, with all digits of its numbers', async () => {
    writeFileSync(join(tidemark.folder, 'odd.csv'), 'größe,n,x\n007,9007199254740993,0.1234567891\n,1,\n');
    const lines = [
      'größe                 n             x',
      '007    9007199254740993  0.1234567891',
      '–                     1             –',
      '',
    ];
    expect((await tidemark.run('artifacts', 'head', 'odd.csv')).stdout).toBe(lines.join('\n'));
    writeFileSync(join(tidemark.folder, 'none.csv'), 'a,b\n');
    expect((await tidemark.run('artifacts', 'head', 'none.csv')).stdout).toBe('a  b\nNo rows.\n');
  });

  it('refuses what is no table, and counts that are none', async () => {
    const refused = await tidemark.run('artifacts', 'head', 'store://artifacts/default/series_notes');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('[ERR_') as string });
    expect(await tidemark.run('artifacts', 'head', mydf, '-n', '0')).toMatchObject({ code: 2 });
  });
});

describe('tidemark artifacts sql', () => {
  const mydf = 'store://datasets/default/train_mydf';

  it('prints what a query gives', async () => {
    const { code, stdout } = await tidemark.run(
      'artifacts',
      'sql',
      mydf,
      'select last_name, age / 2 as half from data where age > 50 order by age',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'last_name  half\nJacobson     26\nCooze      36.5\n' });
    expect((await tidemark.run('artifacts', 'sql', mydf, 'select 1 from data where false')).stdout).toBe('No rows.\n');
  });

  it('prints with --json what JSON lacks by tags, and bytes as base64', async () => {
    const query = "select 9007199254740993 as big, 'nan'::double as no, date '2024-02-29' as day, 'ab'::blob as bytes, [1, 2] as list";
    expect(await tidemark.json('artifacts', 'sql', mydf, `${query} limit 1`, '--json')).toEqual({
      columns: ['big', 'no', 'day', 'bytes', 'list'],
      rows: [
        {
          big: { $tidemark: 'bigint', value: '9007199254740993' },
          no: { $tidemark: 'number', value: 'NaN' },
          day: { $tidemark: 'date', value: '2024-02-29T00:00:00.000Z' },
          bytes: 'YWI=',
          list: [1, 2],
        },
      ],
    });
  });

  it('says what DuckDB says of a query that it cannot run', async () => {
    const refused = await tidemark.run('artifacts', 'sql', mydf, 'select nothing from data');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/\[ERR_INVALID_QUERY\].*nothing/s) as string });
    expect(await tidemark.run('artifacts', 'sql', mydf)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('QUERY') as string,
    });
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

describe('directories and models', () => {
  let uid = '';
  const site = 'store://artifacts/default/modelAndFolder_site';
  const line = 'store://models/default/modelAndFolder_line';
  beforeAll(async () => {
    ({ uid } = await tidemark.json<RunRecord>('run', program('model-and-folder.ts'), '--local', '--json'));
  });
  const read = (...path: string[]) => readFileSync(join(tidemark.folder, ...path), 'utf8');

  it('are listed with how many files they have', async () => {
    const { stdout } = await tidemark.run('artifacts', 'list', '--run', uid);
    expect(stdout).toMatch(/^site +artifact +1 +16 B +2 /m);
    expect(stdout).toMatch(/^line +model +1 +[\d.]+ k?B +3 /m);
    expect(stdout).toMatch(/^rows +dataset +1 +[\d.]+ k?B +1 /m);
  });

  it('are shown with their files, the model with its data, its run, and what it takes and gives', async () => {
    expect((await tidemark.run('artifacts', 'show', site)).stdout).toMatch(/^ *files +2$/m);
    const { stdout } = await tidemark.run('artifacts', 'show', line);
    expect(stdout).toMatch(/^ *files +3, the model is line\.json$/m);
    expect(stdout).toMatch(/^ *framework +own, least squares$/m);
    expect(stdout).toMatch(/^ *metrics +r2=0\.98$/m);
    expect(stdout).toMatch(/^ *trained on +store:\/\/datasets\/default\/modelAndFolder_rows@/m);
    expect(stdout).toMatch(new RegExp(`^ *run +${uid}$`, 'm'));
    expect(stdout).toMatch(/^input +area +integer /m);
    expect(stdout).toMatch(/^output +price +number /m);
  });

  it('are written to a folder that is not there yet', async () => {
    const { code, stdout } = await tidemark.run('artifacts', 'get', site, '-o', 'out/site');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${join(tidemark.folder, 'out/site')}  2 files  16 B\n` });
    expect([read('out/site/index.html'), read('out/site/data/a.json')]).toEqual(['<h1>Site</h1>', '[1]']);
    const again = await tidemark.run('artifacts', 'get', site, '-o', 'out/site', '--force');
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is there already, and a directory is written whole') as string,
    });
  });

  it('give one file, also to stdout', async () => {
    expect(await tidemark.run('artifacts', 'get', site, '--file', 'data/a.json', '-o', '-')).toMatchObject({ code: 0, stdout: '[1]' });
    expect((await tidemark.run('artifacts', 'get', site, '--file', 'data/a.json')).stdout).toBe(
      `${join(tidemark.folder, 'a.json')}  3 B\n`,
    );
    const none = await tidemark.run('artifacts', 'get', site, '--file', 'data/b.json');
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('[ERR_INPUT_NOT_FOUND]') as string });
  });

  it('give the file of a model, or with --all its folder', async () => {
    expect((await tidemark.run('artifacts', 'get', line)).stdout).toBe(`${join(tidemark.folder, 'line.json')}  11 B\n`);
    expect(read('line.json')).toBe('{"slope":2}');
    expect((await tidemark.run('artifacts', 'get', line, '--all', '-o', 'whole')).code).toBe(0);
    expect(readdirSync(join(tidemark.folder, 'whole')).toSorted()).toEqual(['line.json', 'model_spec.yaml', 'plots']);
    expect(await tidemark.run('artifacts', 'get', line, '--all', '--file', 'x')).toMatchObject({ code: 2 });
  });

  it("are on the run's page", async () => {
    expect((await tidemark.run('runs', 'export', uid, '-o', 'page.html')).code).toBe(0);
    for (const text of ['data/a.json', 'plots/fit.svg', 'model file', 'Trained on', 'Statistics of the training set'])
      expect(read('page.html')).toContain(text);
  });
});

describe('tidemark artifacts render', () => {
  const chart = 'store://charts/default/train_chart';
  const render = (...args: string[]) => tidemark.run('artifacts', 'render', chart, ...args);
  const beginOf = (name: string) => readFileSync(join(tidemark.folder, name)).subarray(0, 15).toString('latin1');

  it('draws an SVG under the key of the chart, or what the name of the file says', async () => {
    expect(await render()).toMatchObject({ code: 0, stdout: expect.stringMatching(/\/chart\.svg {2}[\d.]+ kB\n$/) as string });
    expect(beginOf('chart.svg')).toBe('<svg xmlns="htt');
    expect((await render('-o', 'drawn/chart.PNG', '--scale', '1', '--background', 'transparent')).code).toBe(0);
    expect(beginOf('drawn/chart.PNG').slice(1, 4)).toBe('PNG');
    expect((await render('-o', 'drawn/chart.html')).code).toBe(0);
    expect(beginOf('drawn/chart.html')).toBe('<!DOCTYPE html>');
  });

  it('writes to stdout, and never over a file that is there', async () => {
    expect((await render('-o', '-')).stdout).toBe(readFileSync(join(tidemark.folder, 'chart.svg'), 'utf8'));
    expect((await render('-o', '-', '--format', 'html')).stdout).toContain('<!DOCTYPE html>');
    expect(await render()).toMatchObject({ code: 1, stderr: expect.stringContaining('Replace it with --force') as string });
    expect((await render('--force')).code).toBe(0);
  });

  it.each([
    [['-o', 'chart.pdf'], 2, 'chart.pdf says no format. End it with .svg, .png or .html, or give --format.'],
    [['-o', 'a.png', '--scale', 'big'], 2, '--scale takes a number, got "big".'],
    [['-o', 'a.svg', '--scale', '2'], 2, '--scale is for a PNG, and this is SVG.'],
    [['-o', 'a.png', '--scale', '99'], 1, 'scale is 99, and must be above 0 and at most 10.'],
    [['--format', 'pdf'], 2, 'pdf'],
  ])('refuses %j', async (args, code, reason) => {
    expect(await render(...args)).toMatchObject({ code, stderr: expect.stringContaining(reason) as string });
    expect(existsSync(join(tidemark.folder, 'a.png'))).toBe(false);
  });

  it('refuses what is no chart', async () => {
    const refused = await tidemark.run('artifacts', 'render', 'store://datasets/default/train_mydf');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('[ERR_KIND_MISMATCH]') as string });
  });
});
