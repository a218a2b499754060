import { randomUUID } from 'node:crypto';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { startRecorded } from './recorded.js';
import type { Recorded } from './recorded.js';

let here: Recorded;
beforeAll(async () => {
  here = await startRecorded();
});

const pipelineOf = (handle: WorkflowHandleWithFirstExecutionRunId) => here.left(handle, { run: { kind: 'pipeline' } });
const eventually = (handle: WorkflowHandleWithFirstExecutionRunId) => handle.result().catch(() => undefined);

describe('a pipeline that does not report', () => {
  it.each([
    ['terminated', 'aborted', 'its workflow was terminated: enough'],
    ['cancelled', 'aborted', 'cancelled'],
    ['timed out', 'error', 'timed out'],
  ])('whose workflow was %s is %s', async (how, state, statusReason) => {
    const handle = await here.start('ends', { args: ['waits'], ...(how === 'timed out' ? { workflowExecutionTimeout: '300ms' } : {}) });
    const uid = await pipelineOf(handle);
    if (how === 'terminated') await handle.terminate('enough');
    if (how === 'cancelled') await handle.cancel();
    await eventually(handle);
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state, statusReason, attempts: [{ state, statusReason }] });
  });

  it('whose workflow completed has completed', async () => {
    const handle = await here.start('ends', { args: ['at once'] });
    const uid = await pipelineOf(handle);
    await handle.result();
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'completed', attempts: [{ state: 'completed' }] });
  });

  it('runs on in its newest part when it continued as new, and ends with that', async () => {
    const handle = await here.start('goesOn', { args: [1] });
    const uid = await pipelineOf(handle);
    const now = here.temporal.workflow.getHandle(handle.workflowId);
    while ((await now.describe()).runId === handle.firstExecutionRunId) await new Promise((resolve) => setTimeout(resolve, 20));
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'running' });
    await now.terminate('enough');
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'aborted', statusReason: 'its workflow was terminated: enough' });
  });

  it('runs on in the run that a reset put in its place', async () => {
    const handle = await here.start('ends', { args: ['waits'] });
    const uid = await pipelineOf(handle);
    while (Number((await handle.describe()).historyLength) < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    await here.temporal.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId, runId: handle.firstExecutionRunId },
      reason: 'another try',
      requestId: randomUUID(),
      workflowTaskFinishEventId: 4 as never,
    });
    const before = here.temporal.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId);
    expect((await before.describe()).status.name).toBe('TERMINATED');
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'running' });
    await here.temporal.workflow.getHandle(handle.workflowId).cancel();
    await eventually(here.temporal.workflow.getHandle(handle.workflowId) as never);
    await here.reconciler().pass();
    expect(await here.get(uid)).toMatchObject({ state: 'aborted', statusReason: 'cancelled' });
  });
});

describe('a local run', () => {
  const local = (leaseUntil: number) =>
    here.left({ workflowId: 'none', firstExecutionRunId: 'none' } as never, { run: { kind: 'local' }, leaseUntil, pid: process.pid });

  it('whose lease lapsed is aborted, though a process of its number runs', async () => {
    const [lapsed, held] = [await local(Date.now() - 1), await local(Date.now() + 60_000)];
    await here.reconciler({ temporal: undefined as never }).pass();
    expect(await here.get(lapsed)).toMatchObject({ state: 'aborted', statusReason: 'its process is gone' });
    expect(await here.get(held)).toMatchObject({ state: 'running' });
  });

  it('whose lease lapsed just now is left alone', async () => {
    const uid = await local(Date.now() - 1000);
    await here.reconciler({ graceMillis: 30_000 }).pass();
    expect(await here.get(uid)).toMatchObject({ state: 'running' });
    await here.reconciler({ graceMillis: 500 }).pass();
    expect(await here.get(uid)).toMatchObject({ state: 'aborted' });
  });
});
