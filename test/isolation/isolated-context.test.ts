import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineHandler } from 'tidemark';
import { openClient } from '../../src/client/index.js';
import type { Run, TidemarkClient } from '../../src/client/index.js';
import { runLocal } from '../../src/local/index.js';
import { startWorker } from '../../src/worker/index.js';
import type { RunningWorker } from '../../src/worker/index.js';
import type * as handlers from '../fixtures/isolated/context-handlers.js';
import { eventually } from '../support/eventually.js';
import { silence } from '../support/silence.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();

const handlersPath = join(import.meta.dirname, '../fixtures/isolated/context-handlers.ts');
const SECRET = 'isolated-secret-78';
const retry = { initialInterval: '50 milliseconds', backoffCoefficient: 1, maximumAttempts: 2 } as const;

describe('the context of an isolated handler', () => {
  const home = temporaryFolder();
  const taskQueue = `isolated-context-${randomUUID().slice(0, 8)}`;
  let worker: RunningWorker;
  let temporal: Client;
  let client: TidemarkClient;

  beforeAll(async () => {
    process.env['TIDEMARK_SECRET_ISOLATED'] = SECRET;
    const address = await temporalAddress();
    temporal = new Client({ connection: await Connection.connect({ address }) });
    worker = await startWorker({ handlersPath, isolate: true, home, taskQueue, connection: { address } });
    client = await openClient({ home, temporal });
  });
  afterAll(async () => {
    delete process.env['TIDEMARK_SECRET_ISOLATED'];
    await client.close();
    await worker.stop();
    await temporal.connection.close();
  });

  const start = (handler: keyof typeof handlers, call: object = {}) => client.startHandler(handler, call, { taskQueue, retry });
  const run = async (handler: keyof typeof handlers, call: object = {}): Promise<Run> => (await start(handler, call)).run();
  const linesOf = async (of: Run) => {
    const lines = [];
    for await (const { level, stream, message } of of.logs()) lines.push([level, stream, message]);
    return lines;
  };

  it('goes on from a checkpoint and does once what is to be done once, after its process died', async () => {
    const resumed = await run('resumes');
    expect(resumed.record).toMatchObject({ state: 'completed', attempt: 2 });
    expect(resumed.results).toEqual({ amount: 2n ** 60n, paidBy: 1, from: 2, at: new Date(0) });
    const points = await resumed.metrics('loss');
    expect(points.map(({ step, value }) => [step, value])).toEqual([1, 1 / 2, 1 / 3, 1 / 5, 1 / 6].map((value, step) => [step, value]));
    expect(await linesOf(resumed)).toEqual([['info', 'logger', 'pays']]);
  });

  it('masks secrets in all that it logs and prints, in the error that ends its process, and in the history', async () => {
    const started = await start('leaks');
    const leaked = await started.run();
    expect(leaked.record).toMatchObject({
      state: 'error',
      attempt: 2,
      labels: { label: '***' },
      annotations: { note: 'of ***' },
      results: { secret: ['***'] },
      error: { name: 'Error', message: 'dies of ***' },
    });
    const lines = await linesOf(leaked);
    expect(lines.map(([, , message]) => message)).toEqual(['says ***', 'prints ***', '*** in two halves']);
    const base64 = Buffer.from(SECRET).toString('base64');
    const logs = [];
    for await (const line of leaked.logs()) logs.push(JSON.stringify(line));
    const { events } = await temporal.workflow.getHandle(started.workflowId).fetchHistory();
    for (const text of [JSON.stringify(leaked.record), ...logs, ...(events ?? []).map((event) => JSON.stringify(event, asText))]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(base64);
    }
  });

  it('takes what the handler prints into the log, with its level and stream', async () => {
    expect(await linesOf(await run('prints'))).toEqual([
      ['debug', 'stdout', 'debug { a: 1 }'],
      ['info', 'stdout', 'log 5'],
      ['warn', 'stderr', 'warn'],
      ['error', 'stderr', 'error'],
      ['info', 'stdout', 'no newline yet'],
    ]);
  });

  it('takes charts that grow, streams and rows that come one by one; and reads what others left', async () => {
    const streamed = await run('streams');
    expect(streamed.state).toBe('completed');
    expect((await streamed.metrics('curve')).map(({ step, value }) => [step, value])).toEqual(
      Array.from({ length: 10 }, (_, step) => [step, step * step]),
    );
    const { data } = await streamed.artifact('curve').json<{ data: { values: unknown[] } }>();
    expect(data.values).toHaveLength(10);
    expect(await streamed.artifact('streamed').text()).toBe('a'.repeat(1000) + 'b'.repeat(1000) + 'c'.repeat(1000));
    const inputs = { rows: streamed.artifacts['rows'] ?? '', text: streamed.artifacts['streamed'] ?? '' };
    const read = await run('reads', { inputs });
    expect(read.results).toMatchObject({ rows: 2500, last: 'row 2499', missing: 'ArtifactNotFoundError' });
    expect(read.record.inputs).toEqual(inputs);
  });

  it('is that of a script within it', async () => {
    expect((await run('nested')).results).toEqual({ own: true });
  });

  it.each([
    ['application', { name: 'NoUse', message: 'no use', cause: { name: 'RangeError', message: 'too far' } }],
    ['argument', { name: 'InvalidValueError' }],
  ] as const)('hands on errors with their class: one that says it is final is not tried again (%s)', async (how, error) => {
    const failed = await run('failsForGood', { params: { how } });
    expect(failed.record).toMatchObject({ state: 'error', attempt: 1, error });
  });

  it('has the reason of a cancellation', async () => {
    const waiting = await start('stops');
    await eventually(async () => ((await (await client.listRuns({ uidPrefix: waiting.uid }))[0]?.metrics('waiting')) ?? []).length === 1);
    await waiting.handle.cancel();
    const stopped = await waiting.run();
    expect(stopped.record).toMatchObject({ state: 'aborted', statusReason: 'cancelled' });
    expect(await linesOf(stopped)).toEqual([['warn', 'logger', 'CancelledFailure: CANCELLED']]);
  });

  it('survives the signals that are meant for its worker', async () => {
    expect((await run('isSignalled')).results).toEqual({ return: 1 });
  });
});

describe('runLocal', () => {
  it('runs a handler that says isolate in the calling process', async () => {
    const where = defineHandler({ isolate: true, run: () => process.pid });
    expect((await runLocal(where, { home: temporaryFolder() })).results).toEqual({ return: process.pid });
  });
});

// Payloads are base64 in JSON.
function asText(key: string, value: unknown): unknown {
  return key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value;
}
