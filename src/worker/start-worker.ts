import { DefaultLogger, IllegalStateError, NativeConnection, Runtime, Worker, makeTelemetryFilterString } from '@temporalio/worker';
import type { NativeConnectionOptions, WorkerOptions, WorkflowBundle } from '@temporalio/worker';
import { DEFAULT_TASK_QUEUE } from '../client/index.js';
import type { Settings } from '../configuration/index.js';
import type { HandlersModule } from '../context/index.js';
import type { Isolation } from '../sdk/index.js';
import { TidemarkPlugin } from './plugin.js';
import { bundlePipelines } from './workflow-bundle.js';

const DRAINING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What `startWorker` takes; anything else of Temporal's `WorkerOptions` goes into `worker`. */
export interface StartWorkerOptions extends Settings {
  /** Modules with handlers, imported or by path. */
  readonly handlers?: HandlersModule | readonly HandlersModule[];
  /** The same by path: where isolated handlers have to come from. */
  readonly handlersPath?: string | URL | readonly (string | URL)[];
  /** Whether handlers that do not say so themselves run in processes of their own. Default false. */
  readonly isolate?: Isolation;
  /** How many isolated handlers run at the same time; further steps wait. Default: two for each core, at least 4. */
  readonly isolatedAtOnce?: number;
  /** A handler that blocks the event loop for so long, in milliseconds, is named in its run's log and on stderr. Default 5,000; 0 for never. */
  readonly blockedLoopMillis?: number;
  /** Path of the module that exports the pipelines. Without it the worker runs single handlers only. */
  readonly pipelines?: string;
  /** Made before by `bundlePipelines`; wins over `pipelines`. */
  readonly workflowBundle?: WorkflowBundle;
  /** Where Temporal is, e.g. `(await connectOrStart(…)).connectionOptions`. Default: localhost:7233. */
  readonly connection?: NativeConnectionOptions;
  /** Default `default`. */
  readonly namespace?: string;
  /** Default `tidemark`. */
  readonly taskQueue?: string;
  /** What handlers print goes into their runs' logs. Default true. */
  readonly captureConsole?: boolean;
  /** Which signals drain the workers of this process; what the first one says counts. Default: SIGINT, SIGTERM and SIGHUP. */
  readonly shutdownSignals?: readonly NodeJS.Signals[];
  readonly worker?: Partial<WorkerOptions>;
}

/** A running worker. */
export interface RunningWorker {
  readonly taskQueue: string;
  /** Lets running steps end within the grace time (30 s), hands back the others, and closes everything. Safe to repeat. */
  stop(): Promise<void>;
  /** Settles when the worker has stopped; rejects if it failed. */
  readonly stopped: Promise<void>;
}

/** Starts a Temporal worker with these handlers and pipelines; resolves when it is polling. SIGINT, SIGTERM and SIGHUP drain it, unless `shutdownSignals` says otherwise. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const { pipelines, workflowBundle, connection: where, namespace = 'default', taskQueue = DEFAULT_TASK_QUEUE, ...rest } = options;
  const { captureConsole = true, shutdownSignals = DRAINING_SIGNALS, worker: more, ...settings } = rest;
  installRuntime(shutdownSignals);
  const bundle = await (workflowBundle ?? bundlePipelines(pipelines));
  const connection = await NativeConnection.connect(where ?? {});
  const plugin = new TidemarkPlugin({ captureConsole, ...settings });
  const plugins = [...(more?.plugins ?? []), plugin];
  const worker = await Worker.create({ ...more, connection, namespace, taskQueue, workflowBundle: bundle, plugins }).catch(
    async (error) => {
      await Promise.allSettled([plugin.close(), connection.close()]);
      throw error;
    },
  );
  const stopped = worker.run().finally(() => connection.close());
  stopped.catch(() => undefined);
  return {
    taskQueue,
    stopped,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped;
    },
  };
}

// The SDK tells of every worker it starts and stops, and of every attempt and job that failed: that is in the run's record. Somebody who installed a
// runtime before keeps theirs.
function installRuntime(shutdownSignals: readonly NodeJS.Signals[]): void {
  const print = new DefaultLogger('WARN');
  const logger = new DefaultLogger('WARN', (entry) => {
    const recorded =
      entry.message === 'Activity failed' || (entry.message === 'Workflow failed' && entry.meta?.['workflowType'] === 'runHandler');
    if (!recorded) print.log(entry.level, entry.message, entry.meta);
  });
  try {
    Runtime.install({
      logger,
      shutdownSignals: [...shutdownSignals],
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
    });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
