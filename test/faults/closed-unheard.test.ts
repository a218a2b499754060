import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { faultRounds } from './rounds.js';
import { Scene } from './scene.js';
import { latestOf, shown } from './shown.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';

const ROUNDS = faultRounds(2);
const ROWS = 30;
const STEP = 'logStubbornly-1';

describe.each(trackingStores)('a worker that dies between its closing commit and Temporal, on $name', ({ open }) => {
  let store: FreshStore;
  let scene: Scene;

  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    scene = await Scene.open(folder, { tracking: store.url });
    await scene.startWorker();
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
  });

  // A step older than a second has asked Temporal before it closed.
  it.each(Array.from({ length: ROUNDS }, (_, round) => [round + 1, round % 2 === 1 ? 40 : 2] as const))(
    'has completed: the next attempt gives the stored summary, and the handler is not called again (round %i, a row takes %i ms)',
    async (round, pauseMillis) => {
      const taskQueue = `${scene.taskQueue}-steps-${round}`;
      const dies = await scene.startWorker('dies-after-closing.ts', { taskQueue });
      const run = await scene.start('stubborn', { rows: ROWS, pauseMillis, taskQueue });
      await dies.told('ended 1');
      await dies.ended();
      const uid = run.stepUid(STEP);
      const closed = await scene.services.tracking.getRun(uid);
      expect(closed).toMatchObject({ state: 'completed', attempt: 1 });
      const before = await shown(scene.services, uid);
      expect((await run.handle.describe()).raw.pendingActivities).toHaveLength(1);

      const next = await scene.startWorker('worker.ts', { taskQueue });
      expect(await scene.resultOf(run)).toEqual({ attempt: 1 });
      expect(next.lines).toEqual(['polling']);
      expect(await scene.services.tracking.getRun(uid)).toEqual(closed);
      expect(await shown(scene.services, uid)).toEqual(before);
      expect(before.metrics).toEqual(Array.from({ length: ROWS }, (_, row) => `row ${row} ${1000 + row}`));
      const latest = await latestOf(scene.services, 'store://artifacts/faults/logStubbornly_body');
      expect(latest).toMatchObject({ runUid: uid, attempt: 1, version: round });
      await next.kill();
    },
    120_000,
  );
});
