import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { ActivityFailure, CancelledFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Run, Started } from '../../src/client/index.js';
import { open, passing } from '../fixtures/steps/gates.js';
import { eventually } from '../support/eventually.js';
import { silence } from '../support/silence.js';
import { startStepsWorker } from '../support/steps-worker.js';
import type { StepsWorker } from '../support/steps-worker.js';

silence();
let steps: StepsWorker;
beforeAll(async () => {
  steps = await startStepsWorker();
});

const unique = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;
const stepsOf = (run: Run) => steps.client.listRuns({ parentUid: run.uid });

/** Why a workflow failed: Temporal's failure, without its wrapping. */
async function failureOf(started: Started<unknown>): Promise<ApplicationFailure> {
  const error = await started.result().then(
    (value) => new Error(`it gave ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  const { cause } = error as WorkflowFailedError;
  return (cause instanceof ActivityFailure ? cause.cause : cause) as ApplicationFailure;
}

async function linesOf(run: Run): Promise<string[]> {
  const lines: string[] = [];
  for await (const { message } of run.logs()) lines.push(message);
  return lines;
}

describe.concurrent('a chain', () => {
  it('hands artifacts on by URI, and is recorded with its steps', async () => {
    const started = await steps.start('chain', { text: 'hello' });
    const uri = await started.result();
    expect(await steps.client.getDataItem(String(uri)).text()).toBe('HELLO');
    const run = await started.run();
    expect(run.record).toMatchObject({ kind: 'pipeline', state: 'completed', name: 'chain', results: { length: 5, return: uri } });
    expect(run.parameters).toEqual({ text: 'hello' });
    const children = await stepsOf(run);
    expect(children.map(({ name, record }) => [name, record.activityId, record.state]).sort()).toEqual([
      ['make', 'make-1', 'completed'],
      ['shout', 'shout-1', 'completed'],
    ]);
    const made = children.find(({ name }) => name === 'make')?.artifacts['doc'];
    expect(children.find(({ name }) => name === 'shout')?.record.inputs['doc']).toBe(made);
    expect(made).toMatch(new RegExp(`^store://artifacts/default/make_doc@${run.uid}\\^[0-9a-f]{32}$`));
  });

  it('takes its project and labels from who starts it, for its steps too', async () => {
    const started = await steps.start('chain', { text: 'x' }, { project: 'demo', labels: { team: 'blue' } });
    const run = await started.run();
    expect(run.record).toMatchObject({ project: 'demo', labels: { team: 'blue', kind: 'pipeline' } });
    for (const step of await stepsOf(run)) expect(step.record.project).toBe('demo');
    expect(await started.result()).toMatch(/^store:\/\/artifacts\/demo\//);
  });
});

describe.concurrent('activity ids', () => {
  it('count per handler, whichever proxy made the call, and skip those that are taken', async () => {
    const run = await (await steps.start('numbered')).run();
    const ids = (await stepsOf(run)).map(({ record }) => record.activityId).sort();
    expect(ids).toEqual(['echo-1', 'make-1', 'make-2', 'make-3', 'make-4', 'make-5']);
  });

  it('that are given twice fail the pipeline instead of hanging it', async () => {
    const started = await steps.start('twiceTheSame');
    const failure = await failureOf(started);
    expect(failure).toMatchObject({
      type: 'DuplicateNameError',
      message: expect.stringContaining('Two steps of this workflow have the id "mine"'),
    });
    expect((await started.run()).record).toMatchObject({ state: 'error', error: { name: 'DuplicateNameError' } });
  });

  it('name, labels and summary are the call’s', async () => {
    const started = await steps.start('named');
    const [step] = await stepsOf(await started.run());
    expect(step?.record).toMatchObject({ name: 'the-name', activityId: 'the-id', handler: 'make', labels: { color: 'red', kind: 'step' } });
    expect((await steps.history(started.workflowId)).text).toContain('what people see');
  });

  it('of two pipelines in one V8 context are counted apart', async () => {
    const started = await Promise.all(Array.from({ length: 6 }, () => steps.start('numbered')));
    const uids = await Promise.all(started.map((one) => one.result()));
    expect(new Set(uids.flat() as string[]).size).toBe(36);
    for (const one of started) {
      const run = await one.run();
      expect(run.uid).toBe(one.uid);
      const children = await stepsOf(run);
      expect(children.map(({ record }) => record.activityId).sort()).toEqual(['echo-1', 'make-1', 'make-2', 'make-3', 'make-4', 'make-5']);
      expect(children.every(({ record }) => record.workflowId === one.workflowId)).toBe(true);
    }
  });

  it('of a second run of a handler are those of a new run', async () => {
    const [one, two] = await Promise.all([steps.start('chain', { text: 'a' }), steps.start('chain', { text: 'b' })]);
    const uids = [...(await stepsOf(await one.run())), ...(await stepsOf(await two.run()))].map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(4);
  });
});

