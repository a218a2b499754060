import { existsSync, readdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TrackingStoreError } from '../../src/core/index.js';
import { Journal, recoverSpools } from '../../src/journal/index.js';
import { SpoolFile } from '../../src/journal/spool-file.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { AppendBatch, TrackingStore } from '../../src/tracking/index.js';
import { withOutage } from '../support/outage.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open() {
  const home = temporaryFolder();
  const real = await openTrackingStore(`sqlite:${join(home, 'tracking.db')}`);
  closing.push(() => real.close());
  return { real, folder: join(home, 'spool') };
}

function journalOf(store: TrackingStore, spoolFolder: string): Journal {
  const journal = new Journal(store, { spoolFolder, spoolRetryMillis: 5, silenceMillis: 30 });
  closing.push(() => journal.close());
  return journal;
}

async function openRun(store: TrackingStore, uid = 'a'): Promise<void> {
  const run = { uid, name: 'run', project: 'p', kind: 'local' } as const;
  await store.openAttempt({ run, nonce: uid, labels: {}, parameters: {}, inputs: {}, time: 1 });
}

const metric = (step: number) => ({ type: 'metric', key: 'loss', step, value: step }) as const;
const steps = async (store: TrackingStore, uid = 'a') => (await store.metrics(uid)).map(({ step }) => step);
const files = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

/** A store whose appends get no answer until `answer` is called, and are done all the same. */
function silent(real: TrackingStore) {
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const append = async (batches: readonly AppendBatch[]) => {
    const outcomes = await real.append(batches);
    await answered;
    return outcomes;
  };
  return { store: { ...real, append }, answer };
}

describe('a store that does not answer', () => {
  it('keeps no awaited call waiting: it is on disk; what the store had taken all the same is there once', async () => {
    const { real, folder } = await open();
    await openRun(real);
    const { store, answer } = silent(real);
    const attempt = journalOf(store, folder).attempt('a', 1);
    for (let step = 0; step < 3; step++) await attempt.append(metric(step));
    expect(files(folder)).toHaveLength(1);
    answer();
    await attempt.settle();
    expect(await steps(real)).toEqual([0, 1, 2]);
    expect(files(folder)).toEqual([]);
  });

  it('is waited for until its step gives up; what was logged stays on disk', async () => {
    const { real, folder } = await open();
    await openRun(real);
    const outage = withOutage(real);
    const journal = journalOf(outage.store, folder);
    const attempt = journal.attempt('a', 1);
    outage.begin();
    await attempt.append(metric(0));
    expect(journal.away).toContain('is away');
    const settled = attempt.settle(() => AbortSignal.timeout(20));
    await expect(settled).rejects.toThrow(TrackingStoreError);
    await expect(settled).rejects.toThrow(/was away for too long\. .*is safe in .*spool/);
    expect(files(folder)).toHaveLength(1);
    // Given up is not failed: the same attempt goes on when the store is back.
    outage.end();
    await attempt.settle();
    expect(await steps(real)).toEqual([0]);
    expect(journal.away).toBeUndefined();
  }, 20_000);
});

it('an event that cannot be stored fails its own run, and none that shared its commit', async () => {
  const { real, folder } = await open();
  await openRun(real, 'good');
  await openRun(real, 'bad');
  const append = (batches: readonly AppendBatch[]) =>
    batches.some(({ uid }) => uid === 'bad') ? Promise.reject(new RangeError('too long')) : real.append(batches);
  const journal = journalOf({ ...real, append }, folder);
  const [good, bad] = [journal.attempt('good', 1), journal.attempt('bad', 1)];
  const [fine, refused] = [good.append(metric(1)).durable(), bad.append(metric(1)).durable()];
  await expect(refused).rejects.toThrow('refused a commit');
  await expect(fine).resolves.toBeUndefined();
  expect(await steps(real, 'good')).toEqual([1]);
});

it('what waits is read from disk again: 20,000 events in many commits come in their order', async () => {
  const { real, folder } = await open();
  await openRun(real);
  const seen: number[] = [];
  const outage = withOutage({
    ...real,
    append: (batches) => (seen.push(...batches.flatMap(({ events }) => events.map(({ seq }) => seq))), real.append(batches)),
  });
  const attempt = journalOf(outage.store, folder).attempt('a', 1);
  outage.begin();
  for (let step = 0; step < 20_000; step++) attempt.append(metric(step));
  await attempt.flush();
  outage.end();
  await attempt.settle();
  expect(seen).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
  expect(await steps(real)).toHaveLength(20_000);
});

it("another machine's file is left to it while it is touched, and taken over when nobody has for long", async () => {
  const { real, folder } = await open();
  await openRun(real);
  const file = new SpoolFile(join(folder, 'x.spool'));
  file.append([{ uid: 'a', attempt: 1, events: [{ ...metric(7), seq: 1, time: 1 }] }]);
  const theirs = join(folder, 'elsewhere-1-2-3.spool');
  renameSync(join(folder, 'x.spool'), theirs);
  await recoverSpools(folder, real);
  expect([await steps(real), files(folder)]).toEqual([[], ['elsewhere-1-2-3.spool']]);
  const long = Date.now() / 1000 - 3600;
  utimesSync(theirs, long, long);
  await recoverSpools(folder, real);
  expect([await steps(real), files(folder)]).toEqual([[7], []]);
});
