import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError, HandlerByValueError } from 'tidemark';
import { openClient } from '../../src/client/index.js';
import type { Run, TidemarkClient } from '../../src/client/index.js';
import { startWorker } from '../../src/worker/index.js';
import type { RunningWorker } from '../../src/worker/index.js';
import * as handlers from '../fixtures/isolated/handlers.js';
import { eventually } from '../support/eventually.js';
import { silence } from '../support/silence.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();

const handlersPath = join(import.meta.dirname, '../fixtures/isolated/handlers.ts');
const pipelines = join(import.meta.dirname, '../fixtures/isolated/pipelines.ts');
const SECRET = 'isolated-secret-77';
const retry = { initialInterval: '50 milliseconds', backoffCoefficient: 1, maximumAttempts: 2 } as const;

describe('an isolated step', () => {
  const home = temporaryFolder();
  const taskQueue = `isolated-${randomUUID().slice(0, 8)}`;
  let worker: RunningWorker;
  let temporal: Client;
  let client: TidemarkClient;

  beforeAll(async () => {
    process.env['TIDEMARK_SECRET_ISOLATED'] = SECRET;
    const address = await temporalAddress();
    temporal = new Client({ connection: await Connection.connect({ address }) });
    worker = await startWorker({ handlersPath, pipelines, home, taskQueue, connection: { address } });
    client = await openClient({ home, temporal });
  });
  afterAll(async () => {
    delete process.env['TIDEMARK_SECRET_ISOLATED'];
    await client.close();
    await worker.stop();
    await temporal.connection.close();
  });

  const start = (handler: keyof typeof handlers, params: object = {}) =>
    client.startHandler(handler, { params: params as never }, { taskQueue, retry });
  const run = async (handler: keyof typeof handlers, params: object = {}): Promise<Run> => (await start(handler, params)).run();

  const stateOf = async (uid: string) => (await client.listRuns({ uidPrefix: uid }))[0]?.state;
  const countOf = async (uid: string, key: string) => {
    const [found] = await client.listRuns({ uidPrefix: uid });
    return (await found?.metrics(key))?.length;
  };

  it('runs in a process of its own, one after the other in the same; one that is not isolated runs in the worker’s', async () => {
    const first = await run('where');
    expect(first.results['return']).not.toBe(process.pid);
    expect((await run('where')).results).toEqual(first.results);
    expect((await run('whereElse')).results).toEqual({ return: process.pid });
  });

  it('logs as any other does', async () => {
    const logged = await run('logAll', { text: 'hello' });
    expect(logged.record).toMatchObject({ state: 'completed', attempt: 1, progress: { done: 1, total: 2 }, labels: { kind: 'all' } });
    expect(logged.results).toMatchObject({ text: 'hello', big: 2n ** 60n, nothing: Number.NaN, secret: '***' });
    expect(logged.results['return']).toBe(logged.artifacts['note']);
    const points = await logged.metrics('loss');
    expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 1000 }, (_, step) => step));
    expect(await logged.artifact('note').text()).toBe('hello');
    expect((await logged.artifact('rows').table()).objects()).toEqual([{ a: 1 }, { a: 2 }]);
    const lines = [];
    for await (const line of logged.logs()) lines.push(line);
    expect(lines.map(({ message }) => message)).toEqual(['printed hello ***', 'hello']);
    expect(lines[1]?.fields).toEqual({ n: 1n, at: new Date(0) });
  });

  it('that throws fails with its own error, and what it had logged', async () => {
    const failed = await run('fails');
    expect(failed.record).toMatchObject({
      state: 'error',
      attempt: 2,
      results: { before: true },
      error: { name: 'OwnError', message: 'on purpose', cause: { name: 'TypeError', message: 'the cause' } },
    });
    expect(failed.record.error?.stack).toContain('fixtures/isolated/handlers.ts');
  });

  it.each([
    ['exits', 'HandlerExitedError', /^The process that exits ran in ended before it returned \(exit code 3\)\. Return or throw/],
    ['killed', 'HandlerExitedError', /\(signal SIGSEGV\)\. A native addon/],
    ['hogs', 'HandlerOutOfMemoryError', /^hogs ran out of memory \(it may use 64 MiB\).*isolate: \{ memoryMiB \}/],
    ['hogsAtOnce', 'HandlerOutOfMemoryError', /^hogsAtOnce ran out of memory/],
    ['throwsLate', 'OwnError', /^nobody catches this$/],
  ] as const)('that ends its process fails alone, and is tried again: %s', async (handler, name, message) => {
    const beside = start('waits');
    const ended = await run(handler);
    expect(ended.record).toMatchObject({ state: 'completed', attempt: 2, results: { return: 2 } });
    const first = await ended.atAttempt(1);
    expect(first.record.error).toMatchObject({ name, message: expect.stringMatching(message) as string });
    expect(await first.metrics('attempt')).toMatchObject([{ value: 1 }]);
    const other = await beside;
    await eventually(async () => (await stateOf(other.uid)) === 'running');
    await other.handle.cancel();
    expect((await other.run()).record).toMatchObject({ state: 'aborted', attempt: 1 });
  });

  it('that blocks for longer than its heartbeat timeout keeps its heartbeat', async () => {
    const started = await client.start('blockedFor', { millis: 5000 }, { taskQueue });
    expect(await started.result()).toBe(1);
    const [blocked] = await client.listRuns({ parentUid: started.uid });
    expect(blocked?.record).toMatchObject({ name: 'blocks', state: 'completed', attempts: [{ state: 'completed' }] });
  });

  it('that blocks delays nobody', async () => {
    const blocking = await start('blocks', { millis: 2500 });
    await eventually(async () => (await stateOf(blocking.uid)) === 'running');
    const began = (await run('whereElse')).record;
    expect(began.state).toBe('completed');
    // It is still blocked, and yet its lines so far are there.
    const during = await client.getRun(blocking.uid);
    expect(during.state).toBe('running');
    expect(await during.metrics('before')).toHaveLength(2);
    const done = await blocking.run();
    expect(done.record).toMatchObject({ state: 'completed', attempt: 1, results: { return: 1 } });
    expect(await done.metrics('after')).toHaveLength(1);
  });

  it('that blocks is cancelled all the same: what it had logged is kept', async () => {
    const blocking = await start('blocks', { millis: 600_000 });
    await eventually(async () => (await countOf(blocking.uid, 'before')) === 2);
    await blocking.handle.cancel();
    const ended = await blocking.run();
    expect(ended.record).toMatchObject({ state: 'aborted', statusReason: 'cancelled', attempt: 1 });
    expect(await ended.metrics('before')).toHaveLength(2);
  });

  it.each(['prototype', 'timer'] as const)('that leaves its process spoiled does not leave it to the next: %s', async (how) => {
    const spoiled = await run('spoils', { how });
    expect((await run('maps')).results).toEqual({ return: [1, 2] });
    expect((await run('where')).results).not.toEqual(spoiled.results);
  });

  it('that waits learns that its workflow was terminated', async () => {
    const waiting = await start('waits');
    await eventually(async () => (await countOf(waiting.uid, 'waiting')) === 1);
    await waiting.handle.terminate();
    await eventually(async () => (await stateOf(waiting.uid)) !== 'running');
    expect((await client.getRun(waiting.uid)).record).toMatchObject({ state: 'aborted' });
  });
});