describe.concurrent('a pipeline that throws', () => {
  it.each([
    ['class', 'PipelineError', 'the pipeline broke'],
    ['text', 'Error', 'just text'],
    ['cyclic result', 'InvalidValueError', 'the result of the pipeline.self cannot be stored: it contains itself.'],
    ['bad log call', 'InvalidValueError', 'result "bad" cannot be stored: function has no JSON encoding.'],
  ])('fails instead of hanging: %s', async (how, type, message) => {
    const started = await steps.start('throwing', { how });
    expect(await failureOf(started)).toMatchObject({ type, message });
    const run = await started.run();
    expect(run.record).toMatchObject({ state: 'error', error: { name: type, message } });
    expect(run.results).toMatchObject({ before: 1 });
    expect(await linesOf(run)).toEqual(['about to throw']);
  });

  it('keeps stack and cause', async () => {
    const started = await steps.start('throwing', { how: 'class' });
    const failure = await failureOf(started);
    expect(failure.stack).toMatch(/pipelines\.ts/);
    expect(failure.cause).toMatchObject({ message: 'below' });
    const { error } = (await started.run()).record;
    expect(error).toMatchObject({ stack: expect.stringMatching(/pipelines\.ts/), cause: { name: 'RangeError', message: 'below' } });
  });

  it('because a step failed has the step’s error', async () => {
    const started = await steps.start('failing', {});
    expect(await failureOf(started)).toMatchObject({ type: 'BillingError', message: 'no money' });
    const run = await started.run();
    expect(run.record).toMatchObject({
      state: 'error',
      error: { name: 'BillingError', message: 'no money', cause: { message: 'account empty' } },
    });
  });

  it('can go on when it catches a step’s failure', async () => {
    const started = await steps.start('catching');
    expect(await started.result()).toBe('went on');
    const run = await started.run();
    expect(run.record).toMatchObject({ state: 'completed', results: { caught: 'ActivityFailure' } });
    const [step] = await stepsOf(run);
    expect(step?.record).toMatchObject({ state: 'error', attempt: 3 });
  });

  it('before a step is scheduled, for a bad input', async () => {
    const started = await steps.start('badInput');
    expect(await failureOf(started)).toMatchObject({
      type: 'InvalidArgumentError',
      message: expect.stringContaining('Input "doc" must be a path or URI'),
    });
  });

  it('for params that no pipeline can read', async () => {
    const handle = await steps.temporal.workflow.start('chain', {
      workflowId: unique('odd'),
      taskQueue: steps.taskQueue,
      args: [{ $tidemark: 'nonsense' }],
    });
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
  });

  it('for a project that is no project', async () => {
    const started = await steps.start('chain', { text: 'x' }, { project: '../x' });
    expect(await failureOf(started)).toMatchObject({ type: 'InvalidKeyError', message: expect.stringContaining('Project "../x"') });
  });
});

