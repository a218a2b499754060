import { randomUUID } from 'node:crypto';
import { AsyncCompletionClient } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseArtifactUri } from '../../src/core/index.js';
import { draft } from '../contracts/tracking-store/story.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startDevServer } from '../../src/worker/index.js';
import { Client, Connection } from '@temporalio/client';
import { startRecorded } from './recorded.js';
import type { Recorded } from './recorded.js';

let here: Recorded;
beforeAll(async () => {
  here = await startRecorded();
});

/** A workflow whose only activity waits. */
async function waiting() {
  const handle = await here.start('oneActivity');
  await here.scheduled(handle);
  return handle;
}

const activities = () => new AsyncCompletionClient({ connection: here.temporal.connection });
const changesOf = async (uid: string, reconciler = here.reconciler()) => (await reconciler.pass()).filter((change) => change.uid === uid);

/** Takes the activity's task, as a worker does, and is not heard of again. */
async function take(handle: { readonly workflowId: string }): Promise<void> {
  const described = await here.temporal.workflow.getHandle(handle.workflowId).describe();
  const task = { namespace: 'default', taskQueue: { name: described.taskQueue }, identity: 'a worker that is gone' };
  // Another test's step may wait in the queue as well: it is taken and left.
  for (;;) {
    const { taskToken, workflowExecution } = await here.temporal.withDeadline(Date.now() + 10_000, () =>
      here.temporal.workflowService.pollActivityTaskQueue(task),
    );
    expect(taskToken?.length).toBeGreaterThan(0);
    if (workflowExecution?.workflowId === handle.workflowId) return;
  }
}

describe('a step that stopped reporting', () => {
  it('failed for good when Temporal says so, with the error that it has', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    await take(handle);
    await activities().fail(
      { workflowId: handle.workflowId, activityId: '1' },
      ApplicationFailure.nonRetryable('no money', 'BillingError'),
    );
    expect(await changesOf(uid)).toEqual([{ uid, name: 'train', from: 'running', to: 'error', why: 'its last attempt failed' }]);
    expect(await here.get(uid)).toMatchObject({
      state: 'error',
      statusReason: 'its last attempt failed',
      error: { name: 'BillingError', message: 'no money' },
      attempts: [{ state: 'error' }],
    });
    expect(await changesOf(uid)).toEqual([]);
  });

  it('timed out for good', async () => {
    const handle = await here.start('lateActivity');
    const uid = await here.left(handle);
    await expect(handle.result()).rejects.toThrow();
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'error', statusReason: 'timed out', error: { name: 'TimeoutFailure' } });
  });

  it('was cancelled', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'aborted', statusReason: 'cancelled' });
  });

  it('is over with its workflow, which was terminated: for the reason that was given', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    await handle.terminate('too expensive');
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({
      state: 'aborted',
      statusReason: 'its workflow was terminated: too expensive',
      error: { name: 'TerminatedFailure', message: 'too expensive' },
      endTime: expect.any(String),
    });
  });

  it('is over with its workflow, which timed out', async () => {
    const handle = await here.start('oneActivity', { workflowExecutionTimeout: '500ms' });
    await here.scheduled(handle);
    const uid = await here.left(handle);
    await expect(handle.result()).rejects.toThrow();
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'aborted', statusReason: 'its workflow is timed out' });
  });

  it('is over with its workflow run, which was reset', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    await here.temporal.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId, runId: handle.firstExecutionRunId },
      reason: 'another try',
      requestId: randomUUID(),
      workflowTaskFinishEventId: 4 as never,
    });
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({
      state: 'aborted',
      statusReason: expect.stringContaining('its workflow was reset: another try'),
    });
  });

  it('waits for a retry when no worker has it, and is paused when it is', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    expect(await changesOf(uid)).toMatchObject([{ from: 'running', to: 'pendingRetry', why: 'waiting for a retry' }]);
    const paused = { namespace: 'default', execution: { workflowId: handle.workflowId }, id: '1' };
    await here.temporal.workflowService.pauseActivity(paused);
    await here.reconciler().pass();
    const run = await here.get(uid);
    expect(run).toMatchObject({ state: 'pending', statusReason: 'paused', attempts: [{ state: 'pendingRetry' }] });
    expect(run).not.toHaveProperty('endTime');
    await here.temporal.workflowService.unpauseActivity(paused);
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'pendingRetry' });
  });

  it('that is to stop stays so until Temporal knows its end', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    await here.tracking.requestAbort(uid, Date.now());
    expect(await changesOf(uid)).toEqual([]);
    await handle.terminate();
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'aborted' });
  });

  it('is left alone while Temporal believes that a worker has it', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    await take(handle);
    expect(await changesOf(uid)).toEqual([]);
    expect(await here.get(uid)).toMatchObject({ state: 'running' });
  });

  it('is left alone while its lease holds', async () => {
    const handle = await waiting();
    const uid = await here.left(handle, { leaseUntil: Date.now() + 60_000 });
    await handle.terminate();
    expect(await changesOf(uid)).toEqual([]);
  });

  it('is left alone when a newer attempt has opened since it was listed', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    const stale = await here.get(uid);
    const { workflowId = '', temporalRunId = '' } = stale;
    await here.tracking.openAttempt({
      run: { uid, name: 'train', project: 'demo', kind: 'step', workflowId, temporalRunId },
      nonce: randomUUID(),
      labels: {},
      parameters: {},
      inputs: {},
      time: Date.now(),
    });
    await here.reconciler().look(stale);
    expect(await here.get(uid)).toMatchObject({ state: 'running', attempt: 2 });
  });
});

