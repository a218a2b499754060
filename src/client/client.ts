import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { Client as TemporalClient, WorkflowHandle } from '@temporalio/client';
import type { RetryPolicy } from '@temporalio/common';
import type { Table } from 'arquero';
import type { Settings } from '../configuration/index.js';
import { checkText, openServices } from '../context/index.js';
import type { Services } from '../context/index.js';
import {
  fromTagged,
  InvalidArgumentError,
  isStoreUri,
  isTerminal,
  parseArtifactUri,
  present,
  RunNotFoundError,
  toTagged,
} from '../core/index.js';
import type { Json, RunRecord, RunState, Value } from '../core/index.js';
import { Reconciler } from '../reconcile/index.js';
import type { Reconciled } from '../reconcile/index.js';
import { dataItem } from '../context/index.js';
import { collectGarbage } from '../retention/index.js';
import type { Garbage, GarbageOptions } from '../retention/index.js';
import type { DataItem, HandlerParts } from '../sdk/index.js';
import { parseRunQuery } from '../search/index.js';
import { pipelineUid, stepUid } from '../tracking/index.js';
import type { RunFilter } from '../tracking/index.js';
import { ArtifactClient } from './artifacts/artifact-client.js';
import { cancelWorkflow } from './cancel-workflow.js';
import { checkFilter } from './check-filter.js';
import { deleteRun } from './delete-run.js';
import type { DeleteOptions, Deleted } from './delete-run.js';
import { exportReport } from './export-report.js';
import { labelChange } from './label-runs.js';
import { Run, compareTable } from './run.js';
import { renderChart } from './render-chart.js';
import type { RenderChartOptions } from './render-chart.js';
import { checkAgainst, startForm } from './start-again.js';
import type { StartAgainOptions, StartForm } from './start-again.js';
import { startText } from './start-text.js';
import { withTemporal } from './temporal-access.js';
import type { TemporalSource } from './temporal-access.js';

/** The task queue of workers that name none. */
export const DEFAULT_TASK_QUEUE = 'tidemark';

/** Where a client reads, and with which Temporal client it starts. */
export interface ClientOptions extends Settings {
  /** Needed to start and to abort; reading back needs no Temporal. A function is called whenever it is needed, so that it may connect then. */
  readonly temporal?: TemporalSource;
}

/** Which runs to list. */
export interface RunQuery extends Omit<RunFilter, 'where'> {
  /** E.g. `state = error and results.accuracy > 0.9 and labels.framework = sklearn`; see docs/search.md. */
  readonly query?: string;
}

/** Options of starting anything. */
export interface StartOptions {
  /** Default: the name and a random part. */
  readonly workflowId?: string;
  /** Default `tidemark`. */
  readonly taskQueue?: string;
  readonly project?: string;
  /** Labels of the run; searchable in Temporal as well, where `TidemarkLabels` is registered. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Options of running one handler as a job. */
export interface StartHandlerOptions extends StartOptions {
  /** How often a failing handler is tried, and how long after. Default: Temporal's own, for ever. */
  readonly retry?: RetryPolicy;
}

/** A pipeline or job that was started. */
export interface Started<T> {
  readonly workflowId: string;
  readonly temporalRunId: string;
  /** The run's uid; its record appears when a worker picks it up. */
  readonly uid: string;
  readonly handle: WorkflowHandle;
  /** What the pipeline returns. @throws Temporal's WorkflowFailedError */
  result(): Promise<T>;
  /** Waits for the end of the workflow, then gives its run, failed ones too. */
  run(): Promise<Run>;
}

/** A workflow function's params and result. */
type ParamsOf<W> = W extends (params: infer P) => unknown ? P : never;
type ResultOf<W> = W extends (...args: never[]) => Promise<infer T> ? T : unknown;
type CallOfHandler<H> = HandlerParts<H> extends { call: infer C } ? C : never;
/** One that is known by name alone. */
type AnyHandler = (context: never, params: Readonly<Record<string, Value>>) => unknown;
type ResultOfHandler<H> = HandlerParts<H> extends { result: infer R } ? R : never;

interface StartRequest {
  readonly workflowType: string;
  readonly argument: Json;
  readonly name: string;
  readonly shown: unknown;
  readonly options: StartOptions;
  readonly uidOf: (namespace: string, workflowId: string, runId: string) => string;
}

/** Starts pipelines and handlers, and reads back what runs logged. */
export class TidemarkClient extends ArtifactClient {
  readonly #temporal: TemporalSource | undefined;

  /** @internal */
  constructor(services: Services, temporal: TemporalSource | undefined) {
    super(services);
    this.#temporal = temporal;
  }

  /** Where runs are recorded. */
  get trackingUrl(): string {
    return this.services.tracking.url;
  }

