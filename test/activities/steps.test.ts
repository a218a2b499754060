import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { StaleAttemptError } from 'tidemark';
import type { RunContext } from 'tidemark';
import type { Run, Started } from '../../src/client/index.js';
import { executeHandler, loadHandlers, openServices } from '../../src/context/index.js';
import { open, passing } from '../fixtures/steps/gates.js';
import { eventually } from '../support/eventually.js';
import { silence } from '../support/silence.js';
import { startStepsWorker } from '../support/steps-worker.js';
import type { StepsWorker } from '../support/steps-worker.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();
let steps: StepsWorker;
beforeAll(async () => {
  process.env['TIDEMARK_SECRET_STEP_TOKEN'] = 'tok/en+with "quotes"';
  steps = await startStepsWorker();
});

const unique = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

/** The only step of a pipeline's run. */
async function stepOf(started: Started<unknown>): Promise<Run> {
  const [step] = await steps.client.listRuns({ parentUid: started.uid });
  if (step === undefined) throw new Error('there is no step');
  return step;
}

async function failureOf(started: Started<unknown>): Promise<ApplicationFailure> {
  const error = await started.result().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  const { cause } = error as WorkflowFailedError;
  return (cause instanceof ActivityFailure ? cause.cause : cause) as ApplicationFailure;
}

async function linesOf(run: Run, attempt?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const { message } of run.logs(attempt === undefined ? {} : { attempt })) lines.push(message);
  return lines;
}

describe.concurrent('a step that fails once', () => {
  it('shows the rows of its second attempt, once; the first stays readable; latest moves once', async () => {
    const started = await steps.start('retried', { failures: 1 });
    await started.result();
    const run = await stepOf(started);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 2, results: { attempt: 2 } });
    expect(run.record.error).toBeUndefined();
    expect(run.labels).toMatchObject({ 'attempt-2': 'yes' });
    expect(run.labels['attempt-1']).toBeUndefined();
    expect((await run.metrics('loss')).map(({ value }) => value)).toEqual([200, 201, 202]);
    expect(await linesOf(run)).toEqual(['line of attempt 2', 'printed in attempt 2']);
    expect(await run.artifact('doc').text()).toBe('of attempt 2');

    expect(run.attempts).toMatchObject([
      { attempt: 1, state: 'pendingRetry', temporalAttempt: 1, error: { name: 'BillingError', message: 'attempt 1 failed' } },
      { attempt: 2, state: 'completed', temporalAttempt: 2 },
    ]);
    const first = await run.atAttempt(1);
    expect(first.results).toEqual({ attempt: 1 });
    expect((await run.metrics('loss', { attempt: 1 })).map(({ value }) => value)).toEqual([100, 101, 102]);
    expect(await linesOf(run, 1)).toEqual(['line of attempt 1', 'printed in attempt 1']);
    expect(await first.artifact('doc').text()).toBe('of attempt 1');
    const versions = await run.artifactRecords({ attempt: 1 });
    expect(versions.map(({ version, tags, status }) => [version, tags, status.state])).toEqual([[0, [], 'superseded']]);
    const [published] = await run.artifactRecords();
    expect(published).toMatchObject({ status: { state: 'published' }, attempt: 2 });
  });
});

describe.concurrent('a step that fails for good', () => {
  it('is in state error with the user’s error, after its last attempt', async () => {
    const started = await steps.start('failing', {});
    const failure = await failureOf(started);
    expect(failure).toMatchObject({ type: 'BillingError', message: 'no money', cause: { message: 'account empty' } });
    expect(failure.stack).toMatch(/handlers\.ts/);
    const run = await stepOf(started);
    expect(run.record).toMatchObject({ state: 'error', attempt: 3 });
    expect(run.record.error).toMatchObject({
      name: 'BillingError',
      message: 'no money',
      stack: expect.stringMatching(/handlers\.ts/),
      cause: { name: 'RangeError', message: 'account empty' },
    });
    expect(run.record.endTime).toBeDefined();
    expect(run.attempts.map(({ state }) => state)).toEqual(['pendingRetry', 'pendingRetry', 'error']);
  });

  it('by an ApplicationFailure of its own is not tried again, and keeps type and details', async () => {
    const started = await steps.start('failing', { how: 'failure' });
    expect(await failureOf(started)).toMatchObject({
      type: 'OwnType',
      message: 'mine',
      nonRetryable: true,
      details: [{ code: 7 }, 'more'],
    });
    expect((await stepOf(started)).record).toMatchObject({ state: 'error', attempt: 1, error: { name: 'OwnType', message: 'mine' } });
  });

  it('by a thrown text is recorded as one', async () => {
    const started = await steps.start('failing', { how: 'string' });
    expect(await failureOf(started)).toMatchObject({ message: 'just text' });
    expect((await stepOf(started)).record.error).toMatchObject({ name: 'Error', message: 'just text' });
  });

  it('for its params fails in one attempt, with our class as type and our code in the record', async () => {
    const started = await steps.start('badParams');
    expect(await failureOf(started)).toMatchObject({
      type: 'InvalidParamsError',
      nonRetryable: true,
      message: expect.stringContaining('- n: '),
    });
    expect((await stepOf(started)).record).toMatchObject({
      state: 'error',
      attempt: 1,
      error: { name: 'InvalidParamsError', code: 'ERR_INVALID_PARAMS' },
    });
  });

  it('for a summary over 256 KiB fails in one attempt and says what to do', async () => {
    const started = await steps.start('tooLarge');
    expect(await failureOf(started)).toMatchObject({
      type: 'ValueTooLargeError',
      message: expect.stringContaining('Log it as an artifact'),
    });
    expect((await stepOf(started)).record).toMatchObject({ state: 'error', attempt: 1 });
  });
});

