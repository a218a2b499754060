import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorker } from '../../../src/worker/index.js';
import { tell } from './tell.js';

/** A worker whose steps are stopped, or that is stopped itself. Its settings are JSON in TIDEMARK_FAULT_WORKER. */
const { address, taskQueue, bundle, ...settings } = JSON.parse(process.env['TIDEMARK_FAULT_WORKER'] ?? '{}') as {
  readonly address: string;
  readonly taskQueue: string;
  readonly bundle: string;
  readonly home: string;
  readonly tracking: string;
};
const worker = await startWorker({
  ...settings,
  handlersPath: join(import.meta.dirname, 'stopping.ts'),
  isolate: process.env['TIDEMARK_FAULT_ISOLATED'] !== undefined,
  taskQueue,
  workflowBundle: { code: readFileSync(bundle, 'utf8') },
  connection: { address },
  worker: { stickyQueueScheduleToStartTimeout: '1 second', shutdownGraceTime: '500 milliseconds' },
});
tell('polling');
await worker.stopped;
tell('drained');
