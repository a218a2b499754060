import { ArtifactNotFoundError, InvalidArgumentError, RunClosedError, isStoreUri, parseArtifactUri } from '../core/index.js';
import type { ArtifactRecord, ArtifactUri, Json, Kind, RunState, Value } from '../core/index.js';
import { ObservedReceipt } from '../journal/index.js';
import type { AttemptJournal, NewEvent } from '../journal/index.js';
import type {
  Artifact,
  ArtifactOptions,
  ChartBuilder,
  ChartOptions,
  ChartSpec,
  ChartStream,
  ChartStreamOptions,
  DataItem,
  DatasetOptions,
  Logger,
  Model,
  ModelOptions,
  Receipt,
  RunContext,
  TableLike,
} from '../sdk/index.js';
import type { PinnedInput, ResumePoints, RunIdentity } from '../tracking/index.js';
import { ArtifactLog } from './artifacts/artifact-log.js';
import { ChartStreams } from './chart-streams.js';
import { checkObject, checkText } from './check-arguments.js';
import { CapturedOutput } from './captured-output.js';
import type { OutputChunk } from './captured-output.js';
import { InputLog } from './input-log.js';
import { dataItem } from './inputs.js';
import { openModel } from './models/open-model.js';
import { endOf } from './patient-store.js';
import type { Patience } from './patient-store.js';
import { Resume } from './resume.js';
import { createLogger } from './run-log.js';
import type { RunLine } from './run-log.js';
import { RunValues } from './run-values.js';
import { Mask } from './secrets.js';
import type { Services } from './services.js';

/** The annotation of a run whose handler blocked the event loop of its worker. */
export const BLOCKED_LOOP = 'blocked-event-loop';

/** What an opened attempt is made of. */
export interface TrackedRunOptions {
  readonly services: Services;
  readonly identity: RunIdentity;
  readonly journal: AttemptJournal;
  readonly labels: Readonly<Record<string, string>>;
  /** Tagged JSON. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, PinnedInput>>;
  readonly signal: AbortSignal;
  /** How long a tracking store that is away is waited for. Default: until `signal` aborts. */
  readonly patience?: Patience;
  /** What earlier attempts left to go on from. */
  readonly resume?: ResumePoints;
  /** What `commit({ completed: true })` does; nothing within a handler, whose return closes the run. */
  readonly onCompleted?: () => Promise<void>;
  /** What leaving an `await using` block does. */
  readonly onDispose?: () => Promise<void>;
}

/** The run context made real: one attempt of one run. */
export class TrackedRun implements RunContext {
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly iteration: number;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Seen by the worker, which reports it to Temporal. */
  latestProgress: { readonly done: number; readonly total?: number } | undefined;
  state: RunState = 'running';

  readonly #options: TrackedRunOptions;
  readonly #services: Services;
  readonly #journal: AttemptJournal;
  readonly #mask = new Mask();
  readonly #values: RunValues;
  readonly #inputs: InputLog;
  readonly #artifacts: ArtifactLog;
  readonly #charts: ChartStreams;
  readonly #output: CapturedOutput;
  readonly #resume: Resume;

