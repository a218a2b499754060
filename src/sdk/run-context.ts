import type { ArtifactRecord, ArtifactUri, Kind, RunState, Value } from '../core/index.js';
import type { Artifact } from './artifacts.js';
import type { ChartStream, ChartStreamOptions } from './chart-stream.js';
import type { DataItem } from './data-item.js';
import type { AnyResults, KeysOf, Undeclared } from './handler.js';
import type { Logger } from './logger.js';
import type { ArtifactOptions, ChartBuilder, ChartOptions, ChartSpec, DatasetOptions, ModelOptions, TableLike } from './log-options.js';
import type { Model } from './model.js';
import type { Receipt } from './receipt.js';

/**
 * What a handler is given: its run. Everything logged through it is an event of the run, kept once whatever crashes.
 *
 * Log calls may be awaited ("durable now") or not; see {@link Receipt}. A retried step starts with an empty slate: the run shows the newest
 * attempt, older ones stay readable. `I`, `O` and `R` are the declared inputs, outputs and results; without declarations any key is allowed.
 */
export interface RunContext<I = Undeclared, O = Undeclared, R = AnyResults> extends AsyncDisposable {
  /** 32 hex digits; the same in every attempt. */
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly iteration: number;
  /** From 1, allocated by the tracking store. */
  readonly attempt: number;
  readonly state: RunState;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Effective params: defaults and `getParam` defaults included. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** Key to pinned URI or path. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What was logged so far in this attempt. */
  readonly results: Readonly<Record<string, Value>>;
  /** Key to pinned URI of what was logged so far in this attempt. */
  readonly artifacts: Readonly<Record<string, ArtifactUri>>;
  /** Where bodies go, e.g. `file:/data/artifacts`. */
  readonly artifactPath: string;
  /** Aborts when the step is cancelled, times out, or its worker shuts down. */
  readonly signal: AbortSignal;
  readonly logger: Logger;

  /** A param; when it was not given, `fallback`, which is then recorded (falsy ones too). */
  getParam<T extends Value = Value>(key: string, fallback: T): Widen<T>;
  /** A param, or undefined; nothing is recorded. */
  getParam<T extends Value = Value>(key: string): T | undefined;
  /** A declared or given input; with `url`, the input is added to the run. @throws {InputNotFoundError} when the run has no such input. */
  getInput(key: keyof I & string, url?: string): DataItem;
  /** Reads a path or URI without recording it as an input. */
  getDataItem(url: string): DataItem;
  /** `TIDEMARK_SECRET_<KEY>`, the secrets file, then the plain environment. From now on the value is masked in everything stored. @throws {SecretNotFoundError} */
  getSecret(key: string, options: { readonly required: true }): Promise<string>;
  /** The same; undefined when it is nowhere. */
  getSecret(key: string, options?: { readonly required?: boolean }): Promise<string | undefined>;

  /** One value per key; the last one wins. @throws {InvalidValueError} for what has no JSON encoding; nothing is stored then. */
  logResult<K extends keyof R & string>(key: K, value: Exclude<R[K], undefined>): Receipt;
  /** Several results; each as by `logResult`. */
  logResults(values: Partial<R>): Receipt;
  /**
   * One number of a series. The same (key, step) again replaces its value.
   * @param step - an integer from 0. Omitted: the next after the last of this key.
   */
  logMetric(key: string, value: number, step?: number): Receipt;
  /** Several series at one step. */
  logMetrics(values: Readonly<Record<string, number>>, step?: number): Receipt;
  /** Labels are searchable text; the value is stored as `String(value)`. `replace: false` leaves a label that is there. Default true. */
  setLabel(key: string, value: unknown, options?: { readonly replace?: boolean }): Receipt;
  /** Several labels; each as by `setLabel`. */
  setLabels(labels: Readonly<Record<string, unknown>>, options?: { readonly replace?: boolean }): Receipt;
  /** A remark for people, stored as `String(value)`; runs are not searched by it. */
  setAnnotation(key: string, value: unknown, options?: { readonly replace?: boolean }): Receipt;

