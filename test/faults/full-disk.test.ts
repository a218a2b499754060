import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openTrackingStore } from '../../src/tracking/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { spooled } from './away.js';
import type { LogBulk } from './processes/log-bulk.js';
import { Scene } from './scene.js';
import type { UnderWay } from './scene.js';
import { compare, latestOf, recordsOf, shown, unmatched } from './shown.js';
import type { Shown } from './shown.js';
import { SmallDisk } from './small-disk.js';

const tally = { rounds: 0, lost: 0, doubled: 0 };
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => console.log(`Full and read-only disks: ${tally.rounds} rounds, ${tally.lost} rows lost, ${tally.doubled} doubled`));

/** A worker whose stores are where the test says: `disk` is small, `folder` is not. */
async function open(kibibytes: number, places: (disk: string, folder: string) => { home: string; tracking: string; artifacts: string }) {
  const folder = temporaryFolder();
  const disk = new SmallDisk(join(folder, 'disk'), kibibytes);
  closing.push(() => disk.remove());
  const { home, tracking, artifacts } = places(disk.folder, folder);
  const scene = await Scene.open(folder, { home, tracking: `sqlite:${tracking}`, artifacts: `file:${artifacts}` });
  closing.push(() => scene.close());
  const worker = await scene.startWorker();
  disk.confine(worker.pid);
  tally.rounds += 1;
  return { disk, scene, worker, home, artifacts };
}

describe('an artifact folder', () => {
  const places = (disk: string, folder: string) => ({
    home: join(folder, 'home'),
    tracking: join(folder, 'tracking.db'),
    artifacts: join(disk, 'artifacts'),
  });

  it.each(['array', 'stream', 'unawaited'] as const)(
    'on a full disk fails the attempt, says why and leaves nothing half-done (%s)',
    async (how) => {
      const { disk, scene, worker, artifacts } = await open(1024, places);
      const run = await scene.start('bulk', { lines: 3, bytes: 3_000_000, how });
      const uid = run.stepUid('logBulk-1');
      const message = new RegExp(
        `Writing to the artifact store at ${artifacts} \\(set by TIDEMARK_ARTIFACTS\\) failed \\(${disk.isMounted ? 'ENOSPC\\)\\. There is no space left\\. Free some' : 'EFBIG\\)'}`,
      );
      await checkFailed(scene, run, message);
      await checkNothingHalfDone(scene, uid, artifacts);
      disk.makeRoom(worker.pid);
      await checkCompleted(scene, run, { lines: 3, bytes: 3_000_000, how });
      expect((await scene.services.tracking.getRun(uid))?.attempt).toBeGreaterThan(1);
      await checkNothingHalfDone(scene, uid, artifacts);
    },
  );

  it('that is read-only fails the attempt, says why and leaves nothing half-done', async () => {
    const { disk, scene, artifacts } = await open(8192, places);
    // What is there already stays readable, and can be logged again.
    const first = await scene.start('bulk', { lines: 1, bytes: 0, how: 'array' });
    await first.handle.result();
    disk.protect('artifacts');
    const run = await scene.start('bulk', { lines: 3, bytes: 100_000, how: 'array' });
    await checkFailed(
      scene,
      run,
      /Writing to the artifact store at .* failed \((EROFS|EACCES|ENOTDIR|EEXIST)\)\. .*(Mount it|Give this user|Choose another)/,
    );
    disk.unprotect('artifacts');
    await checkNothingHalfDone(scene, run.stepUid('logBulk-1'), artifacts);
    await checkCompleted(scene, run, { lines: 3, bytes: 100_000, how: 'array' });
    expect((await scene.services.tracking.getRun(run.stepUid('logBulk-1')))?.attempt).toBeGreaterThan(1);
  });
});

