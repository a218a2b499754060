import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import type { Run } from '../../src/client/index.js';
import { bundlePipelines } from '../../src/worker/index.js';
import { open } from '../fixtures/steps/gates.js';
import type { forgetful } from '../fixtures/steps/handlers.js';
import { silence } from '../support/silence.js';
import { pipelinesPath, startStepsWorker } from '../support/steps-worker.js';
import type { StepsWorker } from '../support/steps-worker.js';

silence();
let steps: StepsWorker;
let bundle: WorkflowBundle;
beforeAll(async () => {
  bundle = await bundlePipelines(pipelinesPath);
  steps = await startStepsWorker(bundle);
});

/** What a reader sees of a run, without what differs from run to run: ids, times, the attempt's own number. */
async function seen(run: Run) {
  const { results, metrics, artifacts, state } = run.record;
  const lines = [];
  for await (const { level, stream, message } of run.logs()) lines.push(`${level} ${stream} ${message}`);
  const points = (await run.metrics()).map(({ key, step }) => `${key} ${step}`);
  const bodies = await Promise.all(Object.keys(artifacts).map(async (key) => `${key}: ${await run.artifact(key).text()}`));
  const text = JSON.stringify({ state, results, metrics: Object.keys(metrics), lines, points, bodies });
  return text.replaceAll(`attempt ${run.record.attempt}`, 'attempt N').replaceAll(`"attempt":${run.record.attempt}`, '"attempt":N');
}

async function stepOf(uid: string): Promise<Run> {
  const [step] = await steps.client.listRuns({ parentUid: uid });
  if (step === undefined) throw new Error('no step');
  return step;
}

it('a run that was retried looks like one that never failed', async () => {
  const [smooth, bumpy] = await Promise.all([steps.start('retried', { failures: 0 }), steps.start('retried', { failures: 2 })]);
  await Promise.all([smooth.result(), bumpy.result()]);
  const [one, two] = [await stepOf(smooth.uid), await stepOf(bumpy.uid)];
  expect(two.record.attempt).toBe(3);
  expect(await seen(two)).toBe(await seen(one));
});

it('what a step logged is there for everybody when Temporal says that it has completed', async () => {
  const other = await openClient({ home: steps.home });
  const started = await steps.start('heavy');
  await started.result();
  const [step] = await other.listRuns({ parentUid: started.uid });
  const lines = [];
  for await (const { message } of step?.logs() ?? []) lines.push(message);
  expect(lines).toHaveLength(101);
  expect(await step?.metrics('METRIC-MARK')).toHaveLength(100);
  expect((await step?.artifactRecords())?.map(({ key, tags }) => [key, tags]).sort()).toEqual([
    ['doc', ['latest']],
    ['rows', ['latest']],
  ]);
  expect((await other.getRun(started.uid)).state).toBe('completed');
  await other.close();
});

it('a failure that nobody awaits fails its step, and ends no worker', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const started = await steps.client.startHandler<typeof forgetful>(
    'forgetful',
    {},
    { taskQueue: steps.taskQueue, retry: { maximumAttempts: 1 } },
  );
  const run = await started.run();
  process.off('unhandledRejection', note);
  expect(run.record).toMatchObject({ state: 'error', error: { code: 'ERR_LOCAL_FILE_NOT_FOUND' }, results: { before: 1, after: 2 } });
  expect(unhandled).toEqual([]);
});

describe.concurrent('histories', () => {
  it.each<[Parameters<StepsWorker['start']>[0], object]>([
    ['chain', { text: 'x' }],
    ['retried', { failures: 1 }],
    ['logging', { name: 'replayed' }],
    ['throwing', { how: 'class' }],
    ['numbered', {}],
    ['ownScope', {}],
    ['catching', {}],
    ['goesOn', { round: 2 }],
  ])('of %s replay without a difference', async (name, params) => {
    open('replayed may go');
    const workflowId = `replay-${randomUUID().slice(0, 8)}`;
    const started = await steps.start(name, params as never, { workflowId });
    await started.result().catch(() => undefined);
    for (const runId of [started.temporalRunId, undefined]) {
      const history = await steps.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      await expect(Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId)).resolves.toBeUndefined();
    }
  });
});
