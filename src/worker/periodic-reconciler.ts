import { Client } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import type { Services } from '../context/index.js';
import { Reconciler } from '../reconcile/index.js';

/** Compares with Temporal again and again while a worker runs. */
export interface PeriodicReconciler {
  start(): void;
  /** Waits for a pass that is under way. */
  stop(): Promise<void>;
}

/** A first pass comes at once: what another worker left when it died should not wait. */
export function periodicReconciler(
  services: Services,
  { connection, namespace = 'default' }: WorkerOptions,
  everyMillis: number,
): PeriodicReconciler {
  const temporal = connection === undefined ? {} : { temporal: new Client({ connection, namespace }) };
  const reconciler = new Reconciler({ tracking: services.tracking, ...temporal });
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  // A store or a server that is away now is asked again at the next turn.
  const pass = () => {
    underWay = reconciler.pass().catch(() => undefined);
  };
  return {
    start() {
      pass();
      timer = setInterval(pass, everyMillis);
    },
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
