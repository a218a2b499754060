import { isTerminal, StaleAttemptError } from '../../../core/index.js';
import type { ErrorRecord, Json, RunState } from '../../../core/index.js';
import type { CloseAttempt, OpenAttempt, OpenedAttempt, RunIdentity, SettleRun } from '../../tracking-store.js';
import { firstValues } from '../rows/current-value.js';
import { setValue } from './append.js';
import type { Connection } from './connection.js';
import { findNewest } from './fence.js';
import { pinInput, pinnedInputs } from './inputs.js';
import { applyLabels } from './labels.js';
import { summariseMetrics } from './metrics.js';
import { publishArtifacts } from './publish.js';
import { resumePoints } from './resume.js';

interface RunHead {
  readonly id: number;
  readonly state: RunState;
  readonly attempt: number;
  readonly attempt_id: number | null;
  readonly summary: string | null;
}

/** See `TrackingStore.openAttempt`. */
export function openAttempt(connection: Connection, request: OpenAttempt): OpenedAttempt {
  return connection.write(() => {
    const run = readHead(connection, request.run.uid) ?? createRun(connection, request);
    if (run.state === 'completed' && request.reopen !== true) {
      return { state: 'completed', attempt: run.attempt, summary: JSON.parse(run.summary ?? 'null') as Json };
    }
    const attempt = reopenAttempt(connection, run, request) ?? startAttempt(connection, run, request);
    const resume = resumePoints(connection, run.id, attempt);
    return { state: 'opened', attempt, inputs: pinnedInputs(connection, run.id), ...(resume === undefined ? {} : { resume }) };
  });
}

/** See `TrackingStore.closeAttempt`. The same closing again is no error. @throws {StaleAttemptError} */
export function closeAttempt(connection: Connection, request: CloseAttempt): void {
  connection.write(() => {
    const attempt = findNewest(connection, request.uid, request.attempt);
    if (attempt instanceof Error) throw attempt;
    if (attempt.state === request.state) return;
    if (attempt.state !== 'running') throw new StaleAttemptError(request.uid, request.attempt, `it is over (${attempt.state})`);
    if (request.state === 'completed') publishArtifacts(connection, attempt.run_id, { id: attempt.id, time: request.time });
    endAttempt(connection, attempt.id, request);
    const isWaiting = !isTerminal(request.state);
    connection.run(
      'UPDATE runs SET state = ?, status_reason = ?, error = ?, end_time = ?, summary = ? WHERE id = ?',
      isWaiting && attempt.run_state === 'aborting' ? 'aborting' : request.state,
      request.statusReason ?? null,
      toJson(request.error),
      isWaiting ? null : request.time,
      request.state === 'completed' ? toJson(request.summary) : null,
      attempt.run_id,
    );
  }, 'fsync');
}

/** See `TrackingStore.settleRun`. A repeat keeps the first end time, and the error that is known when it brings none. */
export function settleRun(connection: Connection, request: SettleRun): void {
  connection.write(() => {
    const run = readHead(connection, request.run.uid) ?? createRun(connection, request);
    if (run.state === 'completed' || (request.attempt ?? run.attempt) !== run.attempt) return;
    const waits = request.state === 'pendingRetry' || request.state === 'pending';
    const state = waits && run.state === 'aborting' ? 'aborting' : request.state;
    // The same state again keeps its first end and reason; another state has its own.
    const keep = run.state === state;
    connection.run(
      `UPDATE runs SET state = ?, status_reason = ${keep ? 'coalesce(?, status_reason)' : '?'}, error = coalesce(?, error),
         end_time = ${keep ? 'coalesce(end_time, ?)' : '?'} WHERE id = ?`,
      state,
      request.statusReason ?? null,
      toJson(request.error),
      isTerminal(request.state) ? request.time : null,
      run.id,
    );
    const attempt = connection.get<{ id: number }>(
      // An attempt that ended by itself, and left the run waiting, knows best how.
      `SELECT id FROM attempts WHERE id = ? AND state IN (${waits ? `'running'` : `'running', 'pendingRetry', 'pending'`})`,
      run.attempt_id,
    );
    if (attempt === undefined) return;
    endAttempt(connection, attempt.id, request);
    connection.run('UPDATE attempts SET settled = 1 WHERE id = ?', attempt.id);
  }, 'fsync');
}

function readHead(connection: Connection, uid: string): RunHead | undefined {
  return connection.get<RunHead>('SELECT id, state, attempt, attempt_id, summary FROM runs WHERE uid = ?', uid);
}

const IDENTITY =
  'name, project, kind, iteration, tree, parent_uid, workflow_id, temporal_run_id, namespace, namespace_id, activity_id, handler, task_queue, source';

