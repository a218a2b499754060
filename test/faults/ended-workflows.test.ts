import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { LogStubbornly } from './processes/log-stubbornly.js';
import { neverKilled } from './never-killed.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import type { UnderWay } from './scene.js';
import { latestOf, recordsOf, shown, unmatched } from './shown.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import type { WatchedProcess } from './watched-process.js';

const ROUNDS = faultRounds(1);
const rounds = Array.from({ length: ROUNDS }, (_, round) => [round + 1]);
const STEP = 'logStubbornly-1';
const BODY = 'store://artifacts/faults/logStubbornly_body';
/** As if half a minute had passed: the lease of who is gone has lapsed. */
const LATER = -31_000;

describe.each(trackingStores)('a workflow that ends in the middle of a step, on $name', ({ name, open }) => {
  const chance = seeded(faultSeed(`workflows that end, ${name}`));
  const runs: string[] = [];
  let store: FreshStore;
  let scene: Scene;
  let worker: WatchedProcess;

  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    scene = await Scene.open(folder, { tracking: store.url });
    worker = await scene.startWorker();
    // What `latest` is before: each fault below has to leave it.
    await scene.resultOf(await start({ rows: 1, pauseMillis: 0 }));
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
  });

  describe('terminated', () => {
    it.each(rounds)('leaves an older step and its pipeline aborted, and `latest` where it was (round %i)', async () => {
      const before = await latestOf(scene.services, BODY);
      const run = await start({ rows: 80, pauseMillis: 20 });
      await worker.told('row', 10 + Math.floor(chance() * 40));
      await run.handle.terminate('enough');
      await worker.told('ended');
      const step = await settled(run.stepUid(STEP));
      expect(step).toMatchObject({ state: 'aborted', statusReason: 'its workflow was terminated: enough' });
      expect(await latestOf(scene.services, BODY)).toEqual(before);
      await scene.reconcile();
      expect(await stateOf(run.uid)).toBe('aborted');
      expect(await latestOf(scene.services, BODY)).toEqual(before);
    });

    it.each(rounds)('takes back what a step published that was too young to ask (round %i)', async () => {
      const before = await latestOf(scene.services, BODY);
      const { run, step } = await terminatedYoung();
      expect(await latestOf(scene.services, BODY)).toMatchObject({ runUid: step.uid });
      await scene.reconcile();
      expect(await scene.services.tracking.getRun(step.uid)).toMatchObject({
        state: 'aborted',
        statusReason: 'its workflow was terminated: enough',
      });
      expect(await stateOf(run.uid)).toBe('aborted');
      expect(await latestOf(scene.services, BODY)).toEqual(before);
      expect(await scene.reconcile()).toEqual([]);
    });

    it.each(rounds)('is told of by reconciliation alone when the worker is gone as well (round %i)', async () => {
      const before = await latestOf(scene.services, BODY);
      const run = await start({ rows: 80, pauseMillis: 20 });
      await worker.told('row', 1 + Math.floor(chance() * 40));
      await worker.kill();
      await run.handle.terminate('enough');
      worker = await scene.startWorker();
      expect(await stateOf(run.stepUid(STEP))).toBe('running');
      await scene.reconcile(LATER);
      expect(await stateOf(run.stepUid(STEP))).toBe('aborted');
      expect(await stateOf(run.uid)).toBe('aborted');
      expect(await latestOf(scene.services, BODY)).toEqual(before);
    });
  });

  describe('reset', () => {
    it.each(rounds)('goes on as a further attempt of the same run, with each row once (round %i)', async (round) => {
      const params = { salt: `reset ${round}`, resumes: false, pauseMillis: 4 + Math.floor(chance() * 12) };
      worker.lines.length = 0;
      const run = await scene.start('chain', params);
      await worker.told('began', 2);
      await worker.told('row', 100 + 1 + Math.floor(chance() * 90));
      await resetTo(run, await eventBefore(run, 'logMuch-2'));
      const next = scene.temporal.workflow.getHandle(run.workflowId);
      await next.result();
      await reconciledUntil(async () =>
        (await scene.services.tracking.listRuns({ parentUid: run.uid })).every(({ state }) => state !== 'running'),
      );
      const { runId } = await next.describe();
      const steps = await scene.services.tracking.listRuns({ parentUid: run.uid });
      runs.push(...steps.map(({ uid }) => uid));
      expect(steps.map(summaryOf(run.temporalRunId)).sort()).toEqual([
        'link-0 completed of the old run',
        'link-1 aborted of the old run',
        'link-1 completed',
        'link-2 completed',
      ]);
      const pipeline = await scene.services.tracking.getRun(run.uid);
      expect(pipeline).toMatchObject({ state: 'completed', attempt: 2 });
      const { metrics, lines } = await shown(scene.services, run.uid);
      expect(metrics).toEqual(['link 0 0', 'link 1 10', 'link 2 20']);
      expect(lines).toEqual([0, 1, 2].map((link) => `info logger link ${link} undefined`));
      for (const link of [0, 1, 2]) {
        const step = steps.find((one) => one.state === 'completed' && one.name === `link-${link}`);
        expect(step?.uid).toBe(pipeline?.results[`uid-${link}`]);
        expect(step?.temporalRunId).toBe(link === 0 ? run.temporalRunId : runId);
        expect(await shown(scene.services, step?.uid ?? '')).toEqual(
          await neverKilled({ ...params, salt: `${params.salt} ${link}` }, `link-${link}`),
        );
        expect(await latestOf(scene.services, `store://models/faults/link-${link}_model`)).toMatchObject({ runUid: step?.uid });
      }
      const before = await scene.services.tracking.getRun(run.uid, 1);
      expect(before?.results).not.toHaveProperty('uid-1');
    });
  });

  describe('continued as new', () => {
    it.each(rounds)('is one run with the rows of all parts; the steps that were left are aborted (round %i)', async () => {
      const goesOnAfterMillis = 300 + Math.floor(chance() * 400);
      // Some are old enough to ask before they publish, some are not.
      const rows = 40 + Math.floor(chance() * 40);
      worker.lines.length = 0;
      const run = await scene.start('parts', { part: 0, goesOnAfterMillis, rows, pauseMillis: 20 });
      expect(await scene.temporal.workflow.getHandle(run.workflowId).result()).toEqual({ attempt: 1 });
      await worker.told('ended', 3);
      await reconciledUntil(async () =>
        (await scene.services.tracking.listRuns({ parentUid: run.uid })).every(({ state }) => state !== 'running'),
      );
      const { runId } = await scene.temporal.workflow.getHandle(run.workflowId).describe();
      const steps = await scene.services.tracking.listRuns({ parentUid: run.uid });
      runs.push(...steps.map(({ uid }) => uid));
      expect(steps.map(({ state }) => state).sort()).toEqual(['aborted', 'aborted', 'completed']);
      const last = steps.find(({ state }) => state === 'completed');
      expect(last?.temporalRunId).toBe(runId);
      expect(await latestOf(scene.services, BODY)).toMatchObject({ runUid: last?.uid });
      const pipeline = await scene.services.tracking.getRun(run.uid);
      expect(pipeline).toMatchObject({
        state: 'completed',
        attempt: 3,
        results: { 'part-0': 0, 'part-1': 1, 'part-2': 2, return: { attempt: 1 } },
      });
      expect((await shown(scene.services, run.uid)).metrics).toEqual(['part 0 0', 'part 1 10', 'part 2 20']);
      expect(await scene.reconcile(LATER)).toEqual([]);
    });
  });

  it('leaves no record without its body, and no body without its record', async () => {
    expect(await unmatched(scene.services, 'faults', await recordsOf(scene.services, runs))).toEqual({
      withoutBody: [],
      withoutRecord: [],
    });
  });

  async function start(params: LogStubbornly): Promise<UnderWay> {
    worker.lines.length = 0;
    const run = await scene.start('stubborn', { ...params, taskQueue: scene.taskQueue });
    runs.push(run.stepUid(STEP));
    return run;
  }

  /** A step that closes within its first second although its workflow is gone. On a machine that is busy it may take a second try. */
  async function terminatedYoung(): Promise<{ readonly run: UnderWay; readonly step: RunRecord }> {
    for (let tries = 1; ; tries++) {
      const run = await start({ rows: 12, pauseMillis: 20 });
      await worker.told('began');
      await run.handle.terminate('enough');
      await worker.told('ended');
      const step = await settled(run.stepUid(STEP));
      if (step.state === 'completed') return { run, step };
      if (tries === 3) throw new Error(`The step became ${step.state}: ${step.statusReason}`);
    }
  }

  async function stateOf(uid: string): Promise<RunRecord['state'] | undefined> {
    return (await scene.services.tracking.getRun(uid))?.state;
  }

  /** The run once it does not run any more. */
  async function settled(uid: string): Promise<RunRecord> {
    for (const limit = Date.now() + 20_000; ; await sleep(50)) {
      const run = await scene.services.tracking.getRun(uid);
      if (run !== undefined && run.state !== 'running') return run;
      if (Date.now() > limit) throw new Error(`Run ${uid} still runs.`);
    }
  }

  async function reconciledUntil(isDone: () => Promise<boolean>): Promise<void> {
    for (const limit = Date.now() + 20_000; !(await isDone()); await sleep(50)) {
      if (Date.now() > limit) throw new Error('Some runs still run.');
    }
    await scene.reconcile();
  }

  /** The end of the workflow task that scheduled a step: what comes after it is done again. */
  async function eventBefore(run: UnderWay, activityId: string): Promise<number> {
    const { events } = await run.handle.fetchHistory();
    const scheduled = events?.find((event) => event.activityTaskScheduledEventAttributes?.activityId === activityId);
    return Number(scheduled?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId);
  }

  async function resetTo({ workflowId, temporalRunId: runId }: UnderWay, workflowTaskFinishEventId: number): Promise<void> {
    const { namespace } = scene.temporal.options;
    await scene.temporal.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
      reason: 'again',
      workflowTaskFinishEventId: workflowTaskFinishEventId as never,
      requestId: randomUUID(),
    });
  }
});

function summaryOf(oldRunId: string) {
  return ({ name, state, temporalRunId }: RunRecord) => `${name} ${state}${temporalRunId === oldRunId ? ' of the old run' : ''}`;
}