  constructor(options: TrackedRunOptions) {
    const { identity, services, journal } = options;
    this.#options = options;
    this.#services = services;
    this.#journal = journal;
    this.uid = identity.uid;
    this.name = identity.name;
    this.project = identity.project;
    this.iteration = identity.iteration ?? 0;
    this.attempt = journal.attempt;
    this.signal = options.signal;
    const mask = this.#mask;
    this.#inputs = new InputLog({ services, journal, mask, pinned: options.inputs, checkOpen: () => this.#checkOpen('getInput') });
    this.#artifacts = new ArtifactLog({
      ...{ services, identity, journal, mask, signal: options.signal, inputs: this.#inputs },
      warn: (message) => void this.logger.warn(message),
    });
    this.#values = new RunValues({
      mask,
      labels: options.labels,
      parameters: options.parameters,
      append: (call, event) => this.#append(call, event),
    });
    this.#charts = new ChartStreams({
      logMetrics: (values, step) => this.logMetrics(values, step),
      logChart: (key, spec, chart) => {
        if (this.state === 'running') this.#artifacts.logOwnChart(key, spec, chart);
      },
      nextStep: (metric) => this.#values.nextStep(metric),
    });
    this.#resume = new Resume({
      journal,
      mask,
      tracking: services.tracking,
      points: options.resume ?? { onces: {} },
      settle: () => this.#settleInStore(),
      onAdopted: () => this.#readBack(),
    });
    this.logger = createLogger((line) => this.#log(line));
    this.#output = new CapturedOutput(
      (line) => this.#log(line),
      (text) => mask.text(text),
    );
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#values.texts('label');
  }

  get annotations(): Readonly<Record<string, string>> {
    return this.#values.texts('annotation');
  }

  get parameters(): Readonly<Record<string, Value>> {
    return this.#values.parameters;
  }

  get inputs(): Readonly<Record<string, string>> {
    return this.#inputs.uris;
  }

  get results(): Readonly<Record<string, Value>> {
    return this.#values.results;
  }

  get artifacts(): Readonly<Record<string, ArtifactUri>> {
    return this.#artifacts.uris;
  }

  get artifactPath(): string {
    return this.#services.artifacts.url;
  }

  /** The kind under which a key was logged, or undefined. */
  kindOf(key: string): Kind | undefined {
    return this.#artifacts.kindOf(key);
  }

  /** Results as tagged JSON, masked as they are stored. */
  get taggedResults(): Readonly<Record<string, Json>> {
    return this.#values.taggedResults;
  }

  /** Masks the secrets that this run was handed. */
  get mask(): Mask {
    return this.#mask;
  }

  getParam<T extends Value>(key: string, fallback?: T): never {
    // The interface's overloads say which type this is.
    return this.#values.getParam(key, fallback) as never;
  }

  getInput(key: string, url?: string): DataItem {
    return url === undefined ? this.#inputs.get(key) : this.#inputs.add(key, url);
  }

  getDataItem(url: string): DataItem {
    const uri = checkText('The path or URI of getDataItem', url);
    return dataItem(this.#services, { key: uri.slice(uri.lastIndexOf('/') + 1), uri });
  }

  getSecret(key: string, options: { readonly required: true }): Promise<string>;
  getSecret(key: string, options?: { readonly required?: boolean }): Promise<string | undefined>;
  async getSecret(key: string, options: { readonly required?: boolean } = {}): Promise<string | undefined> {
    const value = this.#services.secrets.find(key, options.required ?? false);
    if (value !== undefined) this.#mask.add(value);
    return value;
  }

  logResult(key: string, value: unknown): Receipt {
    return this.#values.logResult(key, value);
  }

  logResults(values: Readonly<Record<string, unknown>>): Receipt {
    return this.#all(
      Object.entries(checkObject('The results of logResults', values)).filter(([, value]) => value !== undefined),
      ([key, value]) => this.logResult(key, value),
    );
  }

  logMetric(key: string, value: number, step?: number): Receipt {
    return this.#values.logMetric(key, value, step);
  }

  logMetrics(values: Readonly<Record<string, number>>, step?: number): Receipt {
    return this.#all(Object.entries(checkObject('The metrics of logMetrics', values)), ([key, value]) => this.logMetric(key, value, step));
  }

  setLabel(key: string, value: unknown, options: { readonly replace?: boolean } = {}): Receipt {
    return this.#values.setText('label', { key, value, replace: options.replace ?? true });
  }

  setLabels(labels: Readonly<Record<string, unknown>>, options: { readonly replace?: boolean } = {}): Receipt {
    return this.#all(Object.entries(checkObject('The labels of setLabels', labels)), ([key, value]) => this.setLabel(key, value, options));
  }

  setAnnotation(key: string, value: unknown, options: { readonly replace?: boolean } = {}): Receipt {
    return this.#values.setText('annotation', { key, value, replace: options.replace ?? true });
  }

  logArtifact(key: string, options: ArtifactOptions): Receipt<ArtifactRecord<'artifact'>>;
  logArtifact<K extends Kind>(artifact: Artifact<K>): Receipt<ArtifactRecord<K>>;
  logArtifact(keyOrArtifact: string | Artifact, options: ArtifactOptions = {}): Receipt<ArtifactRecord<never>> {
    this.#checkOpen('logArtifact');
    const logged =
      typeof keyOrArtifact === 'object' ? this.#artifacts.logInstance(keyOrArtifact) : this.#artifacts.logFile(keyOrArtifact, options);
    // The interface's overloads say which kind this is.
    return logged as Receipt<ArtifactRecord<never>>;
  }

  logDataset(key: string, data: TableLike, options: DatasetOptions = {}): Receipt<ArtifactRecord<'dataset'>> {
    this.#checkOpen('logDataset');
    return this.#artifacts.logDataset(key, data, options);
  }

  logModel(key: string, options: ModelOptions): Receipt<ArtifactRecord<'model'>> {
    this.#checkOpen('logModel');
    return this.#artifacts.logModel(key, options);
  }

  logChart(key: string, spec: ChartSpec | ChartBuilder, options: ChartOptions = {}): Receipt<ArtifactRecord<'chart'>> {
    this.#checkOpen('logChart');
    return this.#artifacts.logChart(key, spec, options);
  }

  chart(key: string, options: ChartStreamOptions = {}): ChartStream {
    this.#checkOpen('chart');
    return this.#charts.open(key, options);
  }

  async once<T extends Value | void>(key: string, fn: () => T | Promise<T>): Promise<T> {
    this.#checkOpen('once');
    return this.#resume.once(key, fn);
  }

  async checkpoint(value: Value): Promise<void> {
    this.#checkOpen('checkpoint');
    return this.#resume.checkpoint(value);
  }

  async lastCheckpoint<T extends Value = Value>(): Promise<T | undefined> {
    this.#checkOpen('lastCheckpoint');
    return this.#resume.lastCheckpoint() as Promise<T | undefined>;
  }

  async getModel(keyOrUri: string): Promise<Model> {
    const input = this.inputs[checkText('The key or URI of getModel', keyOrUri)];
    return openModel(this.#services, await this.getArtifact(input ?? keyOrUri));
  }

  async getArtifact(keyOrUri: string): Promise<ArtifactRecord> {
    const { artifacts } = this;
    const isUri = isStoreUri(checkText('The key or URI of getArtifact', keyOrUri));
    const uri = isUri ? keyOrUri : Object.hasOwn(artifacts, keyOrUri) ? artifacts[keyOrUri] : undefined;
    if (uri === undefined)
      throw new ArtifactNotFoundError(`${keyOrUri} (run ${this.uid} has logged ${Object.keys(this.artifacts).join(', ') || 'nothing'})`);
    if (!isUri) await this.flush();
    const record = await this.#services.tracking.getArtifact(parseArtifactUri(uri));
    if (record === undefined) throw new ArtifactNotFoundError(uri);
    return record;
  }

  progress(done: number, total?: number): Receipt {
    for (const value of total === undefined ? [done] : [done, total]) {
      if (!Number.isFinite(value)) throw new InvalidArgumentError(`progress takes finite numbers, got ${String(value)}.`);
    }
    this.latestProgress = total === undefined ? { done } : { done, total };
    return this.#append('progress', { type: 'progress', ...this.latestProgress });
  }

  async commit(options: { readonly message?: string; readonly completed?: boolean } = {}): Promise<void> {
    const { message, completed } = checkObject('The options of commit', options);
    if (message !== undefined) this.setAnnotation('message', message);
    await this.flush();
    if (completed === true) await this.#options.onCompleted?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#options.onDispose === undefined) await this.flush();
    else await this.#options.onDispose();
  }

  /** Something that the handler printed. Never throws. */
  captured(chunk: OutputChunk): void {
    if (this.state === 'running') this.#output.write(chunk);
  }

  /** Its handler keeps the event loop of its worker from turning. Returns the warning that is in the log now, too. Called while the handler stands still. */
  blockedLoop({ seconds, place }: { readonly seconds: number; readonly place: string }): string {
    const message = `${this.name} (run ${this.uid}) has blocked its worker's event loop for ${seconds} s, at ${place}: no other step goes on, and no heartbeat. Let it run in a process of its own: defineHandler({ isolate: true, … }).`;
    if (this.state === 'running' && this.#journal.failure === undefined) {
      this.setAnnotation(BLOCKED_LOOP, `${seconds} s at ${place}`);
      this.logger.warn(message);
    }
    return message;
  }

  /** Waits for every body and every event. @throws the first failure of any log call that nobody awaited. */
  async flush(): Promise<void> {
    try {
      this.#charts.drawNow();
      await this.#artifacts.settle();
    } finally {
      // After the artifacts: a chart adds what it takes its data from.
      await this.#inputs.settle();
      await this.#journal.flush();
    }
  }

  /** Waits until nothing is under way, so that what was logged can be looked at. @throws as {@link flush} does. */
  async settled(): Promise<void> {
    await this.#resume.idle();
    this.#output.end();
    await this.flush();
  }

  /** Ends logging where nothing can be waited for: in `process.on('exit')`. Everything but unfinished bodies is in the store or in the spool when this returns. */
  finishNow(state: RunState): void {
    this.#output.end();
    this.state = state;
    this.#journal.commitNow();
  }

  /** Ends logging: later calls throw RunClosedError. Everything is in the tracking store when it resolves, however long that is away. */
  async finish(state: RunState): Promise<void> {
    this.#output.end();
    this.state = state;
    await this.#settleInStore();
  }

  /** The attempt is over, or given up: its lease lapses. */
  release(): void {
    this.#charts.stop();
    this.#journal.release();
  }

  async #settleInStore(): Promise<void> {
    await this.flush();
    const { signal, patience = { signal } } = this.#options;
    await this.#journal.settle(() => endOf(patience));
  }

  // Rows that were taken over from an earlier attempt are this attempt's as if it had logged them.
  async #readBack(): Promise<void> {
    const { tracking } = this.#services;
    const [record, points] = await Promise.all([tracking.getRun(this.uid), tracking.metrics(this.uid)]);
    if (record === undefined) return;
    this.#values.readBack(record, points);
    this.#charts.readBack(points);
    this.#artifacts.readBack(record.artifacts);
    if (record.progress !== undefined) this.latestProgress = record.progress;
  }

  #append(call: string, event: NewEvent): Receipt {
    this.#checkOpen(call);
    if (this.#journal.failure !== undefined) throw this.#journal.failure;
    return this.#journal.append(event);
  }

  #log(line: RunLine): Receipt {
    const fields = line.fields === undefined ? {} : { fields: this.#mask.json(line.fields) };
    return this.#append('logger', { ...line, ...fields, type: 'log', message: this.#mask.text(line.message) });
  }

  #all<T>(items: readonly T[], log: (item: T) => Receipt): Receipt {
    const receipts = items.map(log);
    return receipts.at(-1) ?? new ObservedReceipt(Promise.resolve());
  }

  #checkOpen(call: string): void {
    if (this.state !== 'running') throw new RunClosedError(this.uid, call);
  }
}
