import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as handlers from '../fixtures/steps/handlers.js';
import { open, passing } from '../fixtures/steps/gates.js';
import { silence } from '../support/silence.js';
import { startStepsWorker } from '../support/steps-worker.js';
import type { StepsWorker } from '../support/steps-worker.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();
let steps: StepsWorker;
beforeAll(async () => {
  steps = await startStepsWorker();
});

describe.concurrent('startHandler', () => {
  it('runs one handler as a job, whose uid is known at once', async () => {
    const path = join(temporaryFolder(), 'in.txt');
    writeFileSync(path, 'hello');
    const started = await steps.client.startHandler<typeof handlers.shout>(
      'shout',
      { inputs: { doc: path } },
      { taskQueue: steps.taskQueue },
    );
    const result = await started.result();
    expect(result).toMatchObject({ uid: started.uid, results: { return: 5 } });
    expect(await steps.client.getDataItem(String(result.artifacts['loud'])).text()).toBe('HELLO');
    const run = await started.run();
    expect(run.record).toMatchObject({ uid: started.uid, kind: 'step', name: 'shout', state: 'completed', workflowId: started.workflowId });
    expect(run.record.parentUid).toBeUndefined();
  });

  it('keeps dates, bigints and NaN on the way there and back', async () => {
    const value = { at: new Date(5), big: 7n, nan: NaN, list: [-Infinity] };
    const started = await steps.client.startHandler<typeof handlers.echo>('echo', { params: { value } }, { taskQueue: steps.taskQueue });
    expect((await started.result()).results).toEqual({ return: value });
    expect((await started.run()).parameters).toEqual({ value });
  });

  it('takes project, labels, name and retry policy', async () => {
    const started = await steps.client.startHandler<typeof handlers.flaky>(
      'flaky',
      { params: { failures: 5 }, name: 'mine' },
      { taskQueue: steps.taskQueue, project: 'jobs', labels: { team: 'blue' }, retry: { maximumAttempts: 2, initialInterval: '10ms' } },
    );
    await expect(started.result()).rejects.toThrow(WorkflowFailedError);
    const run = await started.run();
    expect(run.record).toMatchObject({ project: 'jobs', name: 'mine', state: 'error', attempt: 2, labels: { team: 'blue' } });
  });

  it('fails for params that the handler refuses', async () => {
    const started = await steps.client.startHandler('strict', { params: { n: 'x' } } as never, { taskQueue: steps.taskQueue });
    await expect(started.result()).rejects.toThrow(WorkflowFailedError);
    expect((await started.run()).record).toMatchObject({ state: 'error', error: { code: 'ERR_INVALID_PARAMS' } });
  });
});

describe.concurrent('a pipeline that was started', () => {
  it('is found by its uid while it runs, and waited for', async () => {
    const name = `client-${randomUUID().slice(0, 8)}`;
    const started = await steps.start('holding', { name }, { workflowId: name });
    expect(started.workflowId).toBe(name);
    await passing(`${name} began`);
    const run = await steps.client.getRun(started.uid);
    expect(run.state).toBe('running');
    const waiting = run.wait();
    open(`${name} may go`);
    expect((await waiting).state).toBe('completed');
    const [step] = await steps.client.listRuns({ parentUid: run.uid });
    expect(step?.results).toEqual({ went: true, return: 'went' });
  });

  it('refuses params that cannot be sent, before anything starts', async () => {
    await expect(steps.start('chain', { text: new Map() } as never)).rejects.toThrow(/params\.text cannot be stored: Map/);
  });
});