describe.concurrent('what Temporal keeps of a step', () => {
  it('is its summary: no body, no row, no log line', async () => {
    const started = await steps.start('heavy');
    await started.result();
    const { text, bytes } = await steps.history(started.workflowId);
    expect(text).toContain('SUMMARY-MARK');
    for (const mark of ['BODY-MARK', 'ROW-MARK', 'LINE-MARK', 'METRIC-MARK', 'PRINT-MARK']) expect(text).not.toContain(mark);
    expect(bytes).toBeLessThan(20_000);
    // One activity, and three local ones for the pipeline's own run: the 200 log calls of the step add nothing.
    expect(text.split('\n').length).toBeLessThan(25);
  });

  it.each([false, true])('has no secret, whether it fails or not (%s)', async (fail) => {
    const started = await steps.start('careful', { fail });
    await started.result().catch(() => undefined);
    const { text } = await steps.history(started.workflowId);
    const token = process.env['TIDEMARK_SECRET_STEP_TOKEN'] ?? '';
    expect(text).toContain('***');
    for (const leak of [
      token,
      JSON.stringify(token).slice(1, -1),
      encodeURIComponent(token),
      'tok/en',
      Buffer.from(`user:${token}`).toString('base64').slice(8, 20),
    ]) {
      expect(text).not.toContain(leak);
    }
    const run = await stepOf(started);
    expect(run.record).toMatchObject({ state: fail ? 'error' : 'completed', results: { token: '***' } });
    expect(JSON.stringify(run.record)).not.toContain('tok/en');
  });
});

describe.concurrent('the fence', () => {
  it('keeps a superseded attempt from logging and from publishing; the new attempt wins', async () => {
    const name = unique('fenced');
    const started = await steps.start('holdingOn', { name });
    const context = await passing<RunContext>(`${name} began`);
    const services = await openServices({ home: steps.home });
    await services.tracking.openAttempt({
      run: { uid: context.uid, name: 'holdOn', project: 'default', kind: 'step' },
      nonce: unique('another'),
      labels: {},
      parameters: {},
      inputs: {},
      time: Date.now(),
    });
    await expect(context.logResult('late', 1).durable()).rejects.toThrow(StaleAttemptError);
    // From now on it throws at the call; what is printed never does.
    expect(() => context.logResult('later', 1)).toThrow(StaleAttemptError);
    open(`${name} may go`);
    expect(await failureOf(started)).toMatchObject({ type: 'StaleAttemptError' });
    const run = await steps.client.getRun(context.uid);
    expect(run.record).toMatchObject({ attempt: 2, results: {} });
    expect(run.attempts[0]).toMatchObject({ state: 'aborted', statusReason: 'superseded' });
    expect((await run.artifactRecords({ attempt: 1 })).map(({ tags }) => tags)).toEqual([[]]);
    await services.close();
  });

  it('a step of a workflow that was terminated is not published', async () => {
    const name = unique('terminated');
    const started = await steps.start('holdingOn', { name });
    const context = await passing<RunContext>(`${name} began`);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await started.handle.terminate('test');
    open(`${name} may go`);
    await eventually(async () => (await steps.client.getRun(context.uid)).state !== 'running');
    const run = await steps.client.getRun(context.uid);
    expect(run.state).not.toBe('completed');
    expect((await run.artifactRecords()).map(({ tags, status }) => [tags, status.state])).toEqual([[[], 'pending']]);
  });

  it('a step that returns although it was cancelled has completed', async () => {
    const name = unique('deaf');
    const started = await steps.start('holdingOn', { name });
    const context = await passing<RunContext>(`${name} began`);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await started.handle.cancel();
    await eventually(() => context.signal.aborted);
    open(`${name} may go`);
    await started.result().catch(() => undefined);
    const run = await steps.client.getRun(context.uid);
    expect(run.record).toMatchObject({ state: 'completed', results: { return: 'went' } });
    expect((await run.artifactRecords()).map(({ tags }) => tags)).toEqual([['latest']]);
  });
});

