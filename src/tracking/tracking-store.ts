import type {
  ArtifactRecord,
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
import type { MetricFilter, MetricSeries } from './metric-series.js';
import type { RunCondition } from './run-condition.js';
import type { Changes, EventSpan, LoggedSpan } from './tracking-changes.js';
import type { AppendBatch, PinnedInput } from './tracking-events.js';
import type { HandlerFilter, HandlerPlace, HandlerRecord } from './tracking-handlers.js';
import type { LabelChange } from './tracking-labels.js';
import type { BodyFilter, Inventory, Removal, RemovalRequest } from './tracking-removal.js';
import type { ArtifactName, ProtectedTag, TagChange, TagMove } from './tracking-tags.js';

export type { MetricFilter, MetricSeries } from './metric-series.js';
export type { Change, Changes, EventSpan, LoggedSpan } from './tracking-changes.js';
export type { AppendBatch, ArtifactDraft, PinnedInput, TrackingEvent } from './tracking-events.js';
export type { HandlerFilter, HandlerPlace, HandlerRecord } from './tracking-handlers.js';
export type { LabelChange } from './tracking-labels.js';
export type { Blocker, BodyFilter, Inventory, InventoryArtifact, InventoryRun, Removal, RemovalRequest } from './tracking-removal.js';
export type { ArtifactName, ProtectedTag, TagChange, TagMove } from './tracking-tags.js';

/** A run before it is opened. Written by the first opening; later ones leave it as it is, but for `temporalRunId`: that is the newest attempt's. */
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
  readonly namespaceId?: string;
  readonly activityId?: string;
  readonly handler?: string;
  /** Temporal's: of the newest attempt. */
  readonly taskQueue?: string;
  readonly source?: SourceRecord;
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
  /**
   * Also a run that has completed is opened: a pipeline that Temporal reset. And an attempt of this very execution that is over goes on: the workflow task
   * that closed it was abandoned. Default false.
   */
  readonly reopen?: boolean;
  /** Epoch milliseconds: the attempt counts as alive until then, or until `renewLeases` says. Without it nobody holds a lease, as for a pipeline. */
  readonly leaseUntil?: number;
}

/** What earlier attempts left to go on from. A range of seqs is inclusive, and is what `adopt` takes over. */
export interface ResumePoints {
  /** By key: the value, and the events that were logged inside, the `once` event itself the last of them. */
  readonly onces: Readonly<Record<string, { readonly attempt: number; readonly from: number; readonly to: number; readonly value: Json }>>;
  /** Everything up to `to`, which is the checkpoint itself, comes before it. */
  readonly checkpoint?: { readonly attempt: number; readonly to: number; readonly value: Json };
}

/** A run that has completed is not opened again: its summary is handed back. */
export type OpenedAttempt =
  | {
      readonly state: 'opened';
      readonly attempt: number;
      /** As the first opening pinned them; keys that it could not pin are taken from this one. */
      readonly inputs: Readonly<Record<string, PinnedInput>>;
      /** Of all earlier attempts, however they ended, the newest that has the key or a checkpoint; absent when none has any. */
      readonly resume?: ResumePoints;
    }
  | { readonly state: 'completed'; readonly attempt: number; readonly summary: Json };

/** How an attempt ended. */
export interface CloseAttempt {
  readonly uid: string;
  readonly attempt: number;
  readonly time: number;
  /**
   * `completed` publishes: versions are numbered and tags move in the same transaction. An artifact with the bytes and media type of its name's newest
   * version has that version's number (unless a new one is wanted), and `latest` leads to it. `pendingRetry` and `pending` (paused in Temporal: reason
   * `paused`) are no ends of the run, which stays `aborting` if it is.
   */
  readonly state: 'completed' | 'error' | 'aborted' | 'pendingRetry' | 'pending';
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
  /** Kept for a completed run, and handed to whoever opens it again. */
  readonly summary?: Json;
}

/** The true state of a run whose newest attempt is over, said by who knows: the workflow, or reconciliation. */
export interface SettleRun {
  /** Written when the run never opened: a step that no worker picked up. */
  readonly run: RunIdentity;
  /** Nothing happens when another one is the newest by now. Default: whichever is. */
  readonly attempt?: number;
  readonly time: number;
  /** `pendingRetry` and `pending` are no ends of the run, which stays `aborting` if it is. */
  readonly state: 'error' | 'aborted' | 'unknown' | 'pendingRetry' | 'pending';
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
}

/** Copies events of an earlier attempt of a run into the present one, as if that had logged them itself at their time. */
export interface AdoptEvents {
  readonly uid: string;
  readonly attempt: number;
  readonly fromAttempt: number;
  /** The first and the last seq there. */
  readonly from: number;
  readonly to: number;
  /** The seq here of the one at `from`; the others follow at their distances. Places that are taken already stay as they are. */
  readonly at: number;
}