describe('a worker with isolated handlers', () => {
  it('runs so many at once; others wait, and can be cancelled where they wait', async () => {
    const home = temporaryFolder();
    const taskQueue = `one-at-once-${randomUUID().slice(0, 8)}`;
    const address = await temporalAddress();
    const temporal = new Client({ connection: await Connection.connect({ address }) });
    const worker = await startWorker({ handlersPath, home, taskQueue, connection: { address }, isolatedAtOnce: 1 });
    const client = await openClient({ home, temporal });
    const start = (handler: string) => client.startHandler(handler, {}, { taskQueue, retry });
    const isThere = async (uid: string) => (await client.listRuns({ uidPrefix: uid })).length === 1;
    const first = await start('waits');
    await eventually(() => isThere(first.uid));
    const [second, third] = [await start('waits'), await start('whereElse')];
    expect((await third.run()).state).toBe('completed');
    expect(await isThere(second.uid)).toBe(false);
    const fourth = await start('where');
    await second.handle.cancel();
    await expect(second.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    await first.handle.cancel();
    expect((await fourth.run()).state).toBe('completed');
    await worker.stop();
    await client.close();
    await temporal.connection.close();
  });

  it.each([0, 1.5, -1])('takes a number of at least 1 for how many at once, not %s', async (isolatedAtOnce) => {
    const connection = { address: await temporalAddress() };
    const starting = startWorker({ handlersPath, home: temporaryFolder(), taskQueue: 'never', connection, isolatedAtOnce });
    await expect(starting).rejects.toThrow(ConfigurationError);
  });

  it('refuses those that were handed over by value, and says what to do', async () => {
    const connection = { address: await temporalAddress() };
    const error: unknown = await startWorker({ handlers, home: temporaryFolder(), taskQueue: 'never', connection }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HandlerByValueError);
    expect((error as Error).message).toMatch(/: where, logAll, .* handlersPath/);
  });

  it('refuses an artifact store that processes do not share', async () => {
    const connection = { address: await temporalAddress() };
    const starting = startWorker({ handlersPath, home: temporaryFolder(), artifacts: 'memory:', taskQueue: 'never', connection });
    await expect(starting).rejects.toBeInstanceOf(ConfigurationError);
  });
});
