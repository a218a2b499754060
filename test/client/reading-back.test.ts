import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ArtifactNotFoundError, InvalidArgumentError, InvalidUriError, RunFailedError, RunNotFoundError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { openServices } from '../../src/context/index.js';
import { runLocal } from '../../src/local/index.js';
import { clientOf, errorOf } from '../context/reading.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const job = async (context: RunContext, { n, fail }: { n: number; fail?: boolean }) => {
  context.logResults({ accuracy: n / 10, at: new Date(n) });
  for (let step = 0; step < 3; step++) context.logMetric('loss', n - step);
  context.logger.debug('a detail');
  context.logger.info('a line', { n });
  context.setLabel('parity', n % 2 === 0 ? 'even' : 'odd');
  await context.logDataset('rows', [{ n }]);
  if (fail === true) throw new TypeError('on purpose');
};

async function withRuns(count = 4) {
  const home = temporaryFolder();
  const runs = [];
  for (let n = 0; n < count; n++)
    runs.push(await runLocal(job, { home, name: `job-${n % 2}`, params: { n }, labels: { round: String(n) } }));
  return { home, runs, uids: runs.map(({ uid }) => uid), client: await clientOf(home) };
}

describe('a run that is read back', () => {
  it('has its results, params, metrics, log, artifacts and attempts', async () => {
    const { client, uids } = await withRuns(1);
    const run = await client.getRun(uids[0] ?? '');
    expect(run).toMatchObject({ name: 'job-0', state: 'completed' });
    expect(run.results).toEqual({ accuracy: 0, at: new Date(0) });
    expect(run.parameters).toEqual({ n: 0 });
    expect((await run.metrics()).map(({ key, value }) => [key, value])).toEqual([
      ['loss', 0],
      ['loss', -1],
      ['loss', -2],
    ]);
    const lines = [];
    for await (const line of run.logs()) lines.push(line);
    expect(lines).toMatchObject([
      { level: 'debug', message: 'a detail' },
      { level: 'info', message: 'a line', fields: { n: 0 } },
    ]);
    const loud = [];
    for await (const line of run.logs({ level: 'info' })) loud.push(line.message);
    expect(loud).toEqual(['a line']);
    expect(await run.artifact('rows').allRows()).toEqual([{ n: 0 }]);
    expect(() => run.artifact('other')).toThrow(ArtifactNotFoundError);
    expect(() => run.artifact('other')).toThrow(/has rows/);
    expect(run.attempts).toMatchObject([{ attempt: 1, state: 'completed', pid: process.pid }]);
    expect(await run.wait()).toBe(run);
  });

  it('that failed rejects in wait, with the stored error as its cause', async () => {
    const home = temporaryFolder();
    await errorOf(runLocal(job, { home, params: { n: 1, fail: true } }));
    const [run] = await (await clientOf(home)).listRuns();
    const error = await errorOf(run?.wait() ?? Promise.resolve());
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error.message).toMatch(/ended as error: TypeError: on purpose/);
    expect(error.cause).toMatchObject({ name: 'TypeError', message: 'on purpose' });
  });

  it('does not exist under another uid', async () => {
    const { client, runs } = await withRuns(1);
    expect(await errorOf(client.getRun('00'.repeat(16)))).toBeInstanceOf(RunNotFoundError);
    expect(await errorOf(runs[0]?.atAttempt(5) ?? Promise.resolve())).toBeInstanceOf(RunNotFoundError);
    expect(await errorOf(client.getArtifact('store://artifacts/default/none'))).toBeInstanceOf(ArtifactNotFoundError);
    expect(await errorOf(client.getArtifact('nonsense'))).toBeInstanceOf(InvalidUriError);
  });

  it('can be started by no client that only reads', async () => {
    const { client } = await withRuns(1);
    expect(await errorOf(client.start('chain', {} as never))).toBeInstanceOf(InvalidArgumentError);
  });
});