describe('a tracking database on a full disk', () => {
  it('fails no step: what does not fit in waits in the spool, the heartbeat says why, and everything is readable', async () => {
    const { disk, scene, worker, home } = await open(1024, (small, folder) => ({
      home: join(folder, 'home'),
      tracking: join(small, 'tracking.db'),
      artifacts: join(folder, 'artifacts'),
    }));
    // The stand-in for a small disk confines the spool too: what is left over has to fit in there.
    const params = { lines: 300, bytes: 50_000, how: 'array' } as const;
    const run = await scene.start('bulk', params);
    await worker.told('logged');
    expect(await waitsFor(run)).toMatch(
      /The tracking database sqlite:.*tracking\.db could not be used: .*(SQLITE_FULL|SQLITE_IOERR).*(The disk is full: free some space|look at its space)/,
    );
    expect(spooled(home)).toHaveLength(1);
    const found = await readAnew(scene, run.stepUid('logBulk-1'));
    expect(found.lines).toBeGreaterThan(10);
    expect(found.lines).toBeLessThan(300);
    disk.makeRoom(worker.pid);
    await checkCompleted(scene, run, params);
    expect((await scene.services.tracking.getRun(run.stepUid('logBulk-1')))?.attempt).toBe(1);
    expect(spooled(home)).toEqual([]);
  });

  it('that has no room for a spool either fails the attempt and says so; with room the step completes', async () => {
    const { disk, scene, worker, home } = await open(2048, (small) => ({
      home: join(small, 'home'),
      tracking: join(small, 'home', 'tracking.db'),
      artifacts: join(small, 'home', 'artifacts'),
    }));
    const params = { lines: 1200, bytes: 0, how: 'array' } as const;
    const run = await scene.start('bulk', params);
    expect(await waitsFor(run)).toMatch(/SQLITE_FULL|SQLITE_IOERR/);
    expect((await readAnew(scene, run.stepUid('logBulk-1'))).lines).toBeGreaterThan(10);
    disk.makeRoom(worker.pid);
    await checkCompleted(scene, run, params);
    const record = await scene.services.tracking.getRun(run.stepUid('logBulk-1'));
    expect(record?.attempts[0]?.error?.message).toMatch(
      /The tracking store is away, and the spool in .*spool cannot be written either \((ENOSPC|EFBIG).*free some space/,
    );
    expect(spooled(home)).toEqual([]);
  });
});

/** The first attempt is over, and says why: in the record, and in Temporal. */
async function checkFailed(scene: Scene, run: UnderWay, message: RegExp): Promise<void> {
  const uid = run.stepUid('logBulk-1');
  const attempt = await until(async () => (await scene.services.tracking.getRun(uid))?.attempts.find(({ error }) => error !== undefined));
  expect(attempt).toMatchObject({
    state: 'pendingRetry',
    error: { name: 'ArtifactStoreError', code: 'ERR_ARTIFACT_STORE', message: expect.stringMatching(message) },
  });
  const failure = await until(async () => (await run.handle.describe()).raw.pendingActivities?.[0]?.lastFailure);
  expect(failure).toMatchObject({
    message: expect.stringMatching(message),
    applicationFailureInfo: { type: 'ArtifactStoreError', nonRetryable: false },
  });
  const found = await shown(scene.services, uid, attempt.attempt);
  expect(found).toMatchObject({ metrics: ['before 0 1'], artifacts: [expect.stringContaining('small')] });
  expect(found.lines).toHaveLength(3);
  expect(await latestOf(scene.services, 'store://artifacts/faults/logBulk_large')).toBeUndefined();
}

async function checkNothingHalfDone(scene: Scene, uid: string, artifacts: string): Promise<void> {
  // An attempt may be at it right now.
  await until(async () => readdirSync(join(artifacts, '.tmp')).length === 0 || undefined);
  const { withoutBody } = await unmatched(scene.services, 'faults', await recordsOf(scene.services, [uid]));
  expect(withoutBody).toEqual([]);
  for await (const target of scene.services.artifacts.list('faults')) {
    const hash = createHash('sha256');
    for await (const chunk of scene.services.artifacts.read(target)) hash.update(chunk);
    expect(target.slice(-64)).toBe(hash.digest('hex'));
  }
}

async function checkCompleted(scene: Scene, run: UnderWay, params: LogBulk): Promise<void> {
  await expect(run.handle.result()).resolves.toBe(params.lines);
  const uid = run.stepUid('logBulk-1');
  const [found, expected] = [await shown(scene.services, uid), bulkShown(params)];
  const { lost, doubled } = compare(found, expected);
  tally.lost += lost;
  tally.doubled += doubled;
  expect(found).toEqual(expected);
  const latest = await latestOf(scene.services, 'store://artifacts/faults/logBulk_small');
  expect(latest).toMatchObject({ runUid: uid, status: { state: 'published' } });
}

function bulkShown({ lines, bytes }: LogBulk): Shown {
  const digest = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex');
  const large = bytes === 0 ? [] : [`large artifact application/octet-stream {} ${digest(new Uint8Array(bytes).fill(7))}`];
  return {
    results: { after: lines },
    metrics: ['before 0 1'],
    lines: Array.from({ length: lines }, (_, line) => `info logger ${line} ${'x'.repeat(4096)} undefined`),
    artifacts: [...large, `small artifact text/plain {} ${digest('fits in')}`],
  };
}

/** What the step's heartbeat says that it waits for. */
async function waitsFor(run: UnderWay): Promise<string> {
  return until(async () => {
    const [activity] = (await run.handle.describe()).raw.pendingActivities ?? [];
    const payload = activity?.heartbeatDetails?.payloads?.[0]?.data;
    if (payload === undefined || payload === null) return undefined;
    return (JSON.parse(Buffer.from(payload).toString('utf8')) as { readonly trackingStore?: string }).trackingStore;
  });
}

/** What somebody sees who opens the database just now. */
async function readAnew(scene: Scene, uid: string): Promise<{ lines: number }> {
  const store = await openTrackingStore(scene.services.configuration.tracking);
  try {
    expect(await store.getRun(uid, 1)).toMatchObject({ uid, attempt: 1, metrics: { before: { last: 1, count: 1 } } });
    expect((await store.listRuns()).length).toBe(2);
    return { lines: (await store.logs(uid, { attempt: 1 })).length };
  } finally {
    await store.close();
  }
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const limit = Date.now() + 30_000; ; await sleep(100)) {
    const found = await look();
    if (found !== undefined && found !== null) return found;
    if (Date.now() > limit) throw new Error('It did not come to that within 30 s.');
  }
}
