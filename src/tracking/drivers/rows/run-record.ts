import { fromTagged } from '../../../core/index.js';
import type {
  AttemptRecord,
  ErrorRecord,
  Json,
  MetricSummary,
  RunKind,
  RunRecord,
  RunState,
  SourceRecord,
  Value,
} from '../../../core/index.js';
import { pinnedUri } from './artifact-record.js';
import type { PinnedRow } from './artifact-record.js';
import { known } from './known.js';

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
  readonly task_queue: string | null;
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
  r.namespace_id, r.activity_id, r.handler, r.task_queue, r.source, r.state, r.status_reason, r.attempt, r.attempt_id, r.error, r.start_time, r.end_time`;

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

/** A series in short; null is NaN. */
export interface SummaryRow {
  readonly attempt_id: number;
  readonly key: string;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly count: number;
}

/** Rows of other tables about any number of runs, each list in the order in which it shows. */
export interface RunDetails {
  readonly attempts: readonly AttemptRow[];
  readonly inputs: readonly { readonly run_id: number; readonly key: string; readonly uri: string }[];
  readonly values: readonly { readonly attempt_id: number; readonly type: string; readonly key: string; readonly value: string }[];
  readonly metrics: readonly SummaryRow[];
  readonly artifacts: readonly (PinnedRow & { readonly attempt_id: number; readonly key: string })[];
}

/** The records of runs, in the order of `rows`. */
export function toRunRecords(rows: readonly RunRow[], details: RunDetails): readonly RunRecord[] {
  const attempts = groupBy(details.attempts, (row) => row.run_id);
  const inputs = groupBy(details.inputs, (row) => row.run_id);
  const values = groupBy(details.values, (row) => row.attempt_id);
  const metrics = groupBy(details.metrics, (row) => row.attempt_id);
  const artifacts = groupBy(details.artifacts, (row) => row.attempt_id);
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

function toRecord(row: RunRow, details: RunDetails): RunRecord {
  const ofType = (type: string) => details.values.filter((value) => value.type === type);
  const json = (type: string) => record(ofType(type), ({ value }): Value => fromTagged(JSON.parse(value) as Json));
  const text = (type: string) => record(ofType(type), ({ value }) => value);
  const progress = ofType('progress')[0];
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
    taskQueue: row.task_queue,
    labels: text('label'),
    annotations: text('annotation'),
    parameters: json('param'),
    inputs: record(details.inputs, (input) => input.uri),
    results: json('result'),
    metrics: record(details.metrics, toSummary),
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

function toSummary({ last, min, max, count }: SummaryRow): MetricSummary {
  return { last: last ?? NaN, min: min ?? NaN, max: max ?? NaN, count };
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
