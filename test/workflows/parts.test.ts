import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import type { Run, Started, TidemarkClient } from '../../src/client/index.js';
import { startWorker } from '../../src/worker/index.js';
import type { RunningWorker } from '../../src/worker/index.js';
import * as handlers from '../fixtures/parts/handlers.js';
import type { parts, twoSteps } from '../fixtures/parts/pipelines.js';
import { silence } from '../support/silence.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();
const taskQueue = `parts-${randomUUID().slice(0, 8)}`;
let temporal: Client;
let client: TidemarkClient;
let worker: RunningWorker;
beforeAll(async () => {
  const home = temporaryFolder();
  const address = await temporalAddress();
  const pipelines = join(import.meta.dirname, '../fixtures/parts/pipelines.ts');
  worker = await startWorker({ handlers, pipelines, connection: { address }, home, taskQueue });
  temporal = new Client({ connection: await Connection.connect({ address }) });
  client = await openClient({ home, temporal });
});
afterAll(async () => {
  await worker.stop();
  await client.close();
  await temporal.connection.close();
});

async function linesOf(run: Run, attempt?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const { message } of run.logs(attempt === undefined ? {} : { attempt })) lines.push(message);
  return lines;
}
const counts = async (run: Run) => (await run.metrics('count')).map(({ step, value }) => [step, value]);

describe('a pipeline that continues as new', () => {
  it('is one run that shows what all its parts logged, each row once', async () => {
    const started = await client.start<typeof parts>('parts', { part: 1, of: 4 }, { taskQueue, project: 'demo', labels: { team: 'red' } });
    expect(await started.result()).toBe(4);
    const run = await started.run();
    expect(run.record).toMatchObject({
      state: 'completed',
      project: 'demo',
      attempt: 4,
      parameters: { part: 4, of: 4 },
      results: { 'part-1': 1, 'part-2': 2, 'part-3': 3, 'part-4': 4, newest: 4, return: 4 },
      labels: { team: 'red', part: '4' },
    });
    expect(await linesOf(run)).toEqual(['part 1', 'part 2', 'part 3', 'part 4']);
    expect(await counts(run)).toEqual([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5].map((value, step) => [step, value]));
    expect((await client.listRuns({ name: 'parts', labels: { team: 'red' } })).map(({ uid }) => uid)).toEqual([run.uid]);
  });

  it('keeps each part as an attempt that ended because another one goes on', async () => {
    const started = await client.start<typeof parts>('parts', { part: 1, of: 3 }, { taskQueue });
    await started.result();
    const run = await started.run();
    expect(run.attempts.map(({ state, statusReason }) => [state, statusReason])).toEqual([
      ['pending', 'continues as new'],
      ['pending', 'continues as new'],
      ['completed', undefined],
    ]);
    expect(await linesOf(run, 2)).toEqual(['part 1', 'part 2']);
    const { runId } = await temporal.workflow.getHandle(started.workflowId).describe();
    expect(run.record.temporalRunId).toBe(runId);
    expect(await client.listRuns({ parentUid: run.uid })).toHaveLength(3);
  });

  it('ends once, with the end of its last part', async () => {
    const started = await client.start<typeof parts>('parts', { part: 1, of: 2, fails: true }, { taskQueue });
    await expect(started.result()).rejects.toThrow();
    const run = await started.run();
    expect(run.record).toMatchObject({ state: 'error', attempt: 2, error: { message: 'the last part fails' } });
    expect(run.results).toEqual({ 'part-1': 1, 'part-2': 2, newest: 2 });
  });
});

describe('a pipeline that Temporal resets', () => {
  /** The workflow task that began after this many steps: what came before it is kept. */
  const resetAfterSteps = async (started: Started<unknown>, steps: number, runId = started.temporalRunId) => {
    const { events } = await temporal.workflow.getHandle(started.workflowId, runId).fetchHistory();
    const done = (events ?? []).filter((event) => event.activityTaskCompletedEventAttributes != null);
    const after = steps === 0 ? 0 : Number(done[steps - 1]?.eventId);
    const task = (events ?? []).find((event) => Number(event.eventId) > after && event.workflowTaskCompletedEventAttributes != null);
    const reset = await temporal.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: started.workflowId, runId },
      reason: 'test',
      requestId: randomUUID(),
      workflowTaskFinishEventId: task?.eventId as never,
    });
    return temporal.workflow.getHandle(started.workflowId, reset.runId);
  };

  it('when it had completed begins a further attempt with what was logged up to there, and nothing of what came after', async () => {
    const started = await client.start<typeof twoSteps>('twoSteps', {}, { taskQueue });
    const old = await started.result();
    const again = await resetAfterSteps(started, 1);
    const fresh = Number(await again.result());
    expect(fresh).not.toBe(old);
    const run = await client.getRun(started.uid);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 2, results: { first: 1, second: fresh, return: fresh } });
    expect(await linesOf(run)).toEqual(['before both', `between them and the end: ${fresh}`]);
    expect(await linesOf(run, 1)).toEqual(['before both', `between them and the end: ${old}`]);
    expect((await run.atAttempt(1)).results).toEqual({ first: 1, second: old, return: old });
  });

  it('while it ran goes on as a further attempt of one run', async () => {
    const started = await client.start<typeof twoSteps>('twoSteps', { wait: true }, { taskQueue });
    const secondNow = async () => (await client.listRuns({ uidPrefix: started.uid }))[0]?.results['second'];
    await expect.poll(secondNow, { timeout: 10_000 }).toBeDefined();
    const old = await secondNow();
    const again = await resetAfterSteps(started, 1);
    await expect.poll(async () => [undefined, old].includes(await secondNow()), { timeout: 10_000 }).toBe(false);
    await again.cancel();
    await expect(again.result()).rejects.toThrow();
    const run = await client.getRun(started.uid);
    expect(run.record).toMatchObject({ state: 'aborted', statusReason: 'cancelled', attempt: 2 });
    expect(await linesOf(run)).toHaveLength(2);
  });

  it('twice begins with what the run before had kept', async () => {
    const started = await client.start<typeof twoSteps>('twoSteps', {}, { taskQueue });
    await started.result();
    const second = await resetAfterSteps(started, 1);
    await second.result();
    const { runId } = await second.describe();
    const third = await resetAfterSteps(started, 2, runId);
    const fresh = Number(await third.result());
    const run = await client.getRun(started.uid);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 3, results: { first: 1, second: fresh, return: fresh } });
    expect(await linesOf(run)).toEqual(['before both', `between them and the end: ${fresh}`]);
  });
});