describe.concurrent('an operator', () => {
  const activity = (started: Started<unknown>) => ({
    namespace: 'default',
    execution: { workflowId: started.workflowId },
    id: 'hold-1',
    identity: 'test',
  });

  it('who pauses a step stops its attempt, which waits as paused; unpaused, the next one completes', async () => {
    const name = unique('paused');
    const started = await steps.start('holding', { name });
    const context = await passing<RunContext>(`${name} began`);
    await steps.temporal.workflowService.pauseActivity(activity(started));
    await passing(`${name} aborted`);
    await eventually(async () => (await steps.client.getRun(context.uid)).state !== 'running');
    expect((await steps.client.getRun(context.uid)).record).toMatchObject({ state: 'pending', statusReason: 'paused' });
    open(`${name} may go`);
    await steps.temporal.workflowService.unpauseActivity(activity(started));
    await started.result();
    const run = await steps.client.getRun(context.uid);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 2, results: { went: true } });
  });

  it('who resets a step has it run again, as a further attempt', async () => {
    const name = unique('reset');
    const started = await steps.start('holding', { name });
    const context = await passing<RunContext>(`${name} began`);
    await steps.temporal.workflowService.resetActivity(activity(started));
    await passing(`${name} aborted`);
    open(`${name} may go`);
    await started.result();
    const run = await steps.client.getRun(context.uid);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 2 });
    expect(run.attempts[0]).toMatchObject({ state: 'pendingRetry', statusReason: 'reset' });
  });
});

describe.concurrent('heartbeats', () => {
  it('tell where a step is', async () => {
    const name = unique('beating');
    const started = await steps.start('holding', { name });
    const context = await passing<RunContext>(`${name} began`);
    await context.progress(3, 10);
    const seen = async () => {
      const { raw } = await steps.temporal.workflow.getHandle(started.workflowId).describe();
      const payload = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads?.[0]?.data;
      return payload == null ? undefined : (JSON.parse(Buffer.from(payload).toString()) as unknown);
    };
    await eventually(async () => isDeepStrictEqual(await seen(), { uid: context.uid, attempt: 1, progress: { done: 3, total: 10 } }));
    open(`${name} may go`);
    await started.result();
    expect((await steps.client.getRun(context.uid)).record.progress).toEqual({ done: 3, total: 10 });
  });
});

describe.concurrent('twenty steps at once', () => {
  it('do not mix what they print', async () => {
    const started = await steps.start('crowd', { steps: 20 });
    const uids = (await started.result()) as string[];
    expect(new Set(uids).size).toBe(20);
    for (const [n, uid] of uids.entries()) {
      expect(await linesOf(await steps.client.getRun(uid))).toEqual(
        Array.from({ length: 4 }, (_, i) => [`step ${n} line ${i}`, `step ${n} half ${i}`, `step ${n} logger ${i}`]).flat(),
      );
    }
  });
});

describe('a run that has completed', () => {
  it('is not run again: the stored summary is handed back', async () => {
    const services = await openServices({ home: temporaryFolder() });
    let calls = 0;
    const handlers = await loadHandlers({
      job: (context: RunContext) => {
        calls += 1;
        context.logArtifact('doc', { body: 'x' });
        context.logResult('nan', NaN);
        return calls;
      },
    });
    const handler = handlers.get('job');
    if (handler === undefined) throw new Error('no handler');
    const execute = () =>
      executeHandler({
        services,
        handler,
        identity: { uid: 'ab'.repeat(16), name: 'job', project: 'p', kind: 'step' },
        nonce: randomUUID(),
        params: {},
        inputs: {},
        labels: {},
        signal: new AbortController().signal,
        failedState: () => ({ state: 'error' }),
      });
    const first = await execute();
    const second = await execute();
    expect(calls).toBe(1);
    expect(first.state).toBe('completed');
    expect(second).toEqual(first);
    await services.close();
  });
});

describe('inputs of a retried step', () => {
  it('are those of the first attempt, even when they could not be found again; what was never found stays missing', async () => {
    const services = await openServices({ home: temporaryFolder() });
    const { writeFileSync, rmSync } = await import('node:fs');
    const path = `${temporaryFolder()}/in.txt`;
    writeFileSync(path, 'x');
    const seen: string[] = [];
    const handlers = await loadHandlers({
      job: async (context: RunContext) => {
        seen.push(Object.keys(context.inputs).join());
        if (context.attempt === 1) throw new Error('again');
      },
    });
    const handler = handlers.get('job');
    if (handler === undefined) throw new Error('no handler');
    const execute = (inputs: Record<string, string>, uid: string) =>
      executeHandler({
        services,
        handler,
        identity: { uid, name: 'job', project: 'p', kind: 'step' },
        nonce: randomUUID(),
        params: {},
        inputs,
        labels: {},
        signal: new AbortController().signal,
        failedState: () => ({ state: 'pendingRetry' }),
      });
    expect((await execute({ a: path }, 'aa'.repeat(16))).state).toBe('failed');
    rmSync(path);
    expect((await execute({ a: path }, 'aa'.repeat(16))).state).toBe('completed');
    expect(seen).toEqual(['a', 'a']);
    for (let attempt = 1; attempt <= 2; attempt++) {
      const outcome = await execute({ a: path }, 'bb'.repeat(16));
      expect(outcome).toMatchObject({ state: 'failed', error: { code: 'ERR_INPUT_NOT_FOUND' } });
    }
    expect(seen).toHaveLength(2);
    await services.close();
  });
});
