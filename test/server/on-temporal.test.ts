import { beforeAll, describe, expect, it } from 'vitest';
import { lazyTemporal } from '../../src/worker/dev-server/index.js';
import { open, passing } from '../fixtures/steps/gates.js';
import { silence } from '../support/silence.js';
import { startStepsWorker } from '../support/steps-worker.js';
import type { StepsWorker } from '../support/steps-worker.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logEverything, serve } from './serve.js';
import type { Served } from './serve.js';

silence();
let steps: StepsWorker;
let served: Served;
beforeAll(async () => {
  steps = await startStepsWorker();
  served = await serve({ home: steps.home, temporal: () => Promise.resolve(steps.temporal) });
});

const post = async <T>(path: string, body: object = {}, by = served) => {
  const answer = await by.fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  return { status: answer.status, body: (await answer.json()) as T };
};
const startAgain = (uid: string, body: object = {}) => post<{ uid: string; workflowId: string }>(`/runs/${uid}/start-again`, body);
const ended = async (workflowId: string, uid: string) => {
  await steps.temporal.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);
  return (await steps.client.getRun(uid)).record;
};

describe('a run on Temporal that is aborted through the API', () => {
  it('is cancelled there, with its steps, and ends as aborted', async () => {
    const started = await steps.start('holding', { name: 'api-abort' });
    await passing('api-abort began');
    expect(await post(`/runs/${started.uid}/abort`)).toEqual({ status: 200, body: { state: 'aborting' } });
    expect((await started.run()).record).toMatchObject({ state: 'aborted' });
    expect((await steps.client.listRuns({ parentUid: started.uid })).map(({ state }) => state)).toEqual(['aborted']);
  });

  it('goes on when no Temporal server is there to ask, and the answer says so', async () => {
    const started = await steps.start('holding', { name: 'api-alone' });
    await passing('api-alone began');
    const without = await serve({ home: steps.home });
    const away = await serve({ home: steps.home, temporal: lazyTemporal(temporaryFolder()).client });
    for (const [server, message] of [
      [without, /started without a Temporal client/],
      [away, /No Temporal server is running for .*tidemark dev/],
    ] as const) {
      expect(await post(`/runs/${started.uid}/abort`, {}, server)).toMatchObject({
        status: 503,
        body: { error: { code: 'ERR_NO_TEMPORAL_SERVER', message: expect.stringMatching(message) } },
      });
    }
    open('api-alone may go');
    expect((await started.run()).state).toBe('completed');
  });
});

describe('a step that is started again', () => {
  it('is a job with the same params and pinned inputs, on the task queue where it ran', async () => {
    const chain = await steps.start('chain', { text: 'hello' });
    await chain.result();
    const runs = await steps.client.listRuns({ parentUid: chain.uid, name: 'shout' });
    const { uid, inputs } = runs[0]?.record ?? { uid: '', inputs: {} };
    expect(await served.get(`/runs/${uid}/params-schema`)).toEqual({
      params: {},
      inputs,
      declaredInputs: { doc: 'artifact' },
      taskQueue: steps.taskQueue,
    });
    const again = await startAgain(uid);
    expect(again.status).toBe(200);
    const record = await ended(again.body.workflowId, again.body.uid);
    expect(record).toMatchObject({ name: 'shout', state: 'completed', inputs, results: { return: 5 }, taskQueue: steps.taskQueue });
    expect(record.uid).not.toBe(uid);
  });

  it('takes other params, which are checked by the schema of its handler, field by field', async () => {
    const first = await steps.client.startHandler('flaky', { params: { failures: 0 } } as never, { taskQueue: steps.taskQueue });
    await first.result();
    const form = await served.get<{ schema: object; params: object }>(`/runs/${first.uid}/params-schema`);
    expect(form).toMatchObject({
      params: { failures: 0, rows: 3 },
      schema: { type: 'object', properties: { failures: { type: 'number', default: 1 } }, additionalProperties: false },
    });
    const wrong = await startAgain(first.uid, { params: { failures: 'many', other: 1 } });
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: { code: 'ERR_INVALID_PARAMS', issues: [{ path: 'params.failures' }, { path: 'params', message: /other/ }] } },
    });
    const again = await startAgain(first.uid, { params: { failures: 1 }, labels: { why: 'again' } });
    expect(await ended(again.body.workflowId, again.body.uid)).toMatchObject({
      state: 'error',
      attempt: 1,
      parameters: { failures: 1, rows: 3 },
      labels: { why: 'again' },
    });
    const twice = await startAgain(first.uid, { params: { failures: 1 }, maximumAttempts: 2 });
    expect(await ended(twice.body.workflowId, twice.body.uid)).toMatchObject({ state: 'completed', attempt: 2 });
  });

  it('cannot be one that ran without Temporal', async () => {
    const { uid } = await logEverything(steps.home, { name: 'here' });
    expect(await startAgain(uid)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/did not run on Temporal/) } },
    });
    expect((await served.fetch(`/runs/${uid}/params-schema`)).status).toBe(400);
  });
});

describe('a pipeline that is started again', () => {
  it('runs with the same params, or with those that are given, values that JSON lacks among them', async () => {
    const first = await steps.start('values', { at: new Date(5), big: 7n, nan: Number.NaN });
    await first.result();
    expect(await served.get(`/runs/${first.uid}/params-schema`)).toMatchObject({
      params: { big: { $tidemark: 'bigint', value: '7' } },
      taskQueue: steps.taskQueue,
    });
    const same = await startAgain(first.uid);
    expect(await ended(same.body.workflowId, same.body.uid)).toMatchObject({
      kind: 'pipeline',
      state: 'completed',
      parameters: { at: new Date(5), big: 7n, nan: Number.NaN },
      results: { kinds: [true, 'bigint', true] },
    });
    const other = await startAgain(first.uid, { params: { at: 'then', big: { $tidemark: 'bigint', value: '9' }, nan: 1 } });
    expect(await ended(other.body.workflowId, other.body.uid)).toMatchObject({
      parameters: { at: 'then', big: 9n, nan: 1 },
      results: { kinds: [false, 'bigint', false] },
    });
  });
});