describe.concurrent('the log of a pipeline', () => {
  it('is durable, in order and there once; the same key again replaces', async () => {
    const name = unique('logging');
    const started = await steps.start('logging', { name });
    await passing(`${name} began`);
    const midway = await steps.client.getRun(started.uid);
    expect(midway.record.annotations).toEqual({ note: 'durable now' });
    expect(midway.results).toEqual({ nan: NaN, at: new Date(0) });
    expect(midway.labels).toMatchObject({ color: 'blue', n: '3' });
    open(`${name} may go`);
    const run = await started.run();
    expect(await linesOf(run)).toEqual(['first', 'second', 'after the step']);
    const lines = [];
    for await (const line of run.logs()) lines.push(line);
    expect(lines[0]).toMatchObject({ level: 'info', stream: 'logger', fields: { n: 1, big: 5n } });
    expect(lines[1]).toMatchObject({ level: 'warn', fields: { fold: 2 } });
    expect((await run.metrics('loss')).map(({ step, value }) => [step, value])).toEqual([
      [0, Infinity],
      [1, 1],
      [2, 9],
      [3, 1 / 3],
      [4, 0.25],
    ]);
    expect(run.results).toEqual({ nan: 5, at: new Date(0) });
  });

  it('is committed while a step runs, also what nobody awaits', async () => {
    const name = unique('unawaited');
    const started = await steps.start('unawaited', { name });
    await passing(`${name} began`);
    const run = await steps.client.getRun(started.uid);
    await eventually(async () => (await linesOf(run)).join() === 'nobody awaits this');
    open(`${name} may go`);
    await started.result();
    expect(await linesOf(run)).toEqual(['nobody awaits this']);
  });

  it('is kept when the scope that logs is cancelled', async () => {
    const run = await (await steps.start('ownScope')).run();
    expect(run.state).toBe('completed');
    expect(run.results).toEqual({ inside: 1, outside: 2 });
    expect(await linesOf(run)).toEqual(['in a cancelled scope']);
  });

  it('takes one local activity for all calls of a turn', async () => {
    const name = unique('batched');
    const started = await steps.start('logging', { name });
    open(`${name} may go`);
    await started.result();
    const { text } = await steps.history(started.workflowId);
    // Opening, the first turn, what came while that was under way or after the step, closing.
    expect(text.split('core_local_activity').length - 1).toBeLessThanOrEqual(5);
  });
});

describe.concurrent('values', () => {
  it('of params, results and the return come back as what they were', async () => {
    const params = { at: new Date(5), big: 12345678901234567890n, nan: NaN };
    const started = await steps.start('values', params);
    const kinds = [true, 'bigint', true];
    expect(await started.result()).toEqual({ params, echoed: params, kinds });
    const run = await started.run();
    expect(run.parameters).toEqual(params);
    expect(run.results).toEqual({ kinds, return: { params, echoed: params, kinds } });
  });

  it('nothing is nothing', async () => {
    const started = await steps.start('nothing');
    expect(await started.result()).toBeUndefined();
    expect((await started.run()).results).toEqual({});
  });
});

describe.concurrent('cancelling', () => {
  it('a pipeline in a step aborts the step’s signal; both end as aborted, nothing is published', async () => {
    const name = unique('cancel');
    const started = await steps.start('holding', { name });
    await passing(`${name} began`);
    await started.handle.cancel();
    expect(await passing(`${name} aborted`)).toBeInstanceOf(CancelledFailure);
    expect(await failureOf(started)).toBeInstanceOf(CancelledFailure);
    const run = await started.run();
    expect(run.record).toMatchObject({ state: 'aborted', statusReason: 'cancelled' });
    const [step] = await stepsOf(run);
    expect(step?.record).toMatchObject({ state: 'aborted', statusReason: 'cancelled' });
    expect((await step?.artifactRecords())?.map(({ tags }) => tags)).toEqual([[]]);
    expect((await steps.temporal.workflow.getHandle(started.workflowId).describe()).status.name).toBe('CANCELLED');
  });

  it('a pipeline that waits by itself lets it log to its end', async () => {
    const started = await steps.start('patient');
    await eventually(async () => (await steps.client.listRuns({ name: 'patient' })).length === 1);
    await started.handle.cancel();
    const run = await started.run();
    expect(run.state).toBe('aborted');
    expect(await linesOf(run)).toEqual(['told to stop']);
  });

  it('a pipeline before its first task leaves a run all the same', async () => {
    const handle = await steps.temporal.workflow.start('chain', {
      workflowId: unique('early'),
      taskQueue: steps.taskQueue,
      args: [{ text: 'x' }],
      startDelay: '1 second',
    });
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    const runs = await steps.client.listRuns({ kind: 'pipeline', name: 'chain' });
    expect(runs.find(({ record }) => record.workflowId === handle.workflowId)?.state).toBe('aborted');
  });
});

