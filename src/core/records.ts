import type { ArtifactUri, Kind } from './kinds.js';
import type { RunState } from './run-states.js';
import type { Json, Value } from './tagged-json.js';

/** What was thrown, as stored: secrets masked, `cause` kept. */
export interface ErrorRecord {
  /** The class name, e.g. `TypeError`. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Ours only, e.g. `ERR_INVALID_PARAMS`. */
  readonly code?: string;
  readonly cause?: ErrorRecord;
}

/** Which code ran. */
export interface SourceRecord {
  /** Path of the file, relative to the repository's top when it is in one. */
  readonly file?: string;
  readonly export?: string;
  /** Git commit of the working tree. */
  readonly commit?: string;
  /** True when the working tree had uncommitted changes. */
  readonly dirty?: boolean;
}

/** One metric series in short. Steps are in `metrics(key)`. */
export interface MetricSummary {
  /** The value at the highest step. */
  readonly last: number;
  /** NaN is left out of min and max; both are NaN when every value is. */
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** One point of a metric series. */
export interface MetricPoint {
  readonly key: string;
  readonly step: number;
  readonly value: number;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** Log levels, lowest first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** How loud a log line is. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of a run's log. */
export interface LogLine {
  /** Position in the attempt's events; grows, with gaps. */
  readonly seq: number;
  readonly time: string;
  readonly level: LogLevel;
  /** `logger`, or the stream that was captured. */
  readonly stream: 'logger' | 'stdout' | 'stderr';
  readonly message: string;
  readonly fields?: Readonly<Record<string, Value>>;
}

/** One opening of a run. */
export interface AttemptRecord {
  /** From 1, allocated by the tracking store. */
  readonly attempt: number;
  readonly state: RunState;
  readonly statusReason?: string;
  /** Temporal's own attempt number, where there is one. It is not monotonic (an activity reset sets it back). */
  readonly temporalAttempt?: number;
  readonly host?: string;
  readonly pid?: number;
  readonly startTime: string;
  readonly endTime?: string;
  readonly error?: ErrorRecord;
}

/** A step, a pipeline, or a run without Temporal. */
export const RUN_KINDS = ['step', 'pipeline', 'local'] as const;

/** One of them. */
export type RunKind = (typeof RUN_KINDS)[number];

/** The tracked record of one step, pipeline or local execution, as its newest attempt has it. */
export interface RunRecord {
  /** 32 hex digits. */
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly statusReason?: string;
  /** The newest attempt's number. */
  readonly attempt: number;
  readonly iteration: number;
  readonly attempts: readonly AttemptRecord[];
  /** The pipeline's run, for a step. */
  readonly parentUid?: string;
  readonly workflowId?: string;
  /** Of the newest attempt: a pipeline has another one when it continues as new or is reset. */
  readonly temporalRunId?: string;
  readonly namespace?: string;
  /** The id that Temporal gave the namespace: that of another cluster has the same name, and another id. */
  readonly namespaceId?: string;
  readonly activityId?: string;
  /** What the handler's file exports it as. */
  readonly handler?: string;
  /** Temporal's: where its newest attempt was picked up. */
  readonly taskQueue?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, Value>>;
  /** Key to the pinned URI or the path. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly results: Readonly<Record<string, Value>>;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  /** Key to pinned URI; the last one logged under a key. */
  readonly artifacts: Readonly<Record<string, ArtifactUri>>;
  readonly progress?: { readonly done: number; readonly total?: number };
  readonly source: SourceRecord;
  /** ISO 8601, UTC: when the first attempt opened. */
  readonly startTime: string;
  /** When the run reached its final state. */
  readonly endTime?: string;
  readonly error?: ErrorRecord;
}

/** A column's type, in table-schema words. */
export interface SchemaField {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'datetime' | 'any';
  /** The same exactly, as `logDataset` takes it: `int64`, `category`, `timestamp[ms, Europe/Berlin]`. */
  readonly dtype?: string;
  readonly nullable: boolean;
}

/** Statistics of one column: the numbers of pandas' `describe()` and a histogram. */
export interface ColumnStats {
  /** Values that are not null. */
  readonly count: number;
  readonly nulls: number;
  readonly mean?: Value;
  /** Sample standard deviation (n - 1). */
  readonly std?: number;
  readonly min?: Value;
  readonly '25%'?: Value;
  readonly '50%'?: Value;
  readonly '75%'?: Value;
  readonly max?: Value;
  /** Strings and booleans: distinct values, the most frequent one (first seen wins a tie) and how often. */
  readonly unique?: number;
  readonly top?: Value;
  readonly freq?: number;
  /** The ten most frequent values and their counts. */
  readonly topValues?: readonly (readonly [value: Json, count: number])[];
  /** 20 counts and their 21 edges, as numpy's `histogram(values, 20)`. */
  readonly hist?: readonly [readonly number[], readonly number[]];
  /** Which of these are estimates: a stream goes by once, and not all of it can be kept. Absent when all is exact. */
  readonly estimated?: readonly string[];
}

/** A rule that values of a dataset do not keep. */
export interface Violation {
  readonly column?: string;
  /** `min: 0`, or what a row schema says of it. */
  readonly rule: string;
  readonly count: number;
  /** The first few: rows from 0, and their values in tagged JSON. */
  readonly samples: readonly { readonly row: number; readonly value: Json }[];
}

/** What became of the expectations of a dataset. */
export interface ExpectationReport {
  /** Rows that were looked at. */
  readonly rows: number;
  /** Of all rules together. */
  readonly count: number;
  readonly violations: readonly Violation[];
}

/** What a kind's record says beyond the common fields; all optional, JSON only. */
export interface ArtifactSpec {
  /** The name the body's file goes by, e.g. `model.txt`. */
  readonly fileName?: string;
  readonly viewer?: string;
  readonly format?: string;
  readonly extraData?: Readonly<Record<string, Json>>;
  /** Datasets. */
  readonly schema?: { readonly fields: readonly SchemaField[] };
  readonly header?: readonly string[];
  readonly length?: number;
  readonly labelColumn?: string;
  /** Directories: how many files, and their bytes together. */
  readonly directory?: { readonly files: number; readonly size: number };
  /** Models. Which of its files is the model itself, and what it was trained on. */
  readonly modelFile?: string;
  readonly trainingSet?: string;
  readonly featureStats?: Readonly<Record<string, ColumnStats>>;
  readonly framework?: string;
  readonly algorithm?: string;
  readonly metrics?: Readonly<Record<string, Json>>;
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly [other: string]: unknown;
}

/** What was found out about a body. */
export interface ArtifactStatus {
  /** `pending` until the attempt that logged it completes; `superseded` when another attempt did. */
  readonly state: 'pending' | 'published' | 'superseded';
  /** The same bytes were the newest version already, so that this record made no new one: the pinned URI of the record that did. */
  readonly sameAs?: ArtifactUri;
  /** Datasets: the first 20 rows (100 columns at most), in header order, in tagged JSON. */
  readonly preview?: readonly (readonly Json[])[];
  readonly stats?: Readonly<Record<string, ColumnStats>>;
  /** Datasets that something was expected of. */
  readonly expectations?: ExpectationReport;
  /** Directories: how many files were sent to the store, and how many it had already. */
  readonly bodies?: { readonly stored: number; readonly reused: number };
  readonly [other: string]: unknown;
}

/** One version of one artifact. */
export interface ArtifactRecord<K extends Kind = Kind> {
  /** Pinned form. */
  readonly uri: ArtifactUri<K>;
  /** 32 hex digits. */
  readonly uid: string;
  readonly kind: K;
  readonly key: string;
  readonly dbKey: string;
  /** 1, 2, … per project, kind and db key; 0 until published. Records that repeat the bytes of the newest version have its number. */
  readonly version: number;
  readonly project: string;
  readonly tree: string;
  readonly iteration: number;
  readonly runUid: string;
  readonly attempt: number;
  readonly tags: readonly string[];
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly mediaType: string;
  /** Bytes; of a directory, those of its files together. */
  readonly size: number;
  /** Hex. Of a directory, that of its manifest, and so of all its files. */
  readonly sha256: string;
  /** Where the body, or the manifest of a directory, lies, as its artifact store names it. */
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: ArtifactSpec;
  readonly status: ArtifactStatus;
}
