import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTemporal } from '../../src/worker/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { LogStubbornly } from './processes/log-stubbornly.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import { latestOf, recordsOf, shown, unmatched } from './shown.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import type { WatchedProcess } from './watched-process.js';

const ROUNDS = faultRounds(1);
const ROWS = 60;
const PAUSE_MILLIS = 20;
const STEP = 'logStubbornly-1';
const BODY = 'store://artifacts/faults/logStubbornly_body';

describe.each(trackingStores)('two live attempts of one step, on $name', ({ name, open }) => {
  const chance = seeded(faultSeed(`two live attempts, ${name}`));
  const tally = { lost: 0, doubled: 0, refused: 0 };
  const runs: string[] = [];
  let store: FreshStore;
  let scene: Scene;
  let stepQueue: string;
  let workers: readonly WatchedProcess[];

  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    scene = await Scene.open(folder, { tracking: store.url });
    stepQueue = `${scene.taskQueue}-steps`;
    // One step at once: who has one does not ask for another, which would be lost in a process that is stopped.
    const one = { taskQueue: stepQueue, steps: 1 };
    const [, ...others] = await Promise.all([
      scene.startWorker(),
      scene.startWorker('worker.ts', one),
      scene.startWorker('worker.ts', one),
    ]);
    workers = others;
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
    const { lost, doubled, refused } = tally;
    console.log(`${name}: ${3 * ROUNDS} rounds, ${lost} rows lost, ${doubled} doubled, ${refused} calls refused`);
  });

  describe.each(['while the newer one runs', 'after the newer one has completed'])('a worker that is stopped, and goes on %s', (when) => {
    it.each(Array.from({ length: ROUNDS }, (_, round) => [round + 1, round % 2 === 1] as const))(
      'writes nothing and moves nothing any more (round %i, throws: %s)',
      async (_, throws) => {
        const run = await start({ lingers: 1, throws });
        const older = await whoTold('began 1');
        await older.told('row', 1 + Math.floor(chance() * (ROWS - 2)));
        older.send('SIGSTOP');
        const newer = await whoTold('began 2');
        expect(newer).not.toBe(older);
        if (when === 'while the newer one runs') {
          await newer.told('row', 1 + Math.floor(chance() * 10));
        } else {
          await scene.resultOf(run);
        }
        older.send('SIGCONT');
        await older.told('ended 1');
        await scene.resultOf(run);
        await checkNewest(run.stepUid(STEP), { newest: 2, older });
      },
      120_000,
    );
  });

  describe('`temporal activity reset` while an attempt runs', () => {
    it.each(Array.from({ length: ROUNDS }, (_, round) => [round + 1, round % 2 === 1] as const))(
      'fences the attempt that runs, though its number at Temporal is the higher one (round %i, throws: %s)',
      async (_, throws) => {
        const run = await start({ failures: 2, lingers: 3, throws });
        const older = await whoTold('began 3');
        await older.told('row', 1 + Math.floor(chance() * ROWS));
        await resetActivity(run.workflowId);
        await whoTold('began 4');
        await older.told('ended 3');
        await scene.resultOf(run);
        await checkNewest(run.stepUid(STEP), { newest: 4, older });
        const attempts = (await scene.services.tracking.getRun(run.stepUid(STEP)))?.attempts ?? [];
        expect(attempts.at(-1)?.temporalAttempt).toBeLessThan(attempts.at(-2)?.temporalAttempt ?? 0);
      },
      120_000,
    );
  });

  it('leaves no record without its body, and no body without its record', async () => {
    expect(await unmatched(scene.services, 'faults', await recordsOf(scene.services, runs))).toEqual({
      withoutBody: [],
      withoutRecord: [],
    });
  });

  async function start(params: Partial<LogStubbornly>) {
    for (const worker of workers) worker.lines.length = 0;
    const run = await scene.start('stubborn', { rows: ROWS, pauseMillis: PAUSE_MILLIS, ...params, taskQueue: stepQueue });
    runs.push(run.stepUid(STEP));
    return run;
  }

  async function resetActivity(workflowId: string): Promise<void> {
    const { path } = await findTemporal();
    const where = ['--address', scene.address, '--workflow-id', workflowId, '--activity-id', STEP];
    await promisify(execFile)(path, ['activity', 'reset', ...where]);
  }

  /** The worker that has told this line. */
  function whoTold(line: string): Promise<WatchedProcess> {
    return Promise.any(workers.map(async (worker) => worker.told(line).then(() => worker)));
  }

  /** The run shows its newest attempt, whole and alone; of the older one, what it wrote before it was superseded is readable under it. */
  async function checkNewest(uid: string, { newest, older }: { readonly newest: number; readonly older: WatchedProcess }): Promise<void> {
    const refused = older.lines.filter((line) => line.startsWith('refused'));
    tally.refused += refused.length;
    // The last calls came after the newer attempt had opened. Bodies are not even stored once the step was cancelled.
    expect(refused.slice(-4)).toEqual([
      ...['metric', 'result', 'line'].map((what) => `refused ${what} StaleAttemptError`),
      expect.stringMatching(/^refused artifact (StaleAttemptError|CancelledFailure)$/),
    ]);
    const run = await scene.services.tracking.getRun(uid);
    expect(run).toMatchObject({ state: 'completed', attempt: newest, results: { attempt: newest } });
    const { metrics, lines } = await shown(scene.services, uid);
    const expected = Array.from({ length: ROWS }, (_, row) => `row ${row} ${newest * 1000 + row}`);
    tally.lost += expected.filter((row) => !metrics.includes(row)).length;
    tally.doubled += metrics.filter((row) => !expected.includes(row)).length;
    expect(metrics).toEqual(expected);
    expect(lines).toEqual([`info logger attempt ${newest} undefined`]);
    expect(await latestOf(scene.services, BODY)).toMatchObject({ runUid: uid, attempt: newest });
    const before = await shown(scene.services, uid, newest - 1);
    expect(before.metrics).toEqual(Array.from(before.metrics, (_, row) => `row ${row} ${(newest - 1) * 1000 + row}`));
    expect(before.lines).toEqual([]);
    expect(before.artifacts).toEqual([]);
    // From the opening of the newer attempt on; what was being committed at that moment has its call a little later than what the opening says of itself.
    const opened = Date.parse(run?.attempts.at(-1)?.startTime ?? '');
    const points = await scene.services.tracking.metrics(uid, { attempt: newest - 1 });
    expect(points.filter(({ time }) => Date.parse(time) > opened + 1000)).toEqual([]);
  }
});
