import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuplicateNameError, HandlerNotFoundError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { openClient } from '../../src/client/index.js';
import { TidemarkPlugin, bundlePipelines, startWorker } from '../../src/worker/index.js';
import { open, passing } from '../fixtures/steps/gates.js';
import * as handlers from '../fixtures/steps/handlers.js';
import { errorOf } from '../context/reading.js';
import { eventually } from '../support/eventually.js';
import { startScript } from '../support/script.js';
import { silence } from '../support/silence.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();
const pipelines = join(import.meta.dirname, '../fixtures/steps/pipelines.ts');
let address: string;
let temporal: Client;
let bundle: WorkflowBundle;
let builtIn: WorkflowBundle;
beforeAll(async () => {
  address = await temporalAddress();
  const connection = await Connection.connect({ address });
  temporal = new Client({ connection });
  [bundle, builtIn] = await Promise.all([bundlePipelines(pipelines), bundlePipelines()]);
  afterAll(() => connection.close());
});

const queue = () => `plugin-${randomUUID().slice(0, 8)}`;

async function clientOf(home: string) {
  const client = await openClient({ home, temporal });
  afterAll(() => client.close());
  return client;
}

describe('the plugin', () => {
  it('adds handlers and pipelines to a worker that has activities and workflows of its own', async () => {
    const home = temporaryFolder();
    const taskQueue = queue();
    const connection = await NativeConnection.connect({ address });
    const worker = await Worker.create({
      connection,
      taskQueue,
      workflowBundle: bundle,
      activities: { mine: async () => 'own activity' },
      plugins: [new TidemarkPlugin({ handlers, home })],
    });
    const client = await clientOf(home);
    const before = console.log;
    await worker.runUntil(async () => {
      expect(console.log).toBe(before);
      const started = await client.start('crowd', { steps: 2 }, { taskQueue });
      await started.result();
      const [step] = await client.listRuns({ parentUid: started.uid });
      const lines = [];
      for await (const line of step?.logs() ?? []) lines.push(line.stream);
      // Printing is not captured unless asked for: the process is somebody else's.
      expect(new Set(lines)).toEqual(new Set(['logger']));
      await expect(temporal.workflow.execute('plain', { workflowId: queue(), taskQueue, args: [{}] })).resolves.toEqual({ length: 4 });
    });
    await connection.close();
  });

  it('brings the workflow for single handlers to a worker without any', async () => {
    const home = temporaryFolder();
    const taskQueue = queue();
    const connection = await NativeConnection.connect({ address });
    const worker = await Worker.create({ connection, taskQueue, plugins: [new TidemarkPlugin({ handlers, home, captureConsole: true })] });
    const client = await clientOf(home);
    await worker.runUntil(async () => {
      const started = await client.startHandler<typeof handlers.make>('make', { params: { text: 'x' } }, { taskQueue });
      expect((await started.result()).results).toEqual({ length: 1 });
    });
    await connection.close();
  });

  it('refuses handlers of one name, names of ours, and none at all, before it polls', async () => {
    const connection = await NativeConnection.connect({ address });
    const create = (modules: object) =>
      Worker.create({
        connection,
        taskQueue: queue(),
        plugins: [new TidemarkPlugin({ handlers: modules as never, home: temporaryFolder() })],
      });
    const one = { train: () => 1 };
    const duplicate = await errorOf(create([one, { train: () => 2 }]));
    expect(duplicate).toBeInstanceOf(DuplicateNameError);
    expect(duplicate.message).toMatch(/Two handlers are exported as train/);
    expect(await errorOf(create({ tidemarkOpenPipeline: () => 1 }))).toBeInstanceOf(DuplicateNameError);
    expect(await errorOf(create({ A: class {}, number: 5 }))).toBeInstanceOf(HandlerNotFoundError);
    expect(await errorOf(create('/no/such/handlers.ts' as never))).toBeInstanceOf(HandlerNotFoundError);
    await connection.close();
  });
});

describe('a worker that stops', () => {
  it('hands back a step that does not end in time; the next worker runs a further attempt', async () => {
    const home = temporaryFolder();
    const taskQueue = queue();
    const options = { handlers, workflowBundle: bundle, connection: { address }, home, taskQueue };
    const first = await startWorker({ ...options, worker: { shutdownGraceTime: '200ms' } });
    const client = await clientOf(home);
    const name = queue();
    const started = await client.start('holding', { name }, { taskQueue });
    const context = await passing<RunContext>(`${name} began`);
    await Promise.all([first.stop(), first.stop()]);
    expect((await client.getRun(context.uid)).record).toMatchObject({ state: 'pendingRetry', statusReason: 'worker shutdown' });
    expect((await client.getRun(started.uid)).state).toBe('running');

    open(`${name} may go`);
    const second = await startWorker(options);
    await started.result();
    const run = await client.getRun(context.uid);
    expect(run.attempts.map(({ state }) => state)).toEqual(['pendingRetry', 'completed']);
    expect((await run.artifactRecords()).map(({ tags }) => tags)).toEqual([['latest']]);
    expect((await client.getRun(started.uid)).state).toBe('completed');
    await second.stop();
    await second.stop();
  });

  it('because its process is sent SIGTERM lets a running step end, and publishes it', async () => {
    const home = temporaryFolder();
    const taskQueue = queue();
    const script = startScript(join(import.meta.dirname, 'programs', 'drained-worker.ts'), {}, [address, home, taskQueue]);
    await script.printed('polling');
    const client = await clientOf(home);
    const started = await client.startHandler('slow', {} as never, { taskQueue });
    await script.printed('step began');
    script.process.kill('SIGTERM');
    const { code, output } = await script.ended;
    expect(output).toContain('stopped');
    expect(code).toBe(0);
    const run = await client.getRun(started.uid);
    expect(run.record).toMatchObject({ state: 'completed', attempt: 1 });
    expect(await run.metrics('tick')).toHaveLength(10);
    await eventually(async () => (await client.listArtifacts({ tag: 'latest' })).length === 1);
    await temporal.workflow.getHandle(started.workflowId).terminate();
  });

  it('before it has started says why, and holds nothing open', async () => {
    const home = temporaryFolder();
    const error = await errorOf(
      startWorker({ handlers, pipelines: '/no/such/pipelines.ts', connection: { address }, home, taskQueue: queue() }),
    );
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('/no/such/pipelines.ts cannot be bundled'),
    });
    const listeners = process.listenerCount('exit');
    const options = { connection: { address }, home, taskQueue: queue(), workflowBundle: builtIn };
    expect(await errorOf(startWorker({ ...options, handlers: {} }))).toBeInstanceOf(HandlerNotFoundError);
    await errorOf(startWorker({ ...options, handlers, worker: { maxConcurrentActivityTaskExecutions: -1 } }));
    expect(process.listenerCount('exit')).toBe(listeners);
  });
});