function identityOf(run: RunIdentity) {
  return [
    run.name,
    run.project,
    run.kind,
    run.iteration ?? 0,
    run.tree ?? run.uid,
    run.parentUid ?? null,
    run.workflowId ?? null,
    run.temporalRunId ?? null,
    run.namespace ?? null,
    run.namespaceId ?? null,
    run.activityId ?? null,
    run.handler ?? null,
    run.taskQueue ?? null,
    JSON.stringify(run.source ?? {}),
  ] as const;
}

function createRun(connection: Connection, { run, time }: { readonly run: RunIdentity; readonly time: number }): RunHead {
  connection.run(
    `INSERT INTO runs (uid, start_time, state, ${IDENTITY}) VALUES (?, ?, 'created', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    run.uid,
    time,
    ...identityOf(run),
  );
  const head = readHead(connection, run.uid);
  if (head === undefined) throw new Error(`run ${run.uid} is gone right after it was written`);
  return head;
}

/** The attempt that this execution has already. One that was settled while its owner lived runs on, unless it is superseded; any that is over if it is asked for. */
function reopenAttempt(connection: Connection, run: RunHead, { nonce, leaseUntil, reopen = false }: OpenAttempt): number | undefined {
  const found = connection.get<{ id: number; attempt: number; state: RunState; settled: number }>(
    'SELECT id, attempt, state, settled FROM attempts WHERE run_id = ? AND nonce = ?',
    run.id,
    nonce,
  );
  if (found !== undefined && found.id === run.attempt_id && (found.settled === 1 || (reopen && found.state !== 'running'))) {
    connection.run(
      `UPDATE attempts SET state = 'running', status_reason = NULL, error = NULL, end_time = NULL, settled = 0, lease_until = ? WHERE id = ?`,
      leaseUntil ?? null,
      found.id,
    );
    connection.run('DELETE FROM metric_summaries WHERE attempt_id = ?', found.id);
    showRunning(connection, run.id, found);
  }
  return found?.attempt;
}

function startAttempt(connection: Connection, run: RunHead, request: OpenAttempt): number {
  // A run that was settled before it ever opened gets its identity and start from this opening.
  if (run.attempt === 0) {
    connection.run(
      `UPDATE runs SET start_time = ?, (${IDENTITY}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?`,
      request.time,
      ...identityOf(request.run),
      run.id,
    );
  } else if (request.run.temporalRunId !== undefined) {
    const { temporalRunId, taskQueue = null } = request.run;
    connection.run(
      'UPDATE runs SET temporal_run_id = ?, task_queue = coalesce(?, task_queue) WHERE id = ?',
      temporalRunId,
      taskQueue,
      run.id,
    );
  }
  const live = connection.all<{ id: number }>(`SELECT id FROM attempts WHERE run_id = ? AND state = 'running'`, run.id);
  for (const { id } of live) endAttempt(connection, id, { state: 'aborted', statusReason: 'superseded', time: request.time });
  const attempt = run.attempt + 1;
  connection.run(
    `INSERT INTO attempts (run_id, attempt, nonce, state, temporal_attempt, host, pid, start_time, lease_until)
     VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?)`,
    run.id,
    attempt,
    request.nonce,
    request.temporalAttempt ?? null,
    request.host ?? null,
    request.pid ?? null,
    request.time,
    request.leaseUntil ?? null,
  );
  const id = connection.get<{ id: number }>('SELECT id FROM attempts WHERE run_id = ? AND attempt = ?', run.id, attempt)?.id ?? 0;
  showRunning(connection, run.id, { id, attempt });
  for (const value of firstValues(request)) setValue(connection, id, value);
  if (run.state !== 'created') applyLabels(connection, [id]);
  for (const entry of Object.entries(request.inputs)) pinInput(connection, run.id, entry);
  return attempt;
}

function showRunning(connection: Connection, runId: number, { id, attempt }: { readonly id: number; readonly attempt: number }): void {
  connection.run(
    `UPDATE runs SET state = CASE state WHEN 'aborting' THEN state ELSE 'running' END, attempt = ?, attempt_id = ?, status_reason = NULL, error = NULL, end_time = NULL WHERE id = ?`,
    attempt,
    id,
    runId,
  );
}

interface AttemptEnd {
  readonly state: RunState;
  readonly time: number;
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
}

/** Ends an attempt; its first end time stays, and its error unless there is a new one. */
export function endAttempt(connection: Connection, id: number, end: AttemptEnd): void {
  connection.run(
    'UPDATE attempts SET state = ?, status_reason = ?, error = coalesce(?, error), end_time = coalesce(end_time, ?) WHERE id = ?',
    end.state,
    end.statusReason ?? null,
    toJson(end.error),
    end.time,
    id,
  );
  summariseMetrics(connection, id);
}

/** As a column has it. */
export function toJson(value: ErrorRecord | Json | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
