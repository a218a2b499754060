import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import * as contextHandlers from '../../examples/00-context/handlers.js';
import * as trainHandlers from '../../examples/01-train/handlers.js';
import type { Started, TidemarkClient } from '../../src/client/index.js';
import type { HandlersModule } from '../../src/worker/index.js';
import * as partsHandlers from '../fixtures/parts/handlers.js';

/** What a recording has at hand. Paths are relative to the checkout: histories hold them. */
export interface Recorder {
  readonly client: TidemarkClient;
  readonly temporal: Client;
  readonly taskQueue: string;
}

/** Workflows of one module, and how each is run to an end. */
export interface Recordings {
  readonly pipelines: string;
  readonly handlers: HandlersModule;
  readonly workflows: Readonly<Record<string, (recorder: Recorder) => Promise<Started<unknown>>>>;
}

const root = join(import.meta.dirname, '../..');
const infile = 'examples/00-context/infile.txt';
const raw = 'examples/01-train/data/penguins.csv';

/** Every built-in workflow and example, in each way that it ends. */
export const recordings: Readonly<Record<string, Recordings>> = {
  '00-context': {
    pipelines: join(root, 'examples/00-context/pipeline.ts'),
    handlers: contextHandlers,
    workflows: {
      completed: (recorder) => start(recorder, 'jobPipeline', { infile, p1: 5 }),
      failed: (recorder) => start(recorder, 'jobPipeline', { infile: 'examples/00-context/nothing.txt' }),
      'job-completed': ({ client, taskQueue }) =>
        client.startHandler('myJob', { params: { p1: 2 }, inputs: { 'infile.txt': infile } } as never, { taskQueue, workflowId: 'a-job' }),
      'job-failed': ({ client, taskQueue }) =>
        client.startHandler('myJob', { params: { p1: 'two' } } as never, { taskQueue, workflowId: 'a-job-that-fails' }),
    },
  },
  '01-train': {
    pipelines: join(root, 'examples/01-train/pipeline.ts'),
    handlers: trainHandlers,
    workflows: {
      retried: (recorder) => start(recorder, 'trainPenguins', { raw, epochs: 20, failFirstAttempt: true }),
      cancelled: async (recorder) => {
        const started = await start(recorder, 'trainPenguins', { raw, epochs: 10_000_000 });
        await running(recorder, started, 'train-1');
        await started.handle.cancel();
        return started;
      },
      terminated: async (recorder) => {
        const started = await start(recorder, 'trainPenguins', { raw, epochs: 10_000_000 });
        await running(recorder, started, 'train-1');
        await started.handle.terminate('for the record');
        return started;
      },
    },
  },
  parts: {
    pipelines: join(root, 'test/fixtures/parts/pipelines.ts'),
    handlers: partsHandlers,
    workflows: {
      'continued-as-new': (recorder) => start(recorder, 'parts', { part: 1, of: 2 }),
      'last-part': async (recorder) => {
        const started = await start(recorder, 'parts', { part: 1, of: 2 });
        await started.result();
        const { runId } = await recorder.temporal.workflow.getHandle(started.workflowId).describe();
        return { ...started, temporalRunId: runId };
      },
      thrown: (recorder) => start(recorder, 'parts', { part: 1, of: 1, fails: true }),
      'two-steps': (recorder) => start(recorder, 'twoSteps', {}),
    },
  },
};

function start({ client, taskQueue }: Recorder, pipeline: string, params: object): Promise<Started<unknown>> {
  return client.start(pipeline, params as never, { taskQueue, labels: { recorded: 'yes' } });
}

async function running({ temporal }: Recorder, { workflowId }: Started<unknown>, activityId: string): Promise<void> {
  const isRunning = async () => (await temporal.workflow.getHandle(workflowId).describe()).raw.pendingActivities?.some((one) => one.activityId === activityId);
  while (!(await isRunning())) await new Promise((resolve) => setTimeout(resolve, 50));
}
