import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowBundle } from '@temporalio/worker';
import { afterAll } from 'vitest';
import { openClient } from '../../src/client/index.js';
import type { Started, TidemarkClient } from '../../src/client/index.js';
import { startWorker } from '../../src/worker/index.js';
import type { RunningWorker } from '../../src/worker/index.js';
import * as handlers from '../fixtures/steps/handlers.js';
import type * as pipelines from '../fixtures/steps/pipelines.js';
import { temporalAddress } from './temporal.js';
import { temporaryFolder } from './temporary-folder.js';

type Pipelines = typeof pipelines;
type ParamsOf<N extends keyof Pipelines> = Parameters<Pipelines[N]>[0];

/** The module of `fixtures/steps` with pipelines. */
export const pipelinesPath = join(import.meta.dirname, '../fixtures/steps/pipelines.ts');

/** A worker with the handlers and pipelines of `fixtures/steps`, on a task queue and with stores of its own. */
export interface StepsWorker {
  readonly home: string;
  readonly address: string;
  readonly taskQueue: string;
  readonly temporal: Client;
  readonly client: TidemarkClient;
  readonly worker: RunningWorker;
  start<N extends keyof Pipelines>(name: N, params?: ParamsOf<N>, options?: StartOptions): Promise<Started<unknown>>;
  /** Every event of a workflow's history, as text. */
  history(workflowId: string): Promise<{ readonly bytes: number; readonly text: string }>;
}

interface StartOptions {
  readonly workflowId?: string;
  readonly project?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Starts it, and ends it after the tests of the file. The pipelines are bundled anew unless a bundle is given. */
export async function startStepsWorker(workflowBundle?: WorkflowBundle): Promise<StepsWorker> {
  const home = temporaryFolder();
  const address = await temporalAddress();
  const taskQueue = `steps-${randomUUID().slice(0, 8)}`;
  const worker = await startWorker({
    handlers,
    pipelines: pipelinesPath,
    ...(workflowBundle === undefined ? {} : { workflowBundle }),
    connection: { address },
    home,
    taskQueue,
    worker: { maxCachedWorkflows: 50 },
  });
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection });
  const client = await openClient({ home, temporal });
  afterAll(async () => {
    await worker.stop();
    await client.close();
    await connection.close();
  });
  return {
    home,
    address,
    taskQueue,
    temporal,
    client,
    worker,
    start: (name, params, more = {}) => client.start(name, (params ?? {}) as never, { taskQueue, ...more }),
    async history(workflowId) {
      const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
      const texts = (events ?? []).map((event) => JSON.stringify(event, decodeData));
      return { bytes: texts.join('').length, text: texts.join('\n') };
    },
  };
}

// Payloads are base64 in JSON; as text a mark in one can be found.
function decodeData(key: string, value: unknown): unknown {
  return key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value;
}
