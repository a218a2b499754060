import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromTagged } from '../../src/core/index.js';
import type { Json, RunRecord } from '../../src/core/index.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporalAddress } from '../support/temporal.js';
import { example, openTidemark, program, tidemarkForTest } from './tidemark-process.js';
import type { Tidemark } from './tidemark-process.js';

let tidemark: Tidemark;
beforeAll(() => {
  tidemark = openTidemark();
});
afterAll(() => tidemark.remove());

const runOf = (stdout: string) => JSON.parse(stdout) as RunRecord;

describe('tidemark run', () => {
  it('shows people what the run was and logged, and where to look next', async () => {
    const { code, stdout } = await tidemark.run('run', program('series.ts'), '--local', '-p', 'rate=2', '--label', 'team=risk');
    expect(code).toBe(0);
    expect(stdout).toContain('printed by the handler\nwritten by the handler\n');
    expect(stdout).toMatch(/^series {2}completed {2}in \d+\.\d\d s$/m);
    expect(stdout).toMatch(/^ {2}uid {6}[0-9a-f]{32}$/m);
    expect(stdout).toMatch(/^ {2}labels .*team=risk/m);
    expect(stdout).toMatch(/^ {2}rate {2}2$/m);
    expect(stdout).toMatch(/^ {2}score {2}20$/m);
    expect(stdout).toMatch(/^ {2}worst {2}NaN$/m);
    expect(stdout).toMatch(/^ {2}loss +0\.25 +0\.25 +2 +8$/m);
    expect(stdout).toMatch(/^ {2}notes {2}store:\/\/artifacts\/default\/series_notes\^[0-9a-f]{32}$/m);
    expect(stdout).toMatch(/^Next: tidemark runs logs [0-9a-f]{8} /m);
    expect(stdout).not.toContain('\u001B');
  });

  it('prints with --json one document; what the handler prints goes to stderr', async () => {
    const { code, stdout, stderr } = await tidemark.run('run', program('series.ts'), '--local', '--json');
    expect(code).toBe(0);
    expect(stderr).toBe('printed by the handler\nwritten by the handler\n');
    const { results } = fromTagged(JSON.parse(stdout) as Json) as unknown as RunRecord;
    expect(results).toEqual({ score: 10, worst: Number.NaN, count: 12_345_678_901_234_567_890n, day: new Date('2026-03-01T00:00:00Z') });
  });

  it('reads params as JSON where they are JSON, else as text; the last one of a key wins', async () => {
    const params = [
      '-p',
      'number=5',
      '-p',
      'text=x',
      '-p',
      'quoted="5"',
      '-p',
      'list=[1,2]',
      '-p',
      'no=null',
      '-p',
      'eq=a=b',
      '-p',
      'number=-0.5',
    ];
    const { stdout } = await tidemark.run('run', `${program('several.ts')}#two`, '--local', '--json', ...params);
    expect(runOf(stdout)).toMatchObject({
      name: 'two',
      parameters: { number: -0.5, text: 'x', quoted: '5', list: [1, 2], no: null, eq: 'a=b' },
      results: { which: 'two' },
      source: { export: 'two' },
    });
  });

  it('gives the run its name, project and labels', async () => {
    const args = ['--name', 'nightly', '--project', 'churn', '--label', 'team=risk', '--label', 'note=a=b'];
    const run = await tidemark.json<RunRecord>('run', `${program('several.ts')}#one`, '--local', '--json', ...args);
    expect(run).toMatchObject({ name: 'nightly', project: 'churn', labels: { team: 'risk', note: 'a=b' } });
  });

  it('finds secrets in the file that --secrets names', async () => {
    writeFileSync(join(tidemark.folder, 'keys.env'), 'KEY=a-long-secret\n');
    const run = await tidemark.json<RunRecord>('run', program('secret.ts'), '--local', '--json', '--secrets', 'keys.env');
    expect(run.results).toEqual({ found: true });
    expect((await tidemark.run('runs', 'logs', run.uid)).stdout).toContain('key ***');
  });

  it('waits for a script that goes on after it has been loaded', async () => {
    const run = await tidemark.json<RunRecord>('run', program('later.ts'), '-p', 'p=now', '--name', 'renamed', '--json');
    expect(run).toMatchObject({ name: 'renamed', state: 'completed', results: { p: 'now' } });
  });
});

