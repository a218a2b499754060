import { workerData } from 'node:worker_threads';
import { Outbox } from './outbox.js';
import type { ProcessWatch } from './process-watch.js';

// A thread beside an isolated handler, for what is to happen while that blocks: what it has logged is written, and its process ends with its worker.
const LOOK_MILLIS = 250;
const { descriptor, memory, parent } = workerData as ProcessWatch;
const outbox = new Outbox(descriptor, memory);

for (;;) {
  try {
    outbox.flushWhenFilled(LOOK_MILLIS);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}
