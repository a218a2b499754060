import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { StaleAttemptError, TrackingStoreError } from '../../src/core/index.js';
import { Journal } from '../../src/journal/index.js';
import type { AttemptJournal } from '../../src/journal/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { AppendBatch, TrackingStore } from '../../src/tracking/index.js';
import { runScript } from '../support/script.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A journal over a SQLite file, with a second connection to the file: what that one sees is committed. */
async function open(options?: { groupMillis?: number; groupSize?: number }) {
  const home = temporaryFolder();
  const url = `sqlite:${join(home, 'tracking.db')}`;
  const store = await openTrackingStore(url);
  const other = await openTrackingStore(url);
  const commits: (readonly AppendBatch[])[] = [];
  const counting: TrackingStore = {
    ...store,
    append(batches) {
      commits.push(batches);
      return store.append(batches);
    },
  };
  const journal = new Journal(counting, options);
  closing.push(async () => {
    await journal.close();
    await store.close();
    await other.close();
  });
  return { home, store, other, journal, commits };
}

async function openRun(store: TrackingStore, journal: Journal, uid: string): Promise<AttemptJournal> {
  const opened = await store.openAttempt({
    run: { uid, name: 'run', project: 'p', kind: 'local' },
    nonce: `${uid}-${Math.random()}`,
    labels: {},
    parameters: {},
    inputs: {},
    time: Date.now(),
  });
  return journal.attempt(uid, opened.attempt);
}

const result = (key: string, value = 1) => ({ type: 'result', key, value }) as const;
const resultsOf = async (store: TrackingStore, uid: string) => Object.keys((await store.getRun(uid))?.results ?? {});

describe('group commit', () => {
  it('commits what nobody awaits about 50 ms later, while the event loop turns', async () => {
    const { store, other, journal, commits } = await open();
    const run = await openRun(store, journal, 'a');
    run.append(result('x'));
    await turn();
    expect(commits).toHaveLength(0);
    await sleep(120);
    expect(commits).toHaveLength(1);
    expect(await resultsOf(other, 'a')).toEqual(['x']);
  });

  it('commits an awaited call at once, with everything else of the turn in one commit', async () => {
    const { store, other, journal, commits } = await open({ groupMillis: 60_000 });
    const run = await openRun(store, journal, 'a');
    const second = await openRun(store, journal, 'b');
    run.append(result('before'));
    const receipts = [run.append(result('x')), second.append(result('y')), run.append(result('z'))];
    await receipts[1];
    expect(commits).toHaveLength(1);
    expect(await resultsOf(other, 'a')).toEqual(['before', 'x', 'z']);
    expect(await resultsOf(other, 'b')).toEqual(['y']);
    await Promise.all(receipts);
    expect(commits).toHaveLength(1);
  });

  it('asks for no commit when a receipt is only kept', async () => {
    const { store, journal, commits } = await open({ groupMillis: 60_000 });
    const run = await openRun(store, journal, 'a');
    const receipt = run.append(result('x'));
    await sleep(20);
    expect(commits).toHaveLength(0);
    await receipt.durable();
    expect(commits).toHaveLength(1);
  });

  it('commits from inside the call when the event loop was blocked for 50 ms', async () => {
    const { store, other, journal } = await open();
    const run = await openRun(store, journal, 'a');
    run.append(result('first'));
    const until = Date.now() + 60;
    while (Date.now() < until);
    run.append(result('second'));
    // Not one turn has passed: whoever kills the process now loses neither.
    const seen = resultsOf(other, 'a');
    expect(await seen).toEqual(['first', 'second']);
  });

  it('commits a large group at once', async () => {
    const { store, journal, commits } = await open({ groupMillis: 60_000, groupSize: 10 });
    const run = await openRun(store, journal, 'a');
    for (let i = 0; i < 25; i++) run.append(result(`k${i}`));
    expect(commits.map(([batch]) => batch?.events.length)).toEqual([10, 10]);
  });

  it('numbers events from 1 in the order of the calls, a place that was reserved included', async () => {
    const { store, journal, commits } = await open();
    const run = await openRun(store, journal, 'a');
    run.append(result('a'));
    const place = run.reserve();
    run.append(result('c'));
    await run.append(result('b'), place);
    expect(commits[0]?.[0]?.events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'result'],
      [3, 'result'],
      [2, 'result'],
    ]);
  });

  it('keeps the last value of a key in the order of the calls, whatever the order of the commits', async () => {
    const { store, journal } = await open();
    const run = await openRun(store, journal, 'a');
    const place = run.reserve();
    await run.append(result('k', 2));
    await run.append(result('k', 1), place);
    expect((await store.getRun('a'))?.results).toEqual({ k: 2 });
  });
});

