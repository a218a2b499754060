import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { toTagged } from '../../src/core/index.js';
import { openServices } from '../../src/context/index.js';
import type { Services } from '../../src/context/index.js';
import { Reconciler } from '../../src/reconcile/index.js';
import type { Reconciled } from '../../src/reconcile/index.js';
import { pipelineUid, stepUid } from '../../src/tracking/index.js';
import { bundlePipelines } from '../../src/worker/index.js';
import { temporalAddress } from '../support/temporal.js';
import { WatchedProcess } from './watched-process.js';

/** A pipeline under way. */
export interface UnderWay {
  readonly handle: WorkflowHandle;
  readonly workflowId: string;
  readonly temporalRunId: string;
  /** Of the pipeline's run. */
  readonly uid: string;
  /** Of one of its steps, e.g. `train-1`. */
  stepUid(activityId: string): string;
}

/** What a fault happens in: stores of its own, a task queue of its own, workers in processes of their own. */
export class Scene {
  readonly services: Services;
  readonly temporal: Client;
  /** Of the Temporal server. */
  readonly address: string;
  readonly taskQueue: string;
  readonly #bundle: string;
  readonly #workers: WatchedProcess[] = [];
  #workflows = 0;

  private constructor(parts: { services: Services; temporal: Client; address: string; bundle: string; taskQueue: string }) {
    this.services = parts.services;
    this.temporal = parts.temporal;
    this.taskQueue = parts.taskQueue;
    this.address = parts.address;
    this.#bundle = parts.bundle;
  }

  /** @param address - Of the Temporal server; default: the one of the whole test run. */
  static async open(
    folder: string,
    {
      tracking,
      home = join(folder, 'home'),
      artifacts = `file:${join(folder, 'artifacts')}`,
      address,
    }: { readonly tracking: string; readonly home?: string; readonly artifacts?: string; readonly address?: string },
  ): Promise<Scene> {
    const bundle = join(folder, 'workflows.js');
    const [where, { code }] = await Promise.all([
      address ?? temporalAddress(),
      bundlePipelines(join(import.meta.dirname, 'processes', 'pipelines.ts')).then((made) => made as { code: string }),
    ]);
    writeFileSync(bundle, code);
    const temporal = new Client({ connection: await Connection.connect({ address: where }) });
    const services = await openServices({ home, tracking, artifacts, project: 'faults' });
    return new Scene({ services, temporal, address: where, bundle, taskQueue: `faults-${process.pid}-${Date.now()}` });
  }

  /** Starts a worker process; resolves when it polls. */
  async startWorker(
    program = 'worker.ts',
    { taskQueue = this.taskQueue, home = this.services.configuration.home, steps = 100 } = {},
  ): Promise<WatchedProcess> {
    const { tracking, artifacts } = this.services.configuration;
    const settings = { address: this.address, taskQueue, steps, bundle: this.#bundle, home, tracking, artifacts, project: 'faults' };
    const worker = new WatchedProcess(program, { TIDEMARK_FAULT_WORKER: JSON.stringify(settings) });
    this.#workers.push(worker);
    await worker.told('polling');
    return worker;
  }

  /** Starts a pipeline by its export key. */
  async start(pipeline: string, params: unknown): Promise<UnderWay> {
    const workflowId = `${this.taskQueue}-${(this.#workflows += 1)}`;
    const handle = await this.temporal.workflow.start(pipeline, {
      workflowId,
      taskQueue: this.taskQueue,
      args: [toTagged(params, 'params')],
      memo: { tidemarkProject: 'faults', tidemarkLabels: {} },
      // What a worker that is gone was about to say of the workflow is asked of another one after this.
      workflowTaskTimeout: '2 seconds',
    });
    const temporalRunId = handle.firstExecutionRunId;
    const { namespace } = this.temporal.options;
    return {
      handle,
      workflowId,
      temporalRunId,
      uid: pipelineUid(namespace, workflowId, temporalRunId),
      stepUid: (activityId) => stepUid({ namespace, workflowId, runId: temporalRunId }, activityId),
    };
  }

  /** What a pipeline returns. @throws what keeps it from ending, when it has not within a minute */
  async resultOf({ handle, uid }: UnderWay): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => void this.#explain(handle, uid).then((why) => reject(new Error(`It does not end:\n${why}`)), reject),
        60_000,
      );
    });
    return Promise.race([handle.result(), late]).finally(() => clearTimeout(timer));
  }

  async #explain(handle: WorkflowHandle, uid: string): Promise<string> {
    const { raw } = await handle.describe();
    const pending = (raw.pendingActivities ?? []).map(({ activityId, attempt, lastFailure }) => [
      activityId,
      attempt,
      lastFailure?.message,
    ]);
    const runs = await this.services.tracking.listRuns({ parentUid: uid });
    const attempts = runs.map((run) => [run.name, run.attempts.slice(-3)]);
    return `${JSON.stringify({ pending, attempts }, null, 1)}\n${this.#workers.map(({ errors }) => errors.slice(-2000)).join('\n')}`;
  }

  /** One pass of reconciliation; who has not reported for `graceMillis` is asked about. */
  reconcile(graceMillis = 0): Promise<readonly Reconciled[]> {
    return new Reconciler({ tracking: this.services.tracking, temporal: this.temporal, graceMillis }).pass();
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    await this.services.close();
    await this.temporal.connection.close();
  }
}
