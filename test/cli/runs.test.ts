import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromTagged } from '../../src/core/index.js';
import type { Json, LogLine, MetricPoint, RunRecord } from '../../src/core/index.js';
import { openTidemark, program } from './tidemark-process.js';
import type { Tidemark } from './tidemark-process.js';

let tidemark: Tidemark;
const uids: Record<'slowest' | 'fast' | 'faster' | 'failed', string> = { slowest: '', fast: '', faster: '', failed: '' };

beforeAll(async () => {
  tidemark = openTidemark();
  const series = async (rate: number, ...args: string[]) =>
    (await tidemark.json<RunRecord>('run', program('series.ts'), '--local', '--json', '-p', `rate=${rate}`, ...args)).uid;
  uids.slowest = await series(1, '--label', 'team=risk');
  uids.fast = await series(2, '--name', 'other');
  uids.faster = await series(3, '--project', 'churn');
  uids.failed = (JSON.parse((await tidemark.run('run', program('fails.ts'), '--local', '--json')).stdout) as RunRecord).uid;
});
afterAll(() => tidemark.remove());

const short = (uid: string) => uid.slice(0, 8);
const listed = async (...args: string[]) =>
  (await tidemark.json<{ runs: RunRecord[] }>('runs', 'list', '--json', ...args)).runs.map(({ uid }) => uid);

describe('tidemark runs list', () => {
  it('lists every run, newest first', async () => {
    expect(await listed()).toEqual([uids.failed, uids.faster, uids.fast, uids.slowest]);
  });

  it.each([
    ['--project', 'churn', ['faster']],
    ['--name', 'other', ['fast']],
    ['--state', 'error', ['failed']],
    ['--state', 'error,aborted', ['failed']],
    ['--label', 'team=risk', ['slowest']],
    ['--kind', 'step', []],
    ['--since', '1h', ['failed', 'faster', 'fast', 'slowest']],
    ['--since', '2999-01-01', []],
    ['--limit', '2', ['failed', 'faster']],
    ['--order', 'results.score', ['faster', 'fast', 'slowest', 'failed']],
    ['--order', '-results.score', ['slowest', 'fast', 'faster', 'failed']],
    ['--order', '-startTime', ['slowest', 'fast', 'faster', 'failed']],
  ] as const)('with %s %s', async (option, value, expected) => {
    // One argument: a value may begin with a dash.
    expect(await listed(`${option}=${value}`)).toEqual(expected.map((name) => uids[name]));
  });

  it('shows people a line a run', async () => {
    const { stdout } = await tidemark.run('runs', 'list');
    expect(stdout).toMatch(/^UID {7}PROJECT {2}NAME {4}STATE {6}STARTED +TOOK +KIND +RESULTS\n/);
    expect(stdout).toMatch(
      new RegExp(
        `^${short(uids.faster)} +churn +series +completed +.* ago +\\d\\.\\d\\d s +local +count=12345678901234567890n day=2026-03-01T00:00:00.000Z score=30 worst=NaN`,
        'm',
      ),
    );
    expect(stdout.trim().split('\n')).toHaveLength(5);
  });

  it('says that there are more, and that there are none', async () => {
    expect((await tidemark.run('runs', 'list', '--limit', '1')).stderr).toContain('There are more: --limit 4');
    expect((await tidemark.run('runs', 'list', '--name', 'nobody')).stdout).toContain('No runs.');
  });
});

describe('tidemark runs show', () => {
  it('finds a run by the first six digits of its uid', async () => {
    expect((await tidemark.json<RunRecord>('runs', 'show', uids.fast.slice(0, 6), '--json')).uid).toBe(uids.fast);
    expect((await tidemark.run('runs', 'show', short(uids.fast))).stdout).toMatch(/^other {2}completed/);
  });

  it('shows the run as one of its attempts left it, and says when there is no such attempt', async () => {
    expect((await tidemark.json<RunRecord>('runs', 'show', uids.failed, '--attempt', '1', '--json')).state).toBe('error');
    const { code, stderr } = await tidemark.run('runs', 'show', uids.failed, '--attempt', '7');
    expect(code).toBe(1);
    expect(stderr).toContain('attempt 7');
  });

  it('says that there is no such run', async () => {
    const { code, stdout, stderr } = await tidemark.run('runs', 'show', 'ffffffffff', '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('RunNotFoundError [ERR_RUN_NOT_FOUND]: There is no run "ffffffffff"');
  });
});

describe('tidemark runs logs', () => {
  const messages = async (...args: string[]) =>
    (await tidemark.json<{ lines: LogLine[] }>('runs', 'logs', uids.slowest, '--json', ...args)).lines.map(({ message }) => message.trim());

  it('gives the lines in order, those that were printed too', async () => {
    expect(await messages()).toEqual(['printed by the handler', 'written by the handler', 'in detail', 'going on', 'a bit late']);
  });

  it('gives those of a level and louder ones', async () => {
    expect(await messages('--level', 'warn')).toEqual(['a bit late']);
  });

  it('shows people time, level, message and fields', async () => {
    const { stdout } = await tidemark.run('runs', 'logs', short(uids.slowest));
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} out {3}printed by the handler$/m);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}going on {2}step=3$/m);
    const { stdout: absolute } = await tidemark.run('runs', 'logs', short(uids.slowest), '--absolute');
    expect(absolute).toMatch(/^\d{4}-\d\d-\d\dT[^ ]+Z warn {2}a bit late$/m);
  });

  it('follows a run until it is over', async () => {
    const running = tidemark.start('run', program('slow.ts'), '--local');
    const uid = await firstRunning();
    const following = tidemark.start('runs', 'logs', uid, '--follow');
    await expect.poll(following.output, { timeout: 40_000 }).toMatch(/tick 15$/m);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(1);
    const { code, stdout } = await following.ended;
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 3).join(' ')).toMatch(/tick 0 .*tick 1 .*tick 2$/);
  });
});

