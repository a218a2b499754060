import {
  ArtifactNotFoundError,
  InvalidArgumentError,
  InvalidValueError,
  RunClosedError,
  ValueTooLargeError,
  SUMMARY_LIMIT_BYTES,
  checkName,
  fromTagged,
  isStoreUri,
  parseArtifactUri,
  toTagged,
} from '../core/index.js';
import type { ArtifactRecord, ArtifactUri, Json, Kind, LogLevel, RunState, Value } from '../core/index.js';
import { ObservedReceipt } from '../journal/index.js';
import type { AttemptJournal, NewEvent } from '../journal/index.js';
import { Artifact } from '../sdk/index.js';
import type {
  ArtifactOptions,
  ChartOptions,
  ChartSpec,
  DataItem,
  DatasetOptions,
  Logger,
  ModelOptions,
  Receipt,
  RunContext,
  TableLike,
} from '../sdk/index.js';
import type { PinnedInput, RunIdentity } from '../tracking/index.js';
import { ArtifactLog } from './artifact-log.js';
import { dataItem, missingInput } from './inputs.js';
import { LineBuffer, createLogger } from './run-log.js';
import type { RunLine } from './run-log.js';
import { Mask } from './secrets.js';
import type { Services } from './services.js';

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
  readonly #labels: Record<string, string>;
  readonly #annotations: Record<string, string> = {};
  readonly #parameters: Record<string, Value>;
  readonly #inputs: Record<string, string>;
  readonly #results: Record<string, Json> = {};
  readonly #artifacts: ArtifactLog;
  readonly #nextMetricStep = new Map<string, number>();
  readonly #partialLines: Record<'stdout' | 'stderr', LineBuffer>;
  #partialLevel: LogLevel = 'info';

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
    this.#artifacts = new ArtifactLog({ services, identity, journal, mask: this.#mask, signal: options.signal });
    this.#labels = { ...options.labels };
    this.#parameters = Object.fromEntries(Object.entries(options.parameters).map(([key, value]) => [key, fromTagged(value)]));
    this.#inputs = Object.fromEntries(Object.entries(options.inputs).map(([key, input]) => [key, input.uri]));
    this.logger = createLogger((line) => this.#log(line));
    const lines = (stream: 'stdout' | 'stderr') => new LineBuffer((message) => this.#log({ level: this.#partialLevel, stream, message }));
    this.#partialLines = { stdout: lines('stdout'), stderr: lines('stderr') };
  }

  get labels(): Readonly<Record<string, string>> {
    return { ...this.#labels };
  }

  get annotations(): Readonly<Record<string, string>> {
    return { ...this.#annotations };
  }

  get parameters(): Readonly<Record<string, Value>> {
    return { ...this.#parameters };
  }

  get inputs(): Readonly<Record<string, string>> {
    return { ...this.#inputs };
  }

  get results(): Readonly<Record<string, Value>> {
    return Object.fromEntries(Object.entries(this.#results).map(([key, value]) => [key, fromTagged(value)]));
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
    return this.#mask.json(this.#results);
  }

  /** Masks the secrets that this run was handed. */
  get mask(): Mask {
    return this.#mask;
  }

  getParam<T extends Value>(key: string, fallback?: T): never {
    if (!(key in this.#parameters) && fallback !== undefined) {
      const value = toTagged(fallback, `param ${JSON.stringify(checkName(key, 'Param'))}`);
      this.#append('getParam', { type: 'param', key, value: this.#mask.json(value) });
      this.#parameters[key] = fromTagged(value);
    }
    // The interface's overloads say which type this is.
    return this.#parameters[key] as never;
  }

  getInput(key: string, url?: string): DataItem {
    if (url !== undefined) this.#recordInput(checkName(key, 'Input key'), { uri: url });
    const uri = this.#inputs[key] ?? missingInput(key, this.#inputs);
    // A body that was read whole after the handler's end is nobody's lineage.
    const onRead = (digest: { sha256: string; size: number }) => {
      if (this.state === 'running') this.#append('getInput', { type: 'input', key, input: { uri, ...digest } });
    };
    return dataItem(this.#services, { key, uri, onRead });
  }

  getDataItem(url: string): DataItem {
    return dataItem(this.#services, { key: url.slice(url.lastIndexOf('/') + 1), uri: url });
  }

  getSecret(key: string, options: { readonly required: true }): Promise<string>;
  getSecret(key: string, options?: { readonly required?: boolean }): Promise<string | undefined>;
  async getSecret(key: string, options: { readonly required?: boolean } = {}): Promise<string | undefined> {
    const value = this.#services.secrets.find(key, options.required ?? false);
    if (value !== undefined) this.#mask.add(value);
    return value;
  }

  logResult(key: string, value: unknown): Receipt {
    checkName(key, 'Result');
    const tagged = this.#mask.json(toTagged(value, `result ${JSON.stringify(key)}`));
    checkSize(`Result ${JSON.stringify(key)}`, tagged);
    const receipt = this.#append('logResult', { type: 'result', key, value: tagged });
    this.#results[key] = tagged;
    return receipt;
  }

  logResults(values: Readonly<Record<string, unknown>>): Receipt {
    return this.#all(
      Object.entries(values).filter(([, value]) => value !== undefined),
      ([key, value]) => this.logResult(key, value),
    );
  }

  logMetric(key: string, value: number, step?: number): Receipt {
    checkName(key, 'Metric');
    if (typeof value !== 'number') throw new InvalidValueError(`metric ${JSON.stringify(key)}`, `${typeof value} is not a number`);
    const at = step ?? this.#nextMetricStep.get(key) ?? 0;
    if (!Number.isSafeInteger(at) || at < 0)
      throw new InvalidValueError(`step of metric ${JSON.stringify(key)}`, `${at} is not an integer from 0`);
    const receipt = this.#append('logMetric', { type: 'metric', key, step: at, value });
    if (at >= (this.#nextMetricStep.get(key) ?? 0)) this.#nextMetricStep.set(key, at + 1);
    return receipt;
  }

  logMetrics(values: Readonly<Record<string, number>>, step?: number): Receipt {
    return this.#all(Object.entries(values), ([key, value]) => this.logMetric(key, value, step));
  }

  setLabel(key: string, value: unknown, options: { readonly replace?: boolean } = {}): Receipt {
    return this.#setText('label', this.#labels, { key, value, replace: options.replace ?? true });
  }

  setLabels(labels: Readonly<Record<string, unknown>>, options: { readonly replace?: boolean } = {}): Receipt {
    return this.#all(Object.entries(labels), ([key, value]) => this.setLabel(key, value, options));
  }

  setAnnotation(key: string, value: unknown, options: { readonly replace?: boolean } = {}): Receipt {
    return this.#setText('annotation', this.#annotations, { key, value, replace: options.replace ?? true });
  }

  logArtifact(key: string, options: ArtifactOptions): Receipt<ArtifactRecord<'artifact'>>;
  logArtifact<K extends Kind>(artifact: Artifact<K>): Receipt<ArtifactRecord<K>>;
  logArtifact(keyOrArtifact: string | Artifact, options: ArtifactOptions = {}): Receipt<ArtifactRecord<never>> {
    this.#checkOpen('logArtifact');
    const logged =
      keyOrArtifact instanceof Artifact ? this.#artifacts.logInstance(keyOrArtifact) : this.#artifacts.logFile(keyOrArtifact, options);
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

  logChart(key: string, spec: ChartSpec, options: ChartOptions = {}): Receipt<ArtifactRecord<'chart'>> {
    this.#checkOpen('logChart');
    return this.#artifacts.logChart(key, spec, options);
  }

  async getArtifact(keyOrUri: string): Promise<ArtifactRecord> {
    const uri = isStoreUri(keyOrUri) ? keyOrUri : this.artifacts[keyOrUri];
    if (uri === undefined)
      throw new ArtifactNotFoundError(`${keyOrUri} (run ${this.uid} has logged ${Object.keys(this.artifacts).join(', ') || 'nothing'})`);
    if (!isStoreUri(keyOrUri)) await this.flush();
    const record = await this.#services.tracking.getArtifact(parseArtifactUri(uri));
    if (record === undefined) throw new ArtifactNotFoundError(uri);
    return record;
  }

  progress(done: number, total?: number): Receipt {
    for (const value of total === undefined ? [done] : [done, total]) {
      if (!Number.isFinite(value)) throw new InvalidArgumentError(`progress takes finite numbers, got ${value}.`);
    }
    this.latestProgress = total === undefined ? { done } : { done, total };
    return this.#append('progress', { type: 'progress', ...this.latestProgress });
  }

  async commit(options: { readonly message?: string; readonly completed?: boolean } = {}): Promise<void> {
    if (options.message !== undefined) this.setAnnotation('message', options.message);
    await this.flush();
    if (options.completed === true) await this.#options.onCompleted?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#options.onDispose === undefined) await this.flush();
    else await this.#options.onDispose();
  }

  /** Text that the handler printed. */
  captured(chunk: { level: LogLevel; stream: 'stdout' | 'stderr'; text: string }): void {
    if (this.state !== 'running') return;
    this.#partialLevel = chunk.level;
    this.#partialLines[chunk.stream].write(chunk.text);
  }

  /** Waits for every body and every event. @throws the first failure of any log call, awaited or not. */
  async flush(): Promise<void> {
    await this.#artifacts.settle();
    await this.#journal.flush();
  }

  /** Waits until nothing is under way, so that what was logged can be looked at. @throws as {@link flush} does. */
  async settled(): Promise<void> {
    for (const buffer of Object.values(this.#partialLines)) buffer.end();
    await this.flush();
  }

  /** Ends logging where nothing can be waited for: in `process.on('exit')`. A synchronous store has committed everything but unfinished bodies when this returns. */
  finishNow(state: RunState): void {
    for (const buffer of Object.values(this.#partialLines)) buffer.end();
    this.state = state;
    this.#journal.flush().catch(() => undefined);
  }

  /** Ends logging: later calls throw RunClosedError. */
  async finish(state: RunState): Promise<void> {
    for (const buffer of Object.values(this.#partialLines)) buffer.end();
    this.state = state;
    await this.flush();
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

  #setText(type: 'label' | 'annotation', target: Record<string, string>, item: { key: string; value: unknown; replace: boolean }): Receipt {
    const key = checkName(item.key, type === 'label' ? 'Label' : 'Annotation');
    if (!item.replace && key in target) return new ObservedReceipt(Promise.resolve());
    const value = this.#mask.text(String(item.value));
    const receipt = this.#append(type === 'label' ? 'setLabel' : 'setAnnotation', { type, key, value });
    target[key] = value;
    return receipt;
  }

  #recordInput(key: string, input: PinnedInput): void {
    this.#append('getInput', { type: 'input', key, input });
    this.#inputs[key] = input.uri;
  }

  #checkOpen(call: string): void {
    if (this.state !== 'running') throw new RunClosedError(this.uid, call);
  }
}

function checkSize(what: string, value: Json): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > SUMMARY_LIMIT_BYTES) throw new ValueTooLargeError(what, bytes, SUMMARY_LIMIT_BYTES);
}
