import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandleWithFirstExecutionRunId, WorkflowStartOptions } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll } from 'vitest';
import type { RunRecord } from '../../src/core/index.js';
import { Reconciler, namespaceId } from '../../src/reconcile/index.js';
import type { ReconcilerOptions } from '../../src/reconcile/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { ArtifactDraft, OpenAttempt, TrackingStore } from '../../src/tracking/index.js';
import { draft, numbered, opening } from '../contracts/tracking-store/story.js';
import { temporalAddress } from '../support/temporal.js';

/** A Temporal server, whose workflows go on while nobody performs their activities, and a store with what workers that are gone have left there. */
export interface Recorded {
  readonly temporal: Client;
  readonly tracking: TrackingStore;
  readonly namespaceId: string;
  start(type: string, options?: Partial<WorkflowStartOptions>): Promise<WorkflowHandleWithFirstExecutionRunId>;
  /** Waits until the workflow's activity can be completed from outside. */
  scheduled(handle: WorkflowHandleWithFirstExecutionRunId): Promise<void>;
  /** The run as a worker left it that opened it, logged, and was not heard of again. */
  left(handle: WorkflowHandleWithFirstExecutionRunId, changes?: Left): Promise<string>;
  /** The run as a worker left it that closed it. */
  completed(handle: WorkflowHandleWithFirstExecutionRunId, artifact?: ArtifactDraft): Promise<string>;
  reconciler(options?: Partial<ReconcilerOptions>): Reconciler;
  get(uid: string): Promise<RunRecord>;
}

export interface Left extends Partial<Omit<OpenAttempt, 'run'>> {
  readonly run?: Partial<OpenAttempt['run']>;
}

export async function startRecorded(): Promise<Recorded> {
  const address = await temporalAddress();
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const taskQueue = `reconcile-${randomUUID().slice(0, 8)}`;
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({ connection, taskQueue, workflowsPath: `${import.meta.dirname}/workflows.ts` });
  const running = worker.run();
  const temporal = new Client({ connection: await Connection.connect({ address }) });
  const tracking = await openTrackingStore('memory:');
  const id = (await namespaceId(temporal.connection, 'default')) ?? '';
  afterAll(async () => {
    worker.shutdown();
    await running;
    await connection.close();
    await temporal.connection.close();
    await tracking.close();
  });
  const open = async (handle: WorkflowHandleWithFirstExecutionRunId, changes: Left = {}) => {
    const uid = randomUUID().replaceAll('-', '');
    const run = {
      workflowId: handle.workflowId,
      temporalRunId: handle.firstExecutionRunId,
      namespace: 'default',
      namespaceId: id,
      activityId: '1',
      ...changes.run,
    };
    await tracking.openAttempt(opening(uid, { time: Date.now() - 5000, ...changes, run }));
    return uid;
  };
  return {
    temporal,
    tracking,
    namespaceId: id,
    start: (type, options = {}) =>
      temporal.workflow.start(type, { workflowId: `${type}-${randomUUID().slice(0, 8)}`, taskQueue, args: [], ...options }),
    async scheduled(handle) {
      while (((await handle.describe()).raw.pendingActivities ?? []).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    left: open,
    async completed(handle, artifact = draft('model')) {
      const uid = await open(handle);
      await tracking.append([{ uid, attempt: 1, events: numbered([{ type: 'artifact', artifact }]) }]);
      await tracking.closeAttempt({ uid, attempt: 1, time: Date.now(), state: 'completed', summary: {} });
      return uid;
    },
    reconciler: (options = {}) => new Reconciler({ tracking, temporal, graceMillis: 0, ...options }),
    async get(uid) {
      const run = await tracking.getRun(uid);
      if (run === undefined) throw new Error(`there is no run ${uid}`);
      return run;
    },
  };
}
