import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorker } from '../../../src/worker/index.js';
import { tell } from './tell.js';

/** A worker to be killed. Its settings are JSON in TIDEMARK_FAULT_WORKER. */
const {
  address,
  taskQueue,
  bundle,
  steps = 100,
  ...settings
} = JSON.parse(process.env['TIDEMARK_FAULT_WORKER'] ?? '{}') as {
  readonly address: string;
  readonly taskQueue: string;
  /** Path of the workflows' code. */
  readonly bundle: string;
  /** How many at once. */
  readonly steps?: number;
  readonly home: string;
  readonly tracking: string;
};
const worker = await startWorker({
  ...settings,
  handlersPath: join(import.meta.dirname, 'handlers.ts'),
  isolate: process.env['TIDEMARK_FAULT_ISOLATED'] !== undefined,
  taskQueue,
  workflowBundle: { code: readFileSync(bundle, 'utf8') },
  connection: { address },
  // Nothing is kept for a worker that may be gone: another one goes on at once.
  worker: { maxCachedWorkflows: 0, maxConcurrentActivityTaskExecutions: steps },
});
tell('polling');
await worker.stopped;
