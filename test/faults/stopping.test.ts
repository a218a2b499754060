import type { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src/client/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ROWS } from './processes/stopping.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import { StoppingScene } from './stopping-scene.js';
import type { Waiting } from './stopping-scene.js';
import type { WatchedProcess } from './watched-process.js';

describe.each(trackingStores)('who stops a step, on $name', ({ name, open }) => {
  let store: FreshStore;
  let scene: StoppingScene;
  let worker: WatchedProcess;

  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    scene = await StoppingScene.open(folder, store.url);
    worker = await scene.startWorker();
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
  });

  const began = async (pipeline: string, by = worker, queue?: string): Promise<Waiting> => {
    const waiting = await scene.start(pipeline, queue);
    await by.told(`began ${waiting.name} 1`);
    return waiting;
  };
  const inState = (waiting: Waiting, state: string) => scene.until(waiting.stepUid, (run) => run.state === state);
  const pipelineOf = ({ started }: Waiting, state: string) => scene.until(started.uid, (run) => run.state === state);
  const failureOf = (waiting: Waiting) =>
    waiting.started.result().then(
      (value) => value,
      (error: unknown) => (error as WorkflowFailedError).cause,
    );
  /** Everything that it had logged is there, once, and nothing of it was published. */
  const expectFlushed = async (run: Run, attempt: number) => {
    expect((await run.metrics('loss', { attempt })).map(({ step }) => step)).toEqual(Array.from({ length: ROWS + 1 }, (_, step) => step));
    expect(await linesOf(run, attempt)).toEqual(['began', 'stops']);
    const records = await run.artifactRecords({ attempt });
    expect(records.map(({ key, version, tags }) => [key, version, tags]).sort()).toEqual([
      ['body', 0, []],
      ['rest', 0, []],
    ]);
  };

  describe.concurrent('cancelling', () => {
    it.each(['the workflow', 'the pipeline’s run', 'the step’s run'])(
      '%s aborts the signal; step and pipeline end as aborted with all that they logged',
      async (what) => {
        const waiting = await began('stopped');
        if (what === 'the workflow') await waiting.started.handle.cancel();
        else expect(await scene.client.abortRun(what === 'the step’s run' ? waiting.stepUid : waiting.started.uid)).toBe('aborting');
        await worker.told(`stopped ${waiting.name} CANCELLED`);
        expect(await failureOf(waiting)).toMatchObject({ name: 'CancelledFailure' });
        const step = await inState(waiting, 'aborted');
        expect(step.record).toMatchObject({ statusReason: 'cancelled', attempts: [{ state: 'aborted', statusReason: 'cancelled' }] });
        await expectFlushed(step, 1);
        const pipeline = await pipelineOf(waiting, 'aborted');
        expect(pipeline.record).toMatchObject({ state: 'aborted', statusReason: 'cancelled' });
        expect(await linesOf(pipeline)).toEqual(['before the step']);
        expect((await waiting.started.handle.describe()).status.name).toBe('CANCELLED');
        expect(await scene.client.abortRun(waiting.stepUid)).toBe('aborted');
      },
    );

    it('a step that goes on leaves it completed and published, and so its pipeline, which asks for nothing more', async () => {
      const waiting = await began('unstopped');
      await waiting.started.handle.cancel();
      await worker.told(`stopped ${waiting.name} CANCELLED`);
      scene.letGo(waiting);
      expect(await waiting.started.result()).toBe('went');
      const step = await inState(waiting, 'completed');
      expect(step.record).toMatchObject({ state: 'completed', results: { return: 'went' } });
      expect((await step.artifactRecords()).map(({ tags }) => tags)).toEqual([['latest'], ['latest']]);
      expect((await pipelineOf(waiting, 'completed')).results).toEqual({ done: 'went', return: 'went' });
    });

    it('a step between two attempts aborts it where it waits', async () => {
      const waiting = await began('between');
      await inState(waiting, 'pendingRetry');
      await waiting.started.handle.cancel();
      await failureOf(waiting);
      expect((await inState(waiting, 'aborted')).record).toMatchObject({ state: 'aborted', statusReason: 'cancelled', attempt: 1 });
    });
  });

  describe.concurrent('pausing', () => {
    const pause = ({ started: { workflowId }, activityId }: Waiting, command = 'pause') =>
      scene.temporalCli('activity', command, '--workflow-id', workflowId, '--activity-id', activityId);

    it('a step aborts its signal and leaves it pending; unpaused, it is tried again, and completes', async () => {
      const waiting = await began('stopped');
      await pause(waiting);
      await worker.told(`stopped ${waiting.name} PAUSED`);
      const paused = await inState(waiting, 'pending');
      expect(paused.record).toMatchObject({ state: 'pending', statusReason: 'paused' });
      expect(paused.record).not.toHaveProperty('endTime');
      await expectFlushed(paused, 1);
      expect((await pipelineOf(waiting, 'running')).state).toBe('running');
      await pause(waiting, 'unpause');
      await worker.told(`began ${waiting.name} 2`);
      scene.letGo(waiting);
      expect(await waiting.started.result()).toBe('went');
      const step = await inState(waiting, 'completed');
      expect(step.attempts.map(({ state, statusReason }) => [state, statusReason])).toEqual([
        ['pending', 'paused'],
        ['completed', undefined],
      ]);
      expect(await linesOf(step)).toEqual(['began']);
    });

    it('a step that goes on lets it complete', async () => {
      const waiting = await began('unstopped');
      await pause(waiting);
      await worker.told(`stopped ${waiting.name} PAUSED`);
      scene.letGo(waiting);
      expect(await waiting.started.result()).toBe('went');
      expect((await inState(waiting, 'completed')).record).toMatchObject({ state: 'completed', attempt: 1 });
    });

    it('a step between two attempts is seen by reconciliation', async () => {
      const waiting = await began('between');
      await inState(waiting, 'pendingRetry');
      await pause(waiting);
      await scene.client.reconcile({ graceMillis: 0 });
      expect((await inState(waiting, 'pending')).record).toMatchObject({ state: 'pending', statusReason: 'paused' });
      await pause(waiting, 'unpause');
      await worker.told(`began ${waiting.name} 2`);
      scene.letGo(waiting);
      await waiting.started.result();
      expect((await inState(waiting, 'completed')).record).toMatchObject({ attempt: 2, attempts: [{ state: 'pendingRetry' }, {}] });
    });
  });

  it('resetting an activity aborts the signal of its attempt, and another one completes', async () => {
    const waiting = await began('stopped');
    const { workflowId } = waiting.started;
    await scene.temporalCli('activity', 'reset', '--workflow-id', workflowId, '--activity-id', waiting.activityId);
    await worker.told(`stopped ${waiting.name} RESET`);
    await worker.told(`began ${waiting.name} 2`);
    scene.letGo(waiting);
    expect(await waiting.started.result()).toBe('went');
    const step = await inState(waiting, 'completed');
    expect(step.attempts.map(({ state, statusReason }) => [state, statusReason])).toEqual([
      ['pendingRetry', 'reset'],
      ['completed', undefined],
    ]);
    await expectFlushed(step, 1);
    expect(await linesOf(step)).toEqual(['began']);
  });

  describe.concurrent('terminating a workflow', () => {
    it('aborts the signal; the step is aborted for the reason that was given, and its pipeline when somebody looks', async () => {
      const waiting = await began('stopped');
      await waiting.started.handle.terminate('too expensive');
      await worker.told(`stopped ${waiting.name} NOT_FOUND`);
      const step = await inState(waiting, 'aborted');
      expect(step.record).toMatchObject({ statusReason: 'its workflow was terminated: too expensive' });
      await expectFlushed(step, 1);
      await scene.client.reconcile({ graceMillis: 0 });
      expect((await pipelineOf(waiting, 'aborted')).record).toMatchObject({
        state: 'aborted',
        statusReason: 'its workflow was terminated: too expensive',
      });
    });

    it('publishes nothing of a step that goes on', async () => {
      const waiting = await began('unstopped');
      await waiting.started.handle.terminate('too expensive');
      await worker.told(`stopped ${waiting.name} NOT_FOUND`);
      scene.letGo(waiting);
      const step = await inState(waiting, 'aborted');
      expect(step.record).toMatchObject({ statusReason: 'its workflow was terminated: too expensive' });
      expect((await step.artifactRecords()).map(({ version, tags }) => [version, tags])).toEqual([
        [0, []],
        [0, []],
      ]);
      expect(await linesOf(step)).toEqual(['began', 'goes on']);
    });
  });

  it('a time limit of its last attempt leaves it in error, whatever it does afterwards', async () => {
    const waiting = await began('late');
    await failureOf(waiting);
    expect((await inState(waiting, 'error')).record).toMatchObject({ statusReason: 'timed out', error: { name: 'TimeoutFailure' } });
    scene.letGo(waiting);
    await worker.told(`goes on ${waiting.name}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const step = await inState(waiting, 'error');
    expect(step.record).toMatchObject({ state: 'error', statusReason: 'timed out', attempts: [{ state: 'error' }] });
    expect((await step.artifactRecords()).flatMap(({ tags }) => tags)).toEqual([]);
    expect((await pipelineOf(waiting, 'error')).record).toMatchObject({ statusReason: 'timed out' });
  });

  const signals = name === 'SQLite' ? (['SIGTERM', 'SIGINT'] as const) : (['SIGTERM'] as const);
  describe.concurrent.each(signals)('%s to its worker', (signal) => {
    it('hands the step back after the grace time, and another worker completes it', async () => {
      const queue = scene.ownQueue();
      const first = await scene.startWorker(queue);
      const waiting = await began('stopped', first, queue);
      first.send(signal);
      await first.told(`stopped ${waiting.name} WORKER_SHUTDOWN`);
      await first.told('drained');
      await first.ended();
      const handedBack = await scene.until(waiting.stepUid, (run) => run.state === 'pendingRetry');
      expect(handedBack.record).toMatchObject({ state: 'pendingRetry', statusReason: 'worker shutdown' });
      await expectFlushed(handedBack, 1);
      const second = await scene.startWorker(queue);
      await second.told(`began ${waiting.name} 2`);
      scene.letGo(waiting);
      expect(await waiting.started.result()).toBe('went');
      const step = await inState(waiting, 'completed');
      expect(step.attempts.map(({ state }) => state)).toEqual(['pendingRetry', 'completed']);
      expect(await linesOf(step)).toEqual(['began']);
    });

    it('waits for a step that goes on, and keeps what it completed', async () => {
      const queue = scene.ownQueue();
      const first = await scene.startWorker(queue);
      const waiting = await began('unstopped', first, queue);
      first.send(signal);
      await first.told(`stopped ${waiting.name} WORKER_SHUTDOWN`);
      scene.letGo(waiting);
      await first.told('drained');
      const step = await inState(waiting, 'completed');
      expect(step.record).toMatchObject({ state: 'completed', attempt: 1, results: { return: 'went' } });
      await scene.startWorker(queue);
      expect(await waiting.started.result()).toBe('went');
    });
  });
});

async function linesOf(run: Run, attempt?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const { message } of run.logs(attempt === undefined ? {} : { attempt })) lines.push(message);
  return lines;
}
