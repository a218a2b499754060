import { join } from 'node:path';
import { startWorker } from '../../../src/worker/index.js';

// A worker to be ended.
const { address, home, taskQueue } = JSON.parse(process.argv[2] ?? '{}') as Record<'address' | 'home' | 'taskQueue', string>;
const handlersPath = join(import.meta.dirname, '../../fixtures/isolated/handlers.ts');
const worker = await startWorker({ handlersPath, home, taskQueue, connection: { address } });
console.log('polling');
await worker.stopped;
console.log('stopped');
