import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { openClient } from 'tidemark/client';
import type { TidemarkClient } from 'tidemark/client';
import { startWorker } from 'tidemark/worker';
import type * as pipelines from '../../../examples/01-train/pipeline.js';
import { penguinsFile } from './sample-runs.js';

type Params = Parameters<typeof pipelines.trainPenguins>[0];

const example = join(import.meta.dirname, '../../../examples/01-train');

/** The penguins' pipeline on a worker of its own. */
export interface Penguins {
  readonly client: TidemarkClient;
  readonly temporal: Client;
  /** Starts the pipeline; the uid of its run. */
  start(params?: Partial<Params>): Promise<{ readonly uid: string; over(): Promise<void> }>;
  stop(): Promise<void>;
}

/** Starts a worker with the example's handlers and pipeline. */
export async function startPenguins(home: string, address: string): Promise<Penguins> {
  const settings = { home, project: 'penguins' };
  const taskQueue = `penguins-${process.pid}`;
  const worker = await startWorker({
    handlers: join(example, 'handlers.ts'),
    pipelines: join(example, 'pipeline.ts'),
    connection: { address },
    taskQueue,
    ...settings,
  });
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection });
  const client = await openClient({ ...settings, temporal });
  return {
    client,
    temporal,
    async start(params = {}) {
      const started = await client.start<typeof pipelines.trainPenguins>('trainPenguins', { raw: penguinsFile, ...params }, { taskQueue });
      return { uid: started.uid, over: () => started.result().then(nothing, nothing) };
    },
    async stop() {
      await worker.stop();
      await client.close();
      await connection.close();
    },
  };
}

const nothing = () => undefined;