describe('a step that completed here', () => {
  const latest = () => here.tracking.getArtifact(parseArtifactUri('store://artifacts/demo/train_model:latest'));

  it('did not complete when its workflow was terminated first: what it published is taken back', async () => {
    const before = await waiting();
    const first = draft('model');
    await here.completed(before, first);
    await take(before);
    await activities().complete({ workflowId: before.workflowId, activityId: '1' }, undefined);
    await before.result();

    const handle = await waiting();
    const second = draft('model');
    const uid = await here.completed(handle, second);
    const reconciler = here.reconciler();
    await reconciler.pass();
    expect((await latest())?.uid).toBe(second.uid);
    await handle.terminate('stop it');
    // One that had looked before and one that had not come to the same.
    expect(await changesOf(uid, reconciler)).toEqual([
      { uid, name: 'train', from: 'completed', to: 'aborted', why: 'its workflow was terminated: stop it' },
    ]);
    expect((await latest())?.uid).toBe(first.uid);
    expect(await here.get(uid)).toMatchObject({ state: 'aborted', attempts: [{ state: 'aborted' }] });
    expect(await changesOf(uid)).toEqual([]);
  });

  it('stays as it is when Temporal knows that it did, and when Temporal knows nothing', async () => {
    const known = await waiting();
    const uid = await here.completed(known);
    await take(known);
    await activities().complete({ workflowId: known.workflowId, activityId: '1' }, undefined);
    await known.result();
    const unknown = await here.completed({ ...known, workflowId: 'never', firstExecutionRunId: randomUUID() });
    await here.reconciler().pass();
    expect([(await here.get(uid)).state, (await here.get(unknown)).state]).toEqual(['completed', 'completed']);
  });
});

describe('a run whose workflow Temporal does not know', () => {
  const gone = () => ({ workflowId: `gone-${randomUUID()}`, temporalRunId: randomUUID() });

  it('is unknown, and no end of it is made up; it may open again', async () => {
    const handle = await waiting();
    const uid = await here.left(handle, { run: gone() });
    expect(await changesOf(uid)).toMatchObject([{ to: 'unknown', why: 'Temporal no longer knows its workflow' }]);
    const run = await here.get(uid);
    expect(run).toMatchObject({ state: 'unknown' });
    expect(run).not.toHaveProperty('endTime');
    expect(await changesOf(uid)).toEqual([]);
  });

  it('is left alone when it was recorded on another cluster, or nobody knows on which', async () => {
    const handle = await waiting();
    const elsewhere = await here.left(handle, { run: { ...gone(), namespaceId: randomUUID() } });
    const anywhere = await here.left(handle, { run: { ...gone(), namespaceId: undefined as never } });
    const other = await here.left(handle, { run: { ...gone(), namespace: 'other' } });
    const changed = (await here.reconciler().pass()).map(({ uid }) => uid);
    for (const uid of [elsewhere, anywhere, other]) {
      expect(changed).not.toContain(uid);
      expect((await here.get(uid)).state).toBe('running');
    }
  });

  it('is not asked about from another server, with the same namespace and the same workflow id', async () => {
    const handle = await waiting();
    const uid = await here.left(handle);
    const server = await startDevServer({ folder: temporaryFolder(), inMemory: true, ui: false });
    const connection = await Connection.connect({ address: server.address });
    try {
      expect(await changesOf(uid, here.reconciler({ temporal: new Client({ connection }) }))).toEqual([]);
    } finally {
      await connection.close();
      await server.stop();
    }
  });
});