describe('following a log', () => {
  it('gives lines as they come, until the run is over', async () => {
    const home = temporaryFolder();
    const uid = 'aa'.repeat(16);
    const running = runLocal(
      async (context: RunContext) => {
        for (let i = 0; i < 5; i++) {
          await context.logger.info(`line ${i}`);
          await sleep(120);
        }
      },
      { home, uid },
    );
    const client = await clientOf(home);
    await expect.poll(async () => (await client.listRuns()).length).toBe(1);
    const seen: { message: string; state: string }[] = [];
    for await (const { message } of (await client.getRun(uid)).logs({ follow: true })) {
      seen.push({ message, state: (await client.getRun(uid)).state });
    }
    await running;
    expect(seen.map(({ message }) => message)).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
    expect(seen[0]?.state).toBe('running');
  });

  it('goes through the attempts to come, and misses none of their lines', async () => {
    const home = temporaryFolder();
    const uid = 'bb'.repeat(16);
    const client = await clientOf(home);
    const { tracking, journal, close } = await openServices({ home });
    const open = async () => {
      const { attempt } = await tracking.openAttempt({
        run: { uid, name: 'run', project: 'p', kind: 'step' },
        nonce: String(Math.random()),
        labels: {},
        parameters: {},
        inputs: {},
        time: Date.now(),
      });
      return { attempt, log: journal.attempt(uid, attempt) };
    };
    const line = (message: string) => ({ type: 'log', level: 'info', stream: 'logger', message }) as const;
    const first = await open();
    for (let i = 0; i < 10; i++) await first.log.append(line(`first ${i}`));
    const seen: string[] = [];
    const following = (async () => {
      for await (const { message } of (await client.getRun(uid)).logs({ follow: true })) seen.push(message);
    })();
    await expect.poll(() => seen.length).toBe(10);
    await first.log.append(line('first, last'));
    await tracking.closeAttempt({ uid, attempt: 1, time: Date.now(), state: 'pendingRetry' });
    const second = await open();
    // Fewer lines than before, with lower numbers.
    await second.log.append(line('second 0'));
    await sleep(300);
    await second.log.append(line('second 1'));
    await tracking.closeAttempt({ uid, attempt: 2, time: Date.now(), state: 'completed', summary: {} });
    await following;
    expect(seen.slice(10)).toEqual(['first, last', 'second 0', 'second 1']);
    await close();
  });
});

describe('listing runs', () => {
  it('shows everything, newest first, unless a filter says otherwise', async () => {
    const { client, uids } = await withRuns();
    const uidsOf = async (filter: object) => (await client.listRuns(filter)).map(({ uid }) => uids.indexOf(uid));
    expect(await uidsOf({})).toEqual([3, 2, 1, 0]);
    expect(await uidsOf({ name: 'job-1' })).toEqual([3, 1]);
    expect(await uidsOf({ labels: { round: '2' } })).toEqual([2]);
    expect(await uidsOf({ state: ['error', 'completed'], limit: 2 })).toEqual([3, 2]);
    expect(await uidsOf({ orderBy: '-results.accuracy' })).toEqual([0, 1, 2, 3]);
    expect(await uidsOf({ since: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await uidsOf({ state: 'error' })).toEqual([]);
  });

  it('compares runs as a table, one row each, in the order asked for', async () => {
    const { client, uids } = await withRuns();
    const table = await client.compareRuns([uids[2] ?? '', uids[0] ?? '']);
    expect(table.columnNames()).toEqual(['uid', 'name', 'state', 'durationSeconds', 'params.n', 'results.accuracy', 'results.at']);
    expect(table.array('params.n')).toEqual([2, 0]);
    expect(table.array('results.accuracy')).toEqual([0.2, 0]);
    expect(table.array('results.at')).toEqual([new Date(2), new Date(0)]);
    expect(await errorOf(client.compareRuns([uids[0] ?? '', 'ff'.repeat(16)]))).toBeInstanceOf(RunNotFoundError);
  });

  it('lists artifacts of every version', async () => {
    const { client } = await withRuns();
    const listed = await client.listArtifacts({ kind: 'dataset' });
    expect(listed.map(({ dbKey, version, tags }) => `${dbKey} ${version} ${tags.join()}`)).toEqual([
      'job-1_rows 2 latest',
      'job-0_rows 2 latest',
      'job-1_rows 1 ',
      'job-0_rows 1 ',
    ]);
    expect(await client.getDataItem('store://datasets/default/job-0_rows').allRows()).toEqual([{ n: 2 }]);
  });
});
