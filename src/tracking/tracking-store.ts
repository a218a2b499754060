import type {
  ArtifactRecord,
  ArtifactSpec,
  ArtifactStatus,
  ArtifactUri,
  ErrorRecord,
  Json,
  Kind,
  LogLevel,
  LogLine,
  MetricPoint,
  ParsedUri,
  RunKind,
  RunRecord,
  RunState,
  SourceRecord,
  TidemarkError,
} from '../core/index.js';

/** A run before it is opened. Written by the first opening; later ones leave it as it is. */
export interface RunIdentity {
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly kind: RunKind;
  readonly iteration?: number;
  readonly parentUid?: string;
  /** The pipeline's uid, else the run's own. */
  readonly tree?: string;
  readonly workflowId?: string;
  readonly temporalRunId?: string;
  readonly namespace?: string;
  readonly activityId?: string;
  readonly handler?: string;
  readonly source?: SourceRecord;
}

/** An input as the first opening found it; every later attempt reads this very version. */
export interface PinnedInput {
  /** Pinned store URI, absolute path or URL. */
  readonly uri: string;
  readonly artifactUid?: string;
  readonly sha256?: string;
  readonly size?: number;
}

/** Opens an attempt. One transaction; the same `nonce` again returns the same attempt. */
export interface OpenAttempt {
  readonly run: RunIdentity;
  /** Unique per execution, e.g. Temporal's task token's digest. */
  readonly nonce: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Tagged JSON. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, PinnedInput>>;
  readonly temporalAttempt?: number;
  readonly host?: string;
  readonly pid?: number;
  /** Epoch milliseconds. */
  readonly time: number;
  /** A completed run is opened again all the same: a pipeline that Temporal reset. Default false. */
  readonly reopen?: boolean;
}

/** A run that has completed is not opened again: its summary is handed back. */
export type OpenedAttempt =
  | {
      readonly state: 'opened';
      readonly attempt: number;
      /** As the first opening pinned them; keys that it could not pin are taken from this one. */
      readonly inputs: Readonly<Record<string, PinnedInput>>;
    }
  | { readonly state: 'completed'; readonly attempt: number; readonly summary: Json };

/** An artifact as it is logged. It is pending, version 0, until its attempt closes as completed. */
export interface ArtifactDraft {
  readonly uid: string;
  readonly kind: Kind;
  readonly key: string;
  readonly dbKey: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: ArtifactSpec;
  readonly status: Omit<ArtifactStatus, 'state'>;
  /** Moved to this artifact when it is published; `latest` among them. */
  readonly tags: readonly string[];
}