/** Takes back that an attempt completed: Temporal, which decides, says that it did not. */
export interface RetractRun {
  readonly uid: string;
  /** Default: the newest one. */
  readonly attempt?: number;
  readonly state: 'error' | 'aborted' | 'unknown';
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
  readonly time: number;
}

/** An attempt that its owner says is alive. */
export interface Lease {
  readonly uid: string;
  readonly attempt: number;
}

/**
 * What became of a lease: `aborting` is held too, but somebody wants the run to stop; `superseded` and `over` are lost. An attempt that
 * is unknown is over.
 */
export type LeaseState = 'held' | 'aborting' | 'superseded' | 'over';

/** Where a page of runs ends: a run, and when it started. */
export interface RunPlace {
  readonly uid: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** Where a page of artifacts ends: a record, of the attempt that logged it, and when it was made. */
export interface ArtifactPlace extends RunPlace {
  readonly attempt: number;
}

/** Which runs to list. Everything is shown unless a field narrows it. */
export interface RunFilter {
  /** These runs, at most. */
  readonly uids?: readonly string[];
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
  /** Ended at or after this. */
  readonly endedSince?: Date;
  /** Not over (completed, error, aborted, skipped), and nobody vouches for them: the newest attempt is over, or its lease lapsed before this, or there is none. */
  readonly unreported?: Date;
  /** What else must hold, e.g. as the query language says it. */
  readonly where?: RunCondition;
  /** `startTime` (newest first, the default), or a result: `results.accuracy` (largest first); `-` before it turns it round. */
  readonly orderBy?: string;
  /** Default 1,000. */
  readonly limit?: number;
  readonly offset?: number;
  /** Those that come after this one in the order of start times: what is new or gone before it shifts nothing. Refused with an order by a result. */
  readonly after?: RunPlace;
}

/** Which artifacts to list; published ones of every version unless `includePending`. */
export interface ArtifactFilter {
  /** This record, in whatever state it is. */
  readonly uid?: string;
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
  /** Those that come after this one: what is new or gone before it shifts nothing. */
  readonly after?: ArtifactPlace;
}

/** Which lines of a log. */
export interface LogFilter {
  /** Default: the newest attempt. */
  readonly attempt?: number;
  /** Lines with a higher seq. */
  readonly after?: number;
  /** Lines with a lower seq. */
  readonly before?: number;
  /** This loud, or louder. */
  readonly level?: LogLevel;
  /** Lines whose message has this text; of letters, A to Z in either case. */
  readonly search?: string;
  /** The first ones, or, with `last`, the last ones; in order either way. */
  readonly limit?: number;
  readonly last?: boolean;
}

/** A project that has runs. */
export interface ProjectSummary {
  readonly project: string;
  readonly runs: number;
  /** When its newest run started. ISO 8601, UTC. */
  readonly lastStart: string;
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

  /** Allocates the next attempt of a run, which supersedes the ones before it. A run that is `aborting` stays so. */
  openAttempt(request: OpenAttempt): Promise<OpenedAttempt>;
  /**
   * Commits batches of several attempts in one transaction. A batch of a superseded or closed attempt is refused alone: its place in the answer
   * has a StaleAttemptError, the others have undefined.
   */
  append(batches: readonly AppendBatch[]): Promise<readonly (TidemarkError | undefined)[]>;
  /** The same, done before it returns: for `process.on('exit')`, where nothing can be waited for. A driver that cannot has none. */
  readonly appendNow?: (batches: readonly AppendBatch[]) => readonly (TidemarkError | undefined)[];
  /**
   * One transaction. Artifacts keep their uid and belong to both attempts; they are published with the adopting one. A `once` event comes along
   * only with all that was logged inside it, and a checkpoint only as the last of the range: no part stands for the whole.
   *
   * @throws {StaleAttemptError} as `append` refuses. @throws {InvalidArgumentError} for a range that there cannot be.
   */
  adopt(request: AdoptEvents): Promise<void>;
  /**
   * One transaction, fsynced.
   *
   * @throws {StaleAttemptError} when a newer attempt has opened. @throws {ProtectedTagError} when an artifact wants a protected tag: nothing is published.
   */
  closeAttempt(request: CloseAttempt): Promise<void>;
  /** Leaves a completed run as it is. */
  settleRun(request: SettleRun): Promise<void>;
  /**
   * The attempt's artifacts are superseded (their versions are not given again), and every tag that points to one of them goes back to what it pointed
   * to before, or is gone when nothing published ever had it. The run, when it shows that attempt, has the given state, and can be opened again. One
   * transaction, fsynced. An attempt that is not completed is left as it is.
   *
   * @throws {RunNotFoundError}
   */
  retractRun(request: RetractRun): Promise<void>;
  /** One transaction for all. `until` is in epoch milliseconds; a lease never gets shorter. */
  renewLeases(leases: readonly Lease[], until: number): Promise<readonly LeaseState[]>;
  /**
   * A run that runs or waits becomes `aborting`, which its owner learns from `renewLeases`; until then it writes and closes as ever. A run that is over
   * or unknown stays as it is. Resolves to the state after it. @throws {RunNotFoundError}
   */
  requestAbort(uid: string, time: number): Promise<RunState>;
  /**
   * What is set by hand wins over what the run logs under the same key, now and in later attempts; of a run that never began it shows once it does.
   *
   * @throws {RunNotFoundError} naming the first that is missing: then no run is changed.
   */
  setLabels(change: LabelChange): Promise<void>;