describe('a run that fails', () => {
  it('ends with 1, shows what it had logged, and says in the user’s file what threw', async () => {
    const { code, stdout } = await tidemark.run('run', program('fails.ts'), '--local');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fails {2}error {2}in /m);
    expect(stdout).toMatch(/^ {2}before {2}1$/m);
    expect(stdout).toMatch(/^ {2}RangeError: the index is out of range\n +at .*fails\.ts:6:/m);
    expect(stdout).not.toContain('node_modules');
  });

  it('still prints its run with --json, and the error on stderr', async () => {
    const { code, stdout, stderr } = await tidemark.run('run', program('fails.ts'), '--local', '--json');
    expect(code).toBe(1);
    expect(runOf(stdout)).toMatchObject({ state: 'error', results: { before: 1 }, error: { name: 'RangeError' } });
    expect(stderr).toMatch(/^RangeError: the index is out of range\n/);
  });

  it('is a script that throws: its context is closed as error', async () => {
    const { code, stdout, stderr } = await tidemark.run('run', program('throws.ts'), '--json');
    expect(code).toBe(1);
    expect(runOf(stdout)).toMatchObject({ state: 'error', results: { before: 1 }, error: { name: 'TypeError' } });
    expect(stderr).toMatch(/^TypeError: not what was expected\n/);
  });

  it.each([
    ['a param of the wrong type', ['-p', 'p1=five'], 'InvalidParamsError', /p1: .*expected number, received string/],
    ['a param that the handler does not know', ['-p', 'p3=1'], 'InvalidParamsError', /Unrecognized key: "p3"/],
    [
      'an input that is not there',
      ['--input', 'infile.txt=nowhere.txt'],
      'InputNotFoundError',
      /leads to \/.*\/nowhere\.txt, and there is nothing/,
    ],
    ['a missing input', ['-p', 'p1=5'], 'InvalidInputsError', /Missing input "infile\.txt"/],
    ['an unknown input', ['--input', 'other=in.txt'], 'InvalidInputsError', /Unknown input "other"/],
  ])('for %s ends with 1 and says so in one message', async (_what, args, name, message) => {
    writeFileSync(join(tidemark.folder, 'in.txt'), 'x');
    const inputs = args.includes('--input') || args.includes('p1=5') ? [] : ['--input', 'infile.txt=in.txt'];
    const { code, stdout, stderr } = await tidemark.run('run', example('handlers.ts'), '--local', '--json', ...args, ...inputs);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^${name} \\[ERR_`));
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(runOf(stdout)).toMatchObject({ state: 'error', error: { name } });
  });

  it('shows the stack of an error with --verbose, and where DEBUG is set', async () => {
    const quiet = await tidemark.run('runs', 'show', 'f'.repeat(32));
    const verbose = await tidemark.run('runs', 'show', 'f'.repeat(32), '--verbose');
    expect(quiet).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^RunNotFoundError \[ERR_RUN_NOT_FOUND\]: [^\n]*\n$/) as string,
    });
    expect(verbose.stderr).toContain('    at ');
    expect((await tidemarkForTest({ DEBUG: '1' }).run('runs', 'show', 'f'.repeat(32))).stderr).toContain('    at ');
  });

  it('is one whose process was killed: it is settled as aborted', async () => {
    const { code, stdout } = await tidemark.run('run', program('killed.ts'), '--local', '--json');
    expect(code).toBe(1);
    expect(runOf(stdout)).toMatchObject({ state: 'aborted', statusReason: 'its process ended by SIGKILL', results: { before: 1 } });
  });
});

describe('a file that makes no run', () => {
  it('is said to export no handler and to open no context', async () => {
    const { code, stdout, stderr } = await tidemark.run('run', program('no-context.ts'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'a script of its own\n' });
    expect(stderr).toContain('no-context.ts exports no handler and opened no context, so there is no run.');
  });

  it('is said not to load when it does not', async () => {
    writeFileSync(join(tidemark.folder, 'broken.ts'), "import './nowhere.js';\n");
    const { code, stdout, stderr } = await tidemark.run('run', 'broken.ts', '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Error.*: Cannot find module .*nowhere\.js/);
  });
});

describe('on Temporal', () => {
  it('a failing handler ends with 1, and is tried as often as --tries says', async () => {
    const onTemporal = tidemarkForTest({ TEMPORAL_ADDRESS: await temporalAddress() });
    const { code, stdout, stderr } = await onTemporal.run('run', program('fails.ts'), '--tries', '2', '--project', 'churn', '--json');
    expect(code).toBe(1);
    const run = runOf(stdout);
    expect(run).toMatchObject({ kind: 'step', state: 'error', project: 'churn', error: { name: 'RangeError' }, results: { before: 1 } });
    expect(run.attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(stderr).toContain(`Run ${run.uid} on Temporal: fails-`);
    expect(stderr).toMatch(/^RangeError: the index is out of range$/m);
  });

  it('a server that is not there is said so, and there is no run', async () => {
    const { code, stdout, stderr } = await tidemarkForTest({ TEMPORAL_ADDRESS: '127.0.0.1:1' }).run('run', program('fails.ts'), '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^NoTemporalServerError \[ERR_NO_TEMPORAL_SERVER\]: No Temporal server answers at 127\.0\.0\.1:1 /);
    expect(stderr).not.toContain('    at ');
  });
});
