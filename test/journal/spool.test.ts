import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { TrackingStoreError } from '../../src/core/index.js';
import type { Json } from '../../src/core/index.js';
import { Journal, recoverSpools } from '../../src/journal/index.js';
import { SpoolFile } from '../../src/journal/spool-file.js';
import { readSpool } from '../../src/journal/spool-reader.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { AppendBatch, TrackingEvent, TrackingStore } from '../../src/tracking/index.js';
import { withOutage } from '../support/outage.js';
import { runScript, startScript } from '../support/script.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const metric = (seq: number, value = seq): TrackingEvent => ({ seq, time: 1000 + seq, type: 'metric', key: 'loss', step: seq, value });
const batch = (...events: TrackingEvent[]): AppendBatch => ({ uid: 'a', attempt: 1, events });

describe('a spool file', () => {
  const batches = [
    batch(metric(1), metric(2, NaN), metric(3, -Infinity), metric(4, -0)),
    batch({ seq: 5, time: 5, type: 'result', key: 'é', value: nested(199) }),
    batch({ seq: 6, time: 6, type: 'log', level: 'info', stream: 'logger', message: 'the last {}' }),
  ];

  function written(): { path: string; ends: readonly number[] } {
    const path = join(temporaryFolder(), 'spool', 'a.spool');
    const file = new SpoolFile(path);
    const ends = batches.map((one) => {
      file.append([one]);
      return readFileSync(path).length;
    });
    return { path, ends };
  }

  it('gives back what was put in, NaN and what is nested deeply too', () => {
    const { path } = written();
    expect(readSpool(path)).toEqual({ batches, corrupt: 0 });
  });

  it('loses its last record alone when that was not written whole, wherever it breaks off', () => {
    const { path, ends } = written();
    const bytes = readFileSync(path);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const torn = `${path}-${cut}`;
      writeFileSync(torn, bytes.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut).length;
      expect(readSpool(torn), `cut after ${cut} bytes`).toEqual({ batches: batches.slice(0, whole), corrupt: 0 });
    }
  });

  it('is read although a power loss has left zeros at its end', () => {
    const { path, ends } = written();
    for (const end of ends.slice(0, 2)) {
      const bytes = readFileSync(path);
      writeFileSync(`${path}-${end}`, bytes.fill(0, end + 3));
      expect(readSpool(`${path}-${end}`)).toEqual({ batches: batches.slice(0, ends.indexOf(end) + 1), corrupt: 0 });
    }
  });

  it('loses one record alone to a damaged byte, whichever it is, and says so', () => {
    const { path, ends } = written();
    const [first = 0, second = 0] = ends;
    for (let at = first; at < second; at++) {
      const bytes = readFileSync(path);
      bytes[at] = 255 - (bytes[at] ?? 0);
      writeFileSync(`${path}-${at}`, bytes);
      expect(readSpool(`${path}-${at}`), `byte ${at}`).toEqual({ batches: [batches[0], batches[2]], corrupt: 1 });
    }
  });

  it('that is none of ours gives nothing, and counts as damaged', () => {
    const path = join(temporaryFolder(), 'a.spool');
    writeFileSync(path, 'something else altogether, longer than a record of ours could be without being one');
    expect(readSpool(path)).toEqual({ batches: [], corrupt: 1 });
  });
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(home = temporaryFolder()) {
  const real = await openTrackingStore(`sqlite:${join(home, 'tracking.db')}`);
  closing.push(() => real.close());
  const seen: AppendBatch[] = [];
  const noting = { ...real, append: (given: readonly AppendBatch[]) => (seen.push(...given), real.append(given)) };
  const outage = withOutage(noting);
  const folder = join(home, 'spool');
  const journal = new Journal(outage.store, { spoolFolder: folder, spoolRetryMillis: 5 });
  closing.push(() => journal.close());
  return { home, real, outage, journal, folder, seen };
}

async function openRun(store: TrackingStore, uid = 'a') {
  const run = { uid, name: 'run', project: 'p', kind: 'local' } as const;
  return store.openAttempt({ run, nonce: `${uid}${Math.random()}`, labels: {}, parameters: {}, inputs: {}, time: 1 });
}

const steps = async (store: TrackingStore, uid = 'a') => (await store.metrics(uid)).map(({ step }) => step);
const files = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

describe('while the tracking store is away', () => {
  it('awaited calls resolve when they are on disk, and drain in their order when it is back', async () => {
    const { real, outage, journal, folder, seen } = await open();
    await openRun(real);
    const attempt = journal.attempt('a', 1);
    await attempt.append({ type: 'metric', key: 'loss', step: 0, value: 0 });
    outage.begin();
    for (let step = 1; step < 5; step++) await attempt.append({ type: 'metric', key: 'loss', step, value: step });
    expect(await steps(real)).toEqual([0]);
    const [name = ''] = files(folder);
    expect(readSpool(join(folder, name)).batches.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([2, 3, 4, 5]);
    outage.end();
    // What comes while the spool has something comes after it.
    attempt.append({ type: 'metric', key: 'loss', step: 5, value: 5 });
    await attempt.settle();
    expect(seen.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await steps(real)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(files(folder)).toEqual([]);
  });

  it('a journal that is closed leaves the rest on disk, and the next one of the same process commits it', async () => {
    const { home, real, outage, journal, folder } = await open();
    await openRun(real);
    outage.begin();
    const attempt = journal.attempt('a', 1);
    await attempt.append({ type: 'metric', key: 'loss', step: 7, value: 7 });
    const settled = attempt.settle();
    settled.catch(() => undefined);
    await journal.close();
    await expect(settled).rejects.toThrow(TrackingStoreError);
    expect(files(folder)).toHaveLength(1);
    const next = await open(home);
    await expect(recoverSpools(folder, next.real)).resolves.toEqual({ batches: 1, corrupt: 0 });
    expect(await steps(next.real)).toEqual([7]);
    expect(files(folder)).toEqual([]);
  });

  it('what the store refuses for good fails its own attempt alone, and stays on disk', async () => {
    const { real, outage, journal, folder } = await open();
    await openRun(real, 'a');
    await openRun(real, 'b');
    const [good, bad] = [journal.attempt('a', 1), journal.attempt('b', 1)];
    outage.begin();
    await bad.append({ type: 'metric', key: 'loss', step: 1, value: 1 });
    await good.append({ type: 'metric', key: 'loss', step: 1, value: 1 });
    const { append } = real;
    Object.assign(real, {
      append: (given: readonly AppendBatch[]) =>
        given.some(({ uid }) => uid === 'b')
          ? Promise.reject(new TrackingStoreError('will never do', { retryable: false }))
          : append(given),
    });
    outage.end();
    await expect(good.settle()).resolves.toBeUndefined();
    await expect(bad.settle()).rejects.toThrow('will never do');
    expect(await steps(real, 'a')).toEqual([1]);
    expect(files(folder)).toHaveLength(1);
  });

  it('and the disk is full as well, the call says so, and what was acknowledged before is there', async () => {
    const { home, real, outage, folder } = await open();
    await openRun(real);
    const isSmall = mountSmallDisk(folder);
    const journal = new Journal(outage.store, { spoolFolder: isSmall ? folder : join(home, 'tracking.db', 'spool'), spoolRetryMillis: 5 });
    closing.push(() => journal.close());
    const attempt = journal.attempt('a', 1);
    outage.begin();
    let acknowledged = 0;
    const fill = async () => {
      for (;;) {
        await attempt.append({ type: 'result', key: `r${acknowledged}`, value: 'x'.repeat(10_000) });
        acknowledged += 1;
      }
    };
    const error: unknown = await fill().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TrackingStoreError', code: 'ERR_TRACKING_STORE', retryable: true });
    expect(String(error)).toMatch(
      /The tracking store is away, and the spool in .*spool cannot be written either \((ENOSPC|ENOTDIR).*free some space/,
    );
    await expect(attempt.flush()).rejects.toBe(error);
    outage.end();
    await journal.settle();
    expect(acknowledged > 0).toBe(isSmall);
    expect(Object.keys((await real.getRun('a'))?.results ?? {})).toHaveLength(acknowledged);
  });
});

describe('at the next start', () => {
  const program = join(import.meta.dirname, 'programs', 'spool-and-end.ts');

  it('what a killed process left is committed; a living one keeps its own', async () => {
    const { home, real, folder } = await open();
    await openRun(real);
    const child = startScript(program, {}, [home, 'a', 'wait']);
    await child.printed('acknowledged');
    const [name = ''] = files(folder);
    await expect(recoverSpools(folder, real)).resolves.toEqual({ batches: 0, corrupt: 0 });
    expect(files(folder)).toEqual([name]);
    child.process.kill('SIGKILL');
    await child.ended;
    await expect(recoverSpools(folder, real)).resolves.toEqual({ batches: 3, corrupt: 0 });
    expect(await steps(real)).toEqual([0, 1, 2]);
    expect(files(folder)).toEqual([]);
  });

  it('what process.exit found in the buffer is committed', async () => {
    const { home, real, folder } = await open();
    await openRun(real);
    expect(await runScript(program, {}, [home, 'a', 'exit'])).toEqual({ code: 3, output: '' });
    expect(await steps(real)).toEqual([]);
    await expect(recoverSpools(folder, real)).resolves.toEqual({ batches: 1, corrupt: 0 });
    expect(await steps(real)).toEqual([0, 1, 2]);
  });

  it('a store that is away leaves every file as it is', async () => {
    const { real, outage, folder } = await open();
    await openRun(real);
    leftBehind(folder, batch(metric(1)));
    outage.begin();
    await expect(recoverSpools(folder, outage.store)).rejects.toThrow('away');
    outage.end();
    await expect(recoverSpools(folder, outage.store)).resolves.toEqual({ batches: 1, corrupt: 0 });
  });

  it('two processes that start at once commit each event once', async () => {
    const { home, real, folder } = await open();
    await openRun(real);
    for (let file = 0; file < 5; file++) leftBehind(folder, batch(metric(2 * file + 1)), batch(metric(2 * file + 2)));
    const other = await open(home);
    await Promise.all([recoverSpools(folder, real), recoverSpools(folder, other.real)]);
    expect(await steps(real)).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(files(folder)).toEqual([]);
  });

  it('what is whole in a damaged file is committed; the file is set aside, and the next start passes it over', async () => {
    const { real, folder } = await open();
    await openRun(real);
    const path = leftBehind(folder, batch(metric(1)), batch(metric(2)), batch(metric(3)));
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = 0;
    writeFileSync(path, bytes);
    leftBehind(folder, batch(metric(4)));
    await expect(recoverSpools(folder, real)).resolves.toEqual({ batches: 3, corrupt: 1 });
    expect(await steps(real)).toEqual([1, 3, 4]);
    expect(files(folder)).toEqual([`${path.slice(folder.length + 1)}.damaged`]);
    await expect(recoverSpools(folder, real)).resolves.toEqual({ batches: 0, corrupt: 0 });
  });

  it('a file of runs that another tracking store has waits for that one', async () => {
    const { real, folder } = await open();
    leftBehind(folder, batch(metric(1)));
    await recoverSpools(folder, real);
    expect(files(folder)).toHaveLength(1);
    const other = await open();
    await openRun(other.real);
    await recoverSpools(folder, other.real);
    expect(await steps(other.real)).toEqual([1]);
    expect(files(folder)).toEqual([]);
  });

  it.each([['.spool'], ['-.spool'], ['notes.txt']])('a file named %s harms nothing', async (name) => {
    const { real, folder } = await open();
    await openRun(real);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), 'x');
    leftBehind(folder, batch(metric(1)));
    await recoverSpools(folder, real);
    expect(await steps(real)).toEqual([1]);
    expect(files(folder)).toEqual([name]);
  });
});

let leftFiles = 0;

/** A file as a process leaves it that closed its journal while the store was away. */
function leftBehind(folder: string, ...batches: AppendBatch[]): string {
  const path = join(folder, `left-${leftFiles++}.spool`);
  const file = new SpoolFile(path);
  file.append(batches);
  const host = execFileSync('hostname', { encoding: 'utf8' }).trim().replaceAll('-', '_');
  const named = join(folder, `${host}-${process.pid}-left-${leftFiles}.spool`);
  file.leave(named);
  return named;
}

function nested(levels: number): Json {
  return levels === 0 ? 'deep' : { level: nested(levels - 1) };
}

const mounted: string[] = [];
afterAll(() => mounted.forEach((folder) => execFileSync('umount', [folder])));

/** A disk of its own, where this user may mount one. */
function mountSmallDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  mounted.push(folder);
  return true;
}