interface EventBase {
  /** From 1 within an attempt, in the order of the calls. The same seq again is ignored. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** One log call. Values are tagged JSON. */
export type TrackingEvent = EventBase &
  (
    | { readonly type: 'result' | 'param'; readonly key: string; readonly value: Json }
    | { readonly type: 'label' | 'annotation'; readonly key: string; readonly value: string }
    | { readonly type: 'metric'; readonly key: string; readonly step: number; readonly value: number }
    | {
        readonly type: 'log';
        readonly level: LogLevel;
        readonly stream: LogLine['stream'];
        readonly message: string;
        readonly fields?: Readonly<Record<string, Json>>;
      }
    | { readonly type: 'artifact'; readonly artifact: ArtifactDraft }
    | { readonly type: 'input'; readonly key: string; readonly input: PinnedInput }
    | { readonly type: 'progress'; readonly done: number; readonly total?: number }
  );

/** Events of one attempt, in order. */
export interface AppendBatch {
  readonly uid: string;
  readonly attempt: number;
  readonly events: readonly TrackingEvent[];
}

/** How an attempt ended. */
export interface CloseAttempt {
  readonly uid: string;
  readonly attempt: number;
  readonly time: number;
  /** `completed` publishes: versions are numbered and tags move in the same transaction. */
  readonly state: 'completed' | 'error' | 'aborted' | 'pendingRetry';
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
  /** Kept for a completed run, and handed to whoever opens it again. */
  readonly summary?: Json;
}

/** The true end of a run whose last attempt is over, said by who knows: the workflow, or reconciliation. */
export interface SettleRun {
  /** Written when the run never opened: a step that no worker picked up. */
  readonly run: RunIdentity;
  readonly time: number;
  readonly state: 'error' | 'aborted' | 'unknown';
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
}

/** Which runs to list. Everything is shown unless a field narrows it. */
export interface RunFilter {
  /** Runs whose uid begins with this. */
  readonly uidPrefix?: string;
  readonly project?: string;
  readonly name?: string;
  readonly kind?: RunKind;
  readonly state?: RunState | readonly RunState[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly parentUid?: string;
  /** Started at or after this. */
  readonly since?: Date;
  /** `startTime` (newest first, the default), or a result: `results.accuracy` (largest first); `-` before it turns it round. */
  readonly orderBy?: string;
  /** Default 1,000. */
  readonly limit?: number;
  readonly offset?: number;
}

/** Which artifacts to list; published ones of every version unless `includePending`. */
export interface ArtifactFilter {
  readonly project?: string;
  readonly kind?: Kind;
  readonly key?: string;
  readonly dbKey?: string;
  readonly tag?: string;
  readonly tree?: string;
  readonly runUid?: string;
  /** Of this attempt only; needs `runUid`. */
  readonly attempt?: number;
  readonly includePending?: boolean;
  /** Default 1,000, newest first. */
  readonly limit?: number;
  readonly offset?: number;
}

/** Which lines of a log. */
export interface LogFilter {
  /** Default: the newest attempt. */
  readonly attempt?: number;
  /** Lines with a higher seq. */
  readonly after?: number;
  readonly level?: LogLevel;
  readonly limit?: number;
}

/** An input of a run, as recorded: lineage. */
export interface InputRecord extends PinnedInput {
  readonly runUid: string;
  readonly key: string;
}

/**
 * The database of runs and artifact records. Every method may be called by several processes at once and may be retried:
 * a repeat changes nothing. A method rejects with TrackingStoreError when the database is away.
 */
export interface TrackingStore {
  /** Where it is, without a password: `sqlite:/path/tracking.db`. */
  readonly url: string;

  /** Allocates the next attempt of a run, which supersedes the ones before it. */
  openAttempt(request: OpenAttempt): Promise<OpenedAttempt>;
  /**
   * Commits batches of several attempts in one transaction. A batch of a superseded or closed attempt is refused alone: its place in the answer
   * has a StaleAttemptError, the others have undefined. A synchronous driver commits before it returns.
   */
  append(batches: readonly AppendBatch[]): Promise<readonly (TidemarkError | undefined)[]>;
  /** One transaction, fsynced. @throws {StaleAttemptError} when a newer attempt has opened. */
  closeAttempt(request: CloseAttempt): Promise<void>;
  /** Leaves a completed run as it is. */
  settleRun(request: SettleRun): Promise<void>;

  /** The run as its newest attempt, or as `attempt`, shows it. */
  getRun(uid: string, attempt?: number): Promise<RunRecord | undefined>;
  listRuns(filter?: RunFilter): Promise<readonly RunRecord[]>;
  metrics(uid: string, options?: { key?: string; attempt?: number }): Promise<readonly MetricPoint[]>;
  logs(uid: string, filter?: LogFilter): Promise<readonly LogLine[]>;
  inputs(uid: string): Promise<readonly InputRecord[]>;
  /** Resolves any form of URI: `^uid`, else `:tag` (`latest` when there is neither tag nor tree), within `@tree`. */
  getArtifact(uri: ParsedUri): Promise<ArtifactRecord | undefined>;
  listArtifacts(filter?: ArtifactFilter): Promise<readonly ArtifactRecord[]>;

  close(): Promise<void>;
}

/** The uid's place in URIs: see `ArtifactRecord.uri`. */
export type { ArtifactUri };
