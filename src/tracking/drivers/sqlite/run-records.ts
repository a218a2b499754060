import { formatArtifactUri, fromTagged } from '../../../core/index.js';
import type {
  AttemptRecord,
  ErrorRecord,
  Json,
  Kind,
  MetricSummary,
  RunKind,
  RunRecord,
  RunState,
  SourceRecord,
  Value,
} from '../../../core/index.js';
import type { Connection } from './connection.js';
import { known } from './known.js';
import { metricSummaries } from './metrics.js';
import type { KeyedSummary } from './metrics.js';

/** A row of the table runs. */
export interface RunRow {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly kind: RunKind;
  readonly iteration: number;
  readonly parent_uid: string | null;
  readonly workflow_id: string | null;
  readonly temporal_run_id: string | null;
  readonly namespace: string | null;
  readonly namespace_id: string | null;
  readonly activity_id: string | null;
  readonly handler: string | null;
  readonly source: string;
  readonly state: RunState;
  readonly status_reason: string | null;
  readonly attempt: number;
  readonly attempt_id: number | null;
  readonly error: string | null;
  readonly start_time: number;
  readonly end_time: number | null;
}

/** The columns of {@link RunRow}, of the table runs under the name `r`. */
export const RUN_COLUMNS = `r.id, r.uid, r.name, r.project, r.kind, r.iteration, r.parent_uid, r.workflow_id, r.temporal_run_id, r.namespace,
  r.namespace_id, r.activity_id, r.handler, r.source, r.state, r.status_reason, r.attempt, r.attempt_id, r.error, r.start_time, r.end_time`;

interface AttemptRow {
  readonly run_id: number;
  readonly attempt: number;
  readonly state: RunState;
  readonly status_reason: string | null;
  readonly temporal_attempt: number | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly error: string | null;
}

interface ValueRow {
  readonly attempt_id: number;
  readonly type: string;
  readonly key: string;
  readonly value: string;
}

interface ArtifactRow {
  readonly attempt_id: number;
  readonly key: string;
  readonly kind: Kind;
  readonly project: string;
  readonly db_key: string;
  readonly iteration: number;
  readonly tree: string;
  readonly uid: string;
}

/** What rows of other tables say about one run. */
interface Details {
  readonly attempts: readonly AttemptRow[];
  readonly inputs: readonly { readonly key: string; readonly uri: string }[];
  readonly values: readonly ValueRow[];
  readonly metrics: readonly KeyedSummary[];
  readonly artifacts: readonly ArtifactRow[];
}

/** Fills in the records of any number of runs with one query for each kind of detail. */
export function toRunRecords(connection: Connection, rows: readonly RunRow[]): readonly RunRecord[] {
  const runIds = JSON.stringify(rows.map((row) => row.id));
  const attemptIds = JSON.stringify(rows.flatMap((row) => row.attempt_id ?? []));
  const attempts = groupBy(connection.all<AttemptRow>(ATTEMPTS, runIds), (row) => row.run_id);
  const inputs = groupBy(connection.all<{ run_id: number; key: string; uri: string }>(INPUTS, runIds), (row) => row.run_id);
  const values = groupBy(connection.all<ValueRow>(VALUES, attemptIds), (row) => row.attempt_id);
  const metrics = groupBy(metricSummaries(connection, attemptIds), (row) => row.attemptId);
  const artifacts = groupBy(connection.all<ArtifactRow>(ARTIFACTS, attemptIds), (row) => row.attempt_id);
  return rows.map((row) => {
    const shown = row.attempt_id ?? 0;
    return toRecord(row, {
      attempts: attempts.get(row.id) ?? [],
      inputs: inputs.get(row.id) ?? [],
      values: values.get(shown) ?? [],
      metrics: metrics.get(shown) ?? [],
      artifacts: artifacts.get(shown) ?? [],
    });
  });
}

const ATTEMPTS = `SELECT run_id, attempt, state, status_reason, temporal_attempt, host, pid, start_time, end_time, error
  FROM attempts WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY run_id, attempt`;
const INPUTS = 'SELECT run_id, key, uri FROM run_inputs WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY run_id, key';
const VALUES = `SELECT attempt_id, type, key, value FROM current_values WHERE attempt_id IN (SELECT value FROM json_each(?))
  AND type IN ('annotation', 'label', 'param', 'progress', 'result') ORDER BY attempt_id, type, key`;
const ARTIFACTS = `SELECT attempt_id, key, kind, project, db_key, iteration, tree, uid
  FROM artifacts WHERE attempt_id IN (SELECT value FROM json_each(?)) ORDER BY attempt_id, seq`;

function toRecord(row: RunRow, details: Details): RunRecord {
  const json = (type: string) => record(ofType(details.values, type), (value): Value => fromTagged(JSON.parse(value.value) as Json));
  const text = (type: string) => record(ofType(details.values, type), (value) => value.value);
  const progress = ofType(details.values, 'progress')[0];
  return known({
    uid: row.uid,
    name: row.name,
    project: row.project,
    kind: row.kind,
    state: row.state,
    statusReason: row.status_reason,
    attempt: row.attempt,
    iteration: row.iteration,
    attempts: details.attempts.map(toAttempt),
    parentUid: row.parent_uid,
    workflowId: row.workflow_id,
    temporalRunId: row.temporal_run_id,
    namespace: row.namespace,
    namespaceId: row.namespace_id,
    activityId: row.activity_id,
    handler: row.handler,
    labels: text('label'),
    annotations: text('annotation'),
    parameters: json('param'),
    inputs: record(details.inputs, (input) => input.uri),
    results: json('result'),
    metrics: record(details.metrics, ({ last, min, max, count }): MetricSummary => ({ last, min, max, count })),
    artifacts: record(details.artifacts, pinnedUri),
    progress: progress === undefined ? null : (JSON.parse(progress.value) as NonNullable<RunRecord['progress']>),
    source: JSON.parse(row.source) as SourceRecord,
    startTime: toIso(row.start_time),
    endTime: row.end_time === null ? null : toIso(row.end_time),
    error: toError(row.error),
  });
}

function toAttempt(row: AttemptRow): AttemptRecord {
  return known({
    attempt: row.attempt,
    state: row.state,
    statusReason: row.status_reason,
    temporalAttempt: row.temporal_attempt,
    host: row.host,
    pid: row.pid,
    startTime: toIso(row.start_time),
    endTime: row.end_time === null ? null : toIso(row.end_time),
    error: toError(row.error),
  });
}

/** The form of a URI that steps hand each other: it names one record for ever. */
export function pinnedUri({ kind, project, db_key: dbKey, iteration, tree, uid }: Omit<ArtifactRow, 'attempt_id' | 'key'>) {
  return formatArtifactUri({ kind, project, dbKey, ...(iteration > 0 ? { iteration } : {}), tree, uid });
}

function ofType(values: readonly ValueRow[], type: string): readonly ValueRow[] {
  return values.filter((value) => value.type === type);
}

// A later row of the same key wins. fromEntries defines `__proto__` like any other key.
function record<Row extends { readonly key: string }, T>(rows: readonly Row[], valueOf: (row: Row) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(rows.map((row) => [row.key, valueOf(row)]));
}

function toError(json: string | null): ErrorRecord | null {
  return json === null ? null : (JSON.parse(json) as ErrorRecord);
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => number): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