describe('refusals', () => {
  it('reject the receipts of a superseded attempt with StaleAttemptError, and its closing', async () => {
    const { store, journal } = await open();
    const old = await openRun(store, journal, 'a');
    const current = await openRun(store, journal, 'a');
    await expect(old.append(result('x')).durable()).rejects.toThrow(StaleAttemptError);
    await expect(old.flush()).rejects.toThrow(StaleAttemptError);
    await current.append(result('y'));
    expect(await resultsOf(store, 'a')).toEqual(['y']);
  });

  it('never reach another run in the same commit', async () => {
    const { store, journal, commits } = await open();
    const old = await openRun(store, journal, 'a');
    await openRun(store, journal, 'a');
    const other = await openRun(store, journal, 'b');
    await expect(old.append(result('x')).durable()).rejects.toThrow(StaleAttemptError);
    // The refused one is first in the commit once more.
    const stale = old.append(result('y')).durable();
    const fine = other.append(result('z')).durable();
    await expect(stale).rejects.toThrow(StaleAttemptError);
    await expect(fine).resolves.toBeUndefined();
    expect(commits.at(-1)?.map(({ uid }) => uid)).toEqual(['a', 'b']);
    await expect(other.flush()).resolves.toBeUndefined();
  });

  it('are no unhandled rejection when nobody awaits', async () => {
    const { store, journal } = await open();
    const old = await openRun(store, journal, 'a');
    await openRun(store, journal, 'a');
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    old.append(result('x'));
    await journal.flush();
    await sleep(10);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(old.failure).toBeInstanceOf(StaleAttemptError);
  });
});

describe('a store that refuses', () => {
  it('fails the run when repeating cannot help', async () => {
    const { store } = await open();
    const journal = new Journal({ ...store, append: () => Promise.reject(new RangeError('broken')) });
    closing.unshift(() => journal.close());
    const run = await openRun(store, journal, 'a');
    await expect(run.append(result('x')).durable()).rejects.toThrow(TrackingStoreError);
    await expect(run.flush()).rejects.toThrow('refused a commit');
  });
});

describe('a process that ends', () => {
  const program = join(import.meta.dirname, 'programs', 'log-and-end.ts');

  it('by process.exit has committed what was buffered', async () => {
    const { home, store, journal } = await open();
    await openRun(store, journal, 'a');
    const { code, output } = await runScript(program, {}, [home, 'a', 'exit']);
    expect({ code, output }).toEqual({ code: 3, output: '' });
    expect((await store.metrics('a')).map(({ step, value }) => [step, value])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('by kill -9 after an awaited call has lost nothing', async () => {
    const { home, store, journal } = await open();
    await openRun(store, journal, 'a');
    expect((await runScript(program, {}, [home, 'a', 'kill'])).code).toBe('SIGKILL');
    expect(await store.metrics('a')).toHaveLength(3);
    expect(await resultsOf(store, 'a')).toEqual(['awaited']);
  });
});

it('many journals in one process listen for its end once', async () => {
  const before = process.listenerCount('exit');
  await Promise.all(Array.from({ length: 20 }, () => open()));
  expect(process.listenerCount('exit')).toBe(before + 1);
});
