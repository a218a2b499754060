import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../../src/activities/index.js';
import { loadHandlers, openServices } from '../../../src/context/index.js';
import type { TrackingStore } from '../../../src/tracking/index.js';
import * as handlers from './handlers.js';
import { tell } from './tell.js';

/** A worker for steps that is gone the moment its closing is committed, before Temporal hears of it. Its settings are JSON in TIDEMARK_FAULT_WORKER. */
const { address, taskQueue, ...settings } = JSON.parse(process.env['TIDEMARK_FAULT_WORKER'] ?? '{}') as {
  readonly address: string;
  readonly taskQueue: string;
  readonly home: string;
};
const services = await openServices(settings);
const dying = new Proxy(services.tracking, {
  get(store, name) {
    const value: unknown = Reflect.get(store, name);
    if (typeof value !== 'function') return value;
    if (name !== 'closeAttempt') return (...args: unknown[]): unknown => Reflect.apply(value, store, args);
    return async (closing: Parameters<TrackingStore['closeAttempt']>[0]) => {
      await store.closeAttempt(closing);
      process.kill(process.pid, 'SIGKILL');
      // The signal has its moment; nothing is told meanwhile.
      await new Promise(() => undefined);
    };
  },
});
const worker = await Worker.create({
  taskQueue,
  connection: await NativeConnection.connect({ address }),
  activities: createActivities({
    services: { ...services, tracking: dying },
    handlers: await loadHandlers(handlers),
    temporal: { searchAttributes: [] },
  }),
});
const running = worker.run();
tell('polling');
await running;