async function firstRunning(): Promise<string> {
  for (;;) {
    const [first] = await listed('--state', 'running');
    if (first !== undefined) return first;
    await sleep(100);
  }
}

describe('tidemark runs metrics', () => {
  it('gives every point of every series, or of one', async () => {
    const { metrics } = await tidemark.json<{ metrics: MetricPoint[] }>('runs', 'metrics', uids.fast, '--json');
    expect(metrics.map(({ key, step, value }) => [key, step, value])).toEqual([
      ['accuracy', 1, 0.5],
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((step) => ['loss', step, 2 / step]),
    ]);
    const one = await tidemark.json<{ metrics: MetricPoint[] }>('runs', 'metrics', uids.fast, '--key', 'accuracy', '--json');
    expect(one.metrics).toHaveLength(1);
  });

  it('draws people a small line', async () => {
    const { stdout } = await tidemark.run('runs', 'metrics', short(uids.fast));
    expect(stdout).toMatch(/^METRIC {4}SERIES {4}LAST {3}MIN {2}MAX {2}POINTS$/m);
    expect(stdout).toMatch(/^loss {6}█▄▂▂▁▁▁▁ {2}0\.25 {2}0\.25 {4}2 {7}8$/m);
    expect((await tidemark.run('runs', 'metrics', short(uids.fast), '--key', 'loss')).stdout).toMatch(/^ {3}8 {6}0\.25 {2}\d{4}-/m);
    expect((await tidemark.run('runs', 'metrics', short(uids.failed))).stdout).toBe('No metrics.\n');
  });
});

describe('tidemark runs compare', () => {
  it('gives a row a run, in the order given, with null where a run has no value', async () => {
    const { stdout } = await tidemark.run('runs', 'compare', uids.faster, short(uids.failed), '--json');
    const { runs } = fromTagged(JSON.parse(stdout) as Json) as { runs: Record<string, unknown>[] };
    expect(runs).toMatchObject([
      {
        uid: uids.faster,
        name: 'series',
        state: 'completed',
        'params.rate': 3,
        'results.score': 30,
        'results.worst': Number.NaN,
        'results.before': null,
      },
      { uid: uids.failed, name: 'fails', state: 'error', 'params.rate': null, 'results.score': null, 'results.before': 1 },
    ]);
  });

  it('puts runs side by side for people', async () => {
    const { stdout } = await tidemark.run('runs', 'compare', uids.slowest, uids.fast);
    expect(stdout).toMatch(new RegExp(`^ +${short(uids.slowest)} +${short(uids.fast)}$`, 'm'));
    expect(stdout).toMatch(/^params\.rate +1 +2$/m);
    expect(stdout).toMatch(/^name +series +other$/m);
  });
});

describe('tidemark runs export', () => {
  it('writes a page of one file, to where it is told', async () => {
    const file = join(tidemark.folder, 'pages', 'report.html');
    const { code, stdout } = await tidemark.run('runs', 'export', short(uids.fast), '-o', file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}\n` });
    expect(readFileSync(file, 'utf8')).toContain(uids.fast);
    const printed = await tidemark.run('runs', 'export', uids.fast, '-o', '-');
    expect(printed.stdout).toMatch(/^<!doctype html>/i);
  });

  it('names the page for the run by itself', async () => {
    const { stdout } = await tidemark.run('runs', 'export', uids.fast);
    expect(stdout).toBe(`${join(tidemark.folder, `other-${short(uids.fast)}.html`)}\n`);
    expect(existsSync(stdout.trim())).toBe(true);
  });
});

describe('tidemark runs label', () => {
  it('sets labels and takes them off', async () => {
    const { stdout } = await tidemark.run('runs', 'label', short(uids.slowest), 'stage=final', 'note=a=b', 'team-');
    expect(stdout).toMatch(/^Run series \([0-9a-f]{32}\) has the labels .*note=a=b.*stage=final/);
    expect(await listed('--label', 'stage=final')).toEqual([uids.slowest]);
    const { labels } = await tidemark.json<RunRecord>('runs', 'label', short(uids.slowest), '--json', 'stage-');
    expect(labels).toMatchObject({ note: 'a=b' });
    expect(labels).not.toHaveProperty('team');
    expect(labels).not.toHaveProperty('stage');
  });

  it('refuses what is no label', async () => {
    const { code, stderr } = await tidemark.run('runs', 'label', short(uids.slowest), 'stage');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('"stage" is no label. Write key=value to set one, key- to take it off.'),
    });
  });
});