  /** The run as its newest attempt, or as `attempt`, shows it. */
  getRun(uid: string, attempt?: number): Promise<RunRecord | undefined>;
  listRuns(filter?: RunFilter): Promise<readonly RunRecord[]>;
  /** How many `listRuns` would give without a limit. */
  countRuns(filter?: RunFilter): Promise<number>;
  /** Those that have runs, by name. */
  projectSummaries(): Promise<readonly ProjectSummary[]>;
  /** By key and step. */
  metrics(uid: string, filter?: MetricFilter): Promise<readonly MetricPoint[]>;
  /** The same by key, as columns: for who reads many. */
  metricSeries(uid: string, filter?: MetricFilter): Promise<readonly MetricSeries[]>;
  logs(uid: string, filter?: LogFilter): Promise<readonly LogLine[]>;
  inputs(uid: string): Promise<readonly InputRecord[]>;
  /** The other way: the inputs of all runs that read this artifact, in the order the runs started. */
  consumers(artifactUid: string): Promise<readonly InputRecord[]>;
  /**
   * Resolves any form of URI: `^uid`, else `:tag` (`latest` when there is neither tag nor tree), within `@tree`. `:v3` is the record that made version 3,
   * whatever tag of that name there may be.
   */
  getArtifact(uri: ParsedUri): Promise<ArtifactRecord | undefined>;
  listArtifacts(filter?: ArtifactFilter): Promise<readonly ArtifactRecord[]>;

  /**
   * Moves a tag to an artifact, in one transaction: a tag never has two holders of one name. Where it is already, nothing happens.
   *
   * @throws {ProtectedTagError} @throws {InvalidArgumentError} for an artifact that is not published.
   */
  tagArtifact(change: TagChange): Promise<void>;
  /** Takes a tag off the artifact; false when it is not on it. @throws {ProtectedTagError} */
  untagArtifact(change: TagChange): Promise<boolean>;
  /** From now on this tag moves by force alone. The first protection stays. */
  protectTag(protection: ProtectedTag): Promise<void>;
  /** False when it was not protected. */
  unprotectTag(project: string, tag: string): Promise<boolean>;
  /** By tag. */
  protectedTags(project: string): Promise<readonly ProtectedTag[]>;
  /** The history of a name's tags, oldest first. */
  tagMoves(name: ArtifactName): Promise<readonly TagMove[]>;

  /**
   * Removes runs and records of artifacts, in one transaction, fsynced: all of them or, when something still needs one, none. Tags that pointed to one go back
   * to what they pointed to before; version numbers are not given again. Bodies stay where they are.
   */
  remove(request: RemovalRequest): Promise<Removal>;
  /** Of one project, or of all, at one moment. */
  inventory(project?: string): Promise<Inventory>;
  /** Every record with such a body, whatever its state and attempt. */
  recordsOfBodies(filter: BodyFilter): Promise<readonly ArtifactRecord[]>;
  /** Of which there are runs, sorted. */
  projects(): Promise<readonly string[]>;

  /** Says what a worker of this task queue can run, in place of what the one before it said. */
  publishHandlers(place: HandlerPlace, handlers: readonly Omit<HandlerRecord, keyof HandlerPlace>[]): Promise<void>;
  /** By handler, the newest worker's first. */
  listHandlers(filter?: HandlerFilter): Promise<readonly HandlerRecord[]>;

  /** What was committed after the moment that a cursor stands for, by any process; without one, the cursor of now. Costs next to nothing when nothing was. */
  changes(after?: string): Promise<Changes>;
  /** The lines, points and artifacts that were logged in a span of an attempt. */
  loggedIn(uid: string, span: Pick<EventSpan, 'attempt' | 'first' | 'last'>): Promise<LoggedSpan>;

  close(): Promise<void>;
}

/** The uid's place in URIs: see `ArtifactRecord.uri`. */
export type { ArtifactUri };