describe.concurrent('continue-as-new', () => {
  it('is one run with an attempt for each execution', async () => {
    const started = await steps.start('goesOn', { round: 1 });
    expect(await started.result()).toBe(3);
    const run = await started.run();
    expect(run.record).toMatchObject({ state: 'completed', attempt: 3, results: { round: 3, return: 3 } });
    expect((await run.atAttempt(1)).results).toEqual({ round: 1 });
    const children = await stepsOf(run);
    expect(children.map(({ results }) => results['length'])).toHaveLength(3);
    const pipelines = await steps.client.listRuns({ name: 'goes-on' });
    expect(pipelines.map(({ uid }) => uid)).toEqual([run.uid]);
  });
});

describe.concurrent('a reset', () => {
  it('is a further attempt of the same run', async () => {
    const started = await steps.start('chain', { text: 'again' });
    await started.result();
    const reset = await steps.temporal.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: started.workflowId, runId: started.temporalRunId },
      reason: 'test',
      requestId: randomUUID(),
      workflowTaskFinishEventId: 4 as never,
    });
    await steps.temporal.workflow.getHandle(started.workflowId, reset.runId).result();
    const run = await steps.client.getRun(started.uid);
    expect(run.attempts.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'completed'],
      [2, 'completed'],
    ]);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 2, results: { length: 5 } });
  });
});

describe.concurrent('a workflow of the user’s own', () => {
  it('may call steps, whose failure ends it instead of hanging it', async () => {
    const start = (args: unknown[]) =>
      steps.temporal.workflow.execute('plain', { workflowId: unique('plain'), taskQueue: steps.taskQueue, args });
    expect(await start([{}])).toEqual({ length: 4 });
    await expect(start([{ bad: true }])).rejects.toThrow(WorkflowFailedError);
  });
});

describe.concurrent('the Temporal UI', () => {
  const described = (started: Started<unknown>): Promise<WorkflowExecutionDescription> =>
    steps.temporal.workflow.getHandle(started.workflowId).describe();

  it('finds pipelines by project, name and label', async () => {
    const started = await steps.start('chain', { text: 'x' }, { project: 'findable', labels: { team: 'red' } });
    await started.result();
    const { searchAttributes } = await described(started);
    expect(searchAttributes).toMatchObject({ TidemarkProject: ['findable'], TidemarkPipeline: ['chain'], TidemarkLabels: ['team=red'] });
    const query = `TidemarkLabels = 'team=red' AND WorkflowId = '${started.workflowId}'`;
    await eventually(async () => (await steps.temporal.workflow.count(query)).count === 1);
  });

  it('keeps a table of the steps in the memo, failed ones too', async () => {
    const started = await steps.start('chain', { text: 'x' });
    await started.result();
    expect((await described(started)).memo?.['tidemarkSteps']).toMatch(/\| make \| completed \|.*length=1.*\n\| shout \| completed \|/s);
    const failed = await steps.start('failing', {});
    await failureOf(failed);
    expect((await described(failed)).memo?.['tidemarkSteps']).toMatch(/\| fail \| error \|.*BillingError: no money/s);
  });

  it('takes texts of any script and length', async () => {
    const text = '漢字 ☂ '.repeat(200);
    const started = await steps.start('chain', { text });
    expect(await started.result()).toMatch(/^store:/);
  });
});

it('a step that no worker picks up has a run in state error, and so has its pipeline', async () => {
  const started = await steps.start('abandoned');
  await expect(started.result()).rejects.toThrow(WorkflowFailedError);
  const run = await started.run();
  expect(run.record).toMatchObject({ state: 'error', statusReason: 'timed out' });
  const [step] = await stepsOf(run);
  expect(step?.record).toMatchObject({ name: 'make', activityId: 'make-1', state: 'error', statusReason: 'timed out', attempt: 0 });
  expect(step?.attempts).toEqual([]);
});
