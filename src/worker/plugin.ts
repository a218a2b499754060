import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SimplePlugin } from '@temporalio/plugin';
import type { Worker, WorkerOptions, WorkerPlugin } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import type { TemporalNamespace } from '../activities/index.js';
import type { Settings } from '../configuration/index.js';
import { captureConsole, loadHandlers, openServices } from '../context/index.js';
import type { HandlersModule, Services } from '../context/index.js';
import { present } from '../core/index.js';
import type { Isolation } from '../sdk/index.js';
import { watchLoop } from '../isolation/index.js';
import { isolation } from './isolation.js';
import { namespaceId } from '../reconcile/index.js';
import { registerSearchAttributes } from './dev-server/index.js';
import { publishHandlers } from './publish-handlers.js';
import { periodicReconciler } from './periodic-reconciler.js';
import type { PeriodicReconciler } from './periodic-reconciler.js';

/** Options of the plugin. */
export interface TidemarkPluginOptions extends Settings {
  /** Modules with handlers, imported or by path. Their export keys are the activity types. */
  readonly handlers?: HandlersModule | readonly HandlersModule[];
  /** The same by path: where isolated handlers have to come from. */
  readonly handlersPath?: string | URL | readonly (string | URL)[];
  /** Whether handlers that do not say so themselves run in processes of their own. Default false. */
  readonly isolate?: Isolation;
  /** How many isolated handlers run at the same time; further steps wait. Default: two for each core, at least 4. */
  readonly isolatedAtOnce?: number;
  /** A handler that blocks the event loop for so long, in milliseconds, is named in its run's log and on stderr. Default 5,000; 0 for never. */
  readonly blockedLoopMillis?: number;
  /** What handlers print goes into their runs' logs. It patches the process, so it is off by default here, and on in `startWorker`. */
  readonly captureConsole?: boolean;
  /** How often runs that stopped reporting are compared with Temporal, in milliseconds. Default 60,000; 0 for never. */
  readonly reconcileMillis?: number;
}

const MAX_HEARTBEAT_THROTTLE = '5 seconds';
const SHUTDOWN_GRACE = '30 seconds';
const RECONCILE_MILLIS = 60_000;
const BLOCKED_LOOP_MILLIS = 5000;

/**
 * Adds Tidemark to a Temporal worker: `Worker.create({ …, plugins: [new TidemarkPlugin({ handlers })] })`. Brings the handlers as activities, what
 * pipelines call, and the built-in workflow `runHandler` to a worker that has no workflows of its own.
 *
 * The stores are opened when a worker is created and closed when it has stopped; one plugin serves one worker.
 */
export class TidemarkPlugin implements WorkerPlugin {
  readonly name = 'tidemark';
  readonly #options: TidemarkPluginOptions;
  #services: Services | undefined;
  #reconciler: PeriodicReconciler | undefined;
  #isolation: ReturnType<typeof isolation> | undefined;

  constructor(options: TidemarkPluginOptions) {
    this.#options = options;
  }

  /** @throws {DuplicateNameError} @throws {HandlerNotFoundError} @throws {HandlerByValueError} @throws {ConfigurationError} */
  async configureWorker(options: WorkerOptions): Promise<WorkerOptions> {
    const {
      handlers: modules = [],
      handlersPath = [],
      isolate: byDefault,
      isolatedAtOnce: atOnce,
      captureConsole: _,
      reconcileMillis = RECONCILE_MILLIS,
      ...settings
    } = this.#options;
    const handlers = await loadHandlers([modules, handlersPath].flat());
    const isolated = isolation(handlers, { byDefault, atOnce });
    const services = await openServices(settings);
    this.#isolation = isolated;
    this.#services = services;
    this.#reconciler = reconcileMillis > 0 ? periodicReconciler(services, options, reconcileMillis) : undefined;
    const temporal = await namespaceOf(options);
    const { namespace = 'default', taskQueue } = options;
    if (taskQueue !== undefined) await publishHandlers(services, { namespace, taskQueue }, handlers);
    // SimplePlugin knows how to merge with what the worker has already.
    const merged = new SimplePlugin({
      name: this.name,
      activities: createActivities({ services, handlers, temporal, isolate: isolated.open(services.configuration) }),
    });
    const configured = merged.configureWorker(options);
    const needsWorkflows = configured.workflowBundle === undefined && configured.workflowsPath === undefined;
    return {
      ...configured,
      ...(needsWorkflows ? { workflowsPath: builtInWorkflowsPath() } : {}),
      maxHeartbeatThrottleInterval: configured.maxHeartbeatThrottleInterval ?? MAX_HEARTBEAT_THROTTLE,
      shutdownGraceTime: configured.shutdownGraceTime ?? SHUTDOWN_GRACE,
    };
  }

  /** Captures the console while the worker runs, if asked to; closes the stores after it. */
  async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const release = this.#options.captureConsole === true ? captureConsole() : () => undefined;
    this.#reconciler?.start();
    const { blockedLoopMillis = BLOCKED_LOOP_MILLIS } = this.#options;
    const stopWatching = blockedLoopMillis > 0 ? watchLoop(blockedLoopMillis) : () => Promise.resolve();
    try {
      await next(worker);
    } finally {
      release();
      await stopWatching();
      await this.#reconciler?.stop();
      await this.close();
    }
  }

  /** Closes the stores. Done by itself when the worker has stopped; for a worker that could not be created. */
  async close(): Promise<void> {
    await this.#isolation?.close();
    await this.#services?.close();
    this.#services = undefined;
  }
}

/** The module with Tidemark's own workflows. */
export function builtInWorkflowsPath(): string {
  // The same kind of file as this one: built, or the source.
  return fileURLToPath(new URL(`../workflows/built-in${extname(import.meta.url)}`, import.meta.url));
}

// Without leave to look, no attributes are set: a pipeline runs all the same.
async function namespaceOf({ connection, namespace = 'default' }: WorkerOptions): Promise<TemporalNamespace> {
  if (connection === undefined) return { searchAttributes: [] };
  const [searchAttributes, id] = await Promise.all([
    registerSearchAttributes(connection, namespace).catch(() => []),
    namespaceId(connection, namespace),
  ]);
  return { searchAttributes, ...present({ id }) };
}