  /**
   * Starts a pipeline by its export key: `client.start<typeof trainPenguins>('trainPenguins', params)`.
   *
   * @typeParam W - The pipeline's type: of its params and of its result.
   */
  async start<W = (params: Readonly<Record<string, Value>>) => Promise<unknown>>(
    pipeline: string,
    params: ParamsOf<W>,
    options: StartOptions = {},
  ): Promise<Started<ResultOf<W>>> {
    return this.#start({
      workflowType: pipeline,
      argument: toTagged(params, 'params'),
      name: pipeline,
      shown: params,
      options,
      uidOf: pipelineUid,
    });
  }

  /**
   * Runs one handler as a job, by its export key; no pipeline around it.
   *
   * @typeParam H - The handler's type: of its params, inputs and results.
   */
  async startHandler<H = (context: never) => void>(
    handler: string,
    call: CallOfHandler<H> & { readonly name?: string },
    options: StartHandlerOptions = {},
  ): Promise<Started<ResultOfHandler<H>>> {
    const { name, params, inputs } = call as { name?: string; params?: unknown; inputs?: unknown };
    const stepOptions = present({ name, labels: options.labels, retry: options.retry });
    const argument = toTagged({ handler, params, inputs, options: stepOptions }, 'the call');
    const uidOf = (namespace: string, workflowId: string, runId: string) => stepUid({ namespace, workflowId, runId }, `${handler}-1`);
    return this.#start({ workflowType: 'runHandler', argument, name: name ?? handler, shown: params, options, uidOf });
  }

  /** @throws {RunNotFoundError} */
  async getRun(uid: string): Promise<Run> {
    const record = await this.services.tracking.getRun(uid);
    if (record === undefined) throw new RunNotFoundError(uid);
    return new Run(this.services, record);
  }

  /** Everything, newest first, unless the filter says otherwise. @throws {InvalidSearchError} which points at the character */
  async listRuns(filter: RunQuery = {}): Promise<Run[]> {
    const { query = '', ...rest } = checkFilter(filter);
    const records = await this.services.tracking.listRuns({ ...rest, ...present({ where: parseRunQuery(query) }) });
    return records.map((record) => new Run(this.services, record));
  }

  /** One row a run, in the order given. @throws {RunNotFoundError} naming the first that is missing. */
  async compareRuns(uids: readonly string[]): Promise<Table> {
    if (!Array.isArray(uids)) throw new InvalidArgumentError('compareRuns takes an array of uids.');
    const runs = await Promise.all(uids.map((uid: string) => this.getRun(uid)));
    return compareTable(runs.map((run) => run.record));
  }

  /** The self-contained HTML page of a run, and of its steps if it is a pipeline. @throws {RunNotFoundError} */
  exportReport(uid: string): Promise<string> {
    return exportReport(this.services, uid);
  }

  /**
   * Draws a chart, without a browser; SVG and HTML are UTF-8.
   *
   * @throws {ArtifactNotFoundError} @throws {KindMismatchError} for what is no chart. @throws {InvalidChartError} for one that does not draw.
   * @throws {ConfigurationError} for a PNG where the machine has no fonts.
   */
  renderChart(uri: string, options: RenderChartOptions = {}): Promise<Uint8Array> {
    return renderChart(this.services, uri, options);
  }

  /** A handle on what a URI or path leads to. */
  getDataItem(uri: string): DataItem {
    checkText('The path or URI of getDataItem', uri);
    return dataItem(this.services, { key: isStoreUri(uri) ? parseArtifactUri(uri).dbKey : uri, uri });
  }

  /**
   * Asks a run to stop: `context.signal` aborts and it ends as `aborted`. A step or pipeline is stopped by cancelling its workflow, which takes the client's
   * Temporal connection; a local run learns of it within ten seconds. Resolves to the state that the run has now: its true end when it was over already.
   *
   * @throws {RunNotFoundError} @throws {InvalidArgumentError} for a run of another Temporal server.
   */
  async abortRun(uid: string): Promise<RunState> {
    const { record } = await this.getRun(uid);
    if (isTerminal(record.state)) return record.state;
    if (record.kind !== 'local') {
      const reached = await withTemporal(
        this.#temporal,
        async (temporal) => (await cancelWorkflow(temporal, record)) || this.#lookAtOver(temporal, record),
      );
      if (reached !== true) return reached;
    }
    return this.services.tracking.requestAbort(uid, Date.now());
  }

  /**
   * Sets labels of one run or of several, and takes off those whose value is null; of all of them, or of none. What is set here wins over what the run logs
   * itself, now and in later attempts.
   *
   * @throws {RunNotFoundError} @throws {InvalidKeyError} @throws {InvalidArgumentError} when there are none.
   */
  async setLabels(uids: string | readonly string[], labels: Readonly<Record<string, string | null>>): Promise<void> {
    await this.services.tracking.setLabels(labelChange(uids, labels));
  }

  /** What `startAgain` takes for this run. @throws {RunNotFoundError} @throws {InvalidArgumentError} for a run that Temporal cannot start. */
  async startForm(uid: string): Promise<StartForm> {
    return startForm(this.services.tracking, (await this.getRun(uid)).record);
  }

  /**
   * Starts the pipeline of a run again, or the handler of a step as a job of its own, with the same or with other params, on the task queue where it ran.
   *
   * @throws {InvalidParamsError} @throws {RunNotFoundError} @throws {InvalidArgumentError} for a run without Temporal. @throws {NoTemporalServerError}
   */
  async startAgain(uid: string, options: StartAgainOptions = {}): Promise<Started<unknown>> {
    const { record } = await this.getRun(uid);
    const { name, kind, handler = '', project } = record;
    const form = await startForm(this.services.tracking, record);
    const { params = form.params, inputs = form.inputs, labels, maximumAttempts = 1 } = options;
    await checkAgainst(form.schema, name, params);
    const start = { project, ...present({ labels, taskQueue: form.taskQueue }) };
    if (kind === 'pipeline') return this.start(handler, params, start);
    const call = { name, params, inputs } as CallOfHandler<AnyHandler>;
    return this.startHandler<AnyHandler>(handler, call, { ...start, retry: { maximumAttempts } });
  }

  /** Gives runs that stopped reporting their true final state, asked of Temporal where they ran there. Resolves to what was changed. */
  async reconcile(options: { readonly graceMillis?: number } = {}): Promise<readonly Reconciled[]> {
    const temporal = this.#temporal === undefined ? undefined : await withTemporal(this.#temporal, (client) => Promise.resolve(client));
    return new Reconciler({ tracking: this.services.tracking, ...present({ temporal }), ...options }).pass();
  }

  /**
   * Deletes a run with everything it logged, and with the runs of its steps; bodies stay until `gc`. Refused while something else needs it: a tag but
   * `latest` on one of its artifacts, another run that read one, a pipeline that is not over.
   *
   * @throws {InUseError} unless forced. @throws {InvalidArgumentError} for a run that is not over, forced or not. @throws {RunNotFoundError}
   */
  async deleteRun(uid: string, options: DeleteOptions = {}): Promise<Deleted> {
    await this.getRun(uid);
    return deleteRun(this.services.tracking, uid, options);
  }

  /**
   * Removes runs and versions that the rules let go, and bodies that no record reaches. Without rules only those bodies. What is tagged, read by a run that
   * stays, or may still be resumed from, is always kept.
   *
   * @throws {InvalidArgumentError} for rules that make no sense.
   */
  gc(options: GarbageOptions = {}): Promise<Garbage> {
    return collectGarbage(this.services, options);
  }

  /** Closes the stores that this client opened. */
  async close(): Promise<void> {
    await this.services.close();
  }

  async #lookAtOver(temporal: TemporalClient, record: RunRecord): Promise<RunState> {
    await new Reconciler({ tracking: this.services.tracking, temporal }).look(record);
    const { state } = await this.getRun(record.uid);
    if (isTerminal(state) || state === 'unknown') return state;
    throw new InvalidArgumentError(
      `This Temporal server has no open workflow ${record.workflowId}, where run ${record.uid} belongs. If it runs on another one, set TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.`,
    );
  }

  #start<T>(request: StartRequest): Promise<Started<T>> {
    return withTemporal(this.#temporal, (temporal) => this.#startOn(temporal, request));
  }

  async #startOn<T>(temporal: TemporalClient, request: StartRequest): Promise<Started<T>> {
    const { workflowId = `${request.name}-${randomUUID().slice(0, 8)}`, taskQueue = DEFAULT_TASK_QUEUE, project, labels } = request.options;
    const handle = await temporal.workflow.start(request.workflowType, {
      workflowId,
      taskQueue,
      args: [request.argument],
      memo: { tidemarkProject: project ?? this.services.configuration.project, tidemarkLabels: labels ?? {} },
      ...startText(request.name, request.shown, this.#pageOf(workflowId)),
    });
    const namespace = temporal.options.namespace;
    const uid = request.uidOf(namespace, workflowId, handle.firstExecutionRunId);
    return {
      workflowId,
      temporalRunId: handle.firstExecutionRunId,
      uid,
      handle,
      result: async () => decodeResult<T>((await handle.result()) as Json | undefined),
      run: async () => {
        await handle.result().catch((error: unknown) => {
          if (!(error instanceof WorkflowFailedError)) throw error;
        });
        return this.getRun(uid);
      },
    };
  }

  // By the workflow: the run's uid follows from Temporal's run id, which there is after the start only.
  #pageOf(workflowId: string): string | undefined {
    const { uiUrl } = this.services.configuration;
    return uiUrl === undefined ? undefined : `${uiUrl}/workflows/${encodeURIComponent(workflowId)}`;
  }
}

/** Opens a client on the stores that the settings and the environment name. */
export async function openClient(options: ClientOptions = {}): Promise<TidemarkClient> {
  const { temporal, ...settings } = options;
  return new TidemarkClient(await openServices(settings), temporal);
}

function decodeResult<T>(result: Json | undefined): T {
  if (result === undefined || result === null) return result as T;
  return fromTagged(result) as T;
}