  /** Logs a body or a local file. Resolves to the record, pending until the step completes. The same key again is a further version; both stay readable. */
  logArtifact(key: KeysOf<O, 'artifact'>, options: ArtifactOptions): Receipt<ArtifactRecord<'artifact'>>;
  /** Logs an artifact object; its class is the kind. */
  logArtifact<K extends Kind>(artifact: Artifact<K, KeysOf<O, K>>): Receipt<ArtifactRecord<K>>;
  /** Logs a table as Parquet with schema, preview and statistics. */
  logDataset(key: KeysOf<O, 'dataset'>, data: TableLike, options?: DatasetOptions): Receipt<ArtifactRecord<'dataset'>>;
  /**
   * Logs a model: its file or files, and `model_spec.yaml` beside them with what is known of it. Reading the artifact gives the model file; {@link getModel}
   * gives all of it.
   */
  logModel(key: KeysOf<O, 'model'>, options: ModelOptions): Receipt<ArtifactRecord<'model'>>;
  /**
   * Logs a chart: a Vega-Lite spec, a builder that has one, or what a function such as `lineChart` made; checked by compiling it. `data` may be a table, rows,
   * columns, or the URL of a dataset. The same key again, while the step runs, takes the place of the version before. See docs/charts.md.
   *
   * @throws {InvalidChartError} naming the place of the fault.
   */
  logChart(key: KeysOf<O, 'chart'>, spec: ChartSpec | ChartBuilder, options?: ChartOptions): Receipt<ArtifactRecord<'chart'>>;
  /**
   * A model by URI, by the name of an input of this run, or by the key under which this run logged it. Nothing is recorded as an input by this.
   * @throws {ArtifactNotFoundError} @throws {KindMismatchError}
   */
  getModel(keyOrUri: string): Promise<Model>;
  /** A chart that grows with the rows that are pushed to it: `context.chart('loss').push({ step, loss })`. The same key is the same chart. */
  chart(key: KeysOf<O, 'chart'>, options?: ChartStreamOptions): ChartStream;
  /** An artifact by URI, or by the key under which this run logged it. @throws {ArtifactNotFoundError} */
  getArtifact(keyOrUri: string): Promise<ArtifactRecord>;

  /**
   * Runs `fn` once per run, whatever the number of attempts, and gives its value; later attempts get the stored value, and what was logged while `fn` ran
   * is theirs too. The value is JSON (with the tags of `logResult`). Calls do not overlap: a second one waits for the first.
   *
   * @throws what `fn` throws; then nothing is stored. @throws {SecretInValueError} when the value holds a secret.
   */
  once<T extends Value | void>(key: string, fn: () => T | Promise<T>): Promise<T>;
  /**
   * Marks how far the work is. If this attempt dies, the next one can go on from `value` with {@link lastCheckpoint}; the run then shows what was logged up to
   * here, and what the next attempt logs, each row once. Resolves when it, and everything logged before it, is in the tracking store.
   */
  checkpoint(value: Value): Promise<void>;
  /** The newest checkpoint of this run, from this attempt or an earlier one; the first call takes over what was logged up to it. Undefined when there is none. */
  lastCheckpoint<T extends Value = Value>(): Promise<T | undefined>;

  /** How far the step is: shown in the Temporal UI while it runs. */
  progress(done: number, total?: number): Receipt;
  /** Everything logged so far is durable when this resolves. `completed: true` closes a run that was opened by `getOrCreateContext`. */
  commit(options?: { readonly message?: string; readonly completed?: boolean }): Promise<void>;
}

/** `getParam('p1', 1)` is a number, not the literal 1. */
export type Widen<T> = T extends number ? number : T extends string ? string : T extends boolean ? boolean : T;
