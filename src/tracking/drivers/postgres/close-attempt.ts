import { isTerminal, RunNotFoundError, StaleAttemptError } from '../../../core/index.js';
import type { ErrorRecord, Json, RunState } from '../../../core/index.js';
import type { CloseAttempt, RetractRun, SettleRun } from '../../tracking-store.js';
import type { Session } from './database.js';
import { lockNewest } from './fence.js';
import { summariseMetrics } from './metrics.js';
import { publishArtifacts, withdrawArtifacts } from './publish.js';
import { lockHead, lockOrCreate } from './run-head.js';

/** See `TrackingStore.closeAttempt`. The same closing again is no error. @throws {StaleAttemptError} */
export async function closeAttempt(session: Session, request: CloseAttempt): Promise<void> {
  const attempt = await lockNewest(session, request);
  if (attempt.state === request.state) return;
  if (attempt.state !== 'running') throw new StaleAttemptError(request.uid, request.attempt, `it is over (${attempt.state})`);
  if (request.state === 'completed') await publishArtifacts(session, attempt.run_id, { id: attempt.id, time: request.time });
  const isWaiting = !isTerminal(request.state);
  await Promise.all([
    endAttempts(session, [attempt.id], request),
    session.run(
      'UPDATE runs SET state = ?, status_reason = ?, error = ?, end_time = ?, summary = ? WHERE id = ?',
      isWaiting && attempt.run_state === 'aborting' ? 'aborting' : request.state,
      request.statusReason ?? null,
      toJson(request.error),
      isWaiting ? null : request.time,
      request.state === 'completed' ? toJson(request.summary) : null,
      attempt.run_id,
    ),
  ]);
}

/** See `TrackingStore.settleRun`. A repeat keeps the first end time, and the error that is known when it brings none. */
export async function settleRun(session: Session, request: SettleRun): Promise<void> {
  const run = await lockOrCreate(session, request);
  if (run.state === 'completed' || (request.attempt ?? run.attempt) !== run.attempt) return;
  const waits = request.state === 'pendingRetry' || request.state === 'pending';
  const state = waits && run.state === 'aborting' ? 'aborting' : request.state;
  // The same state again keeps its first end and reason; another state has its own.
  const keep = run.state === state;
  await session.run(
    `UPDATE runs SET state = ?, status_reason = ${keep ? 'coalesce(?, status_reason)' : '?'}, error = coalesce(?, error),
       end_time = ${keep ? 'coalesce(end_time, ?)' : '?'} WHERE id = ?`,
    state,
    request.statusReason ?? null,
    toJson(request.error),
    isTerminal(request.state) ? request.time : null,
    run.id,
  );
  const attempt = await session.get<{ id: number }>(
    // An attempt that ended by itself, and left the run waiting, knows best how.
    `UPDATE attempts SET settled = TRUE WHERE id = ? AND state IN (${waits ? `'running'` : `'running', 'pendingRetry', 'pending'`}) RETURNING id`,
    run.attempt_id,
  );
  if (attempt !== undefined) await endAttempts(session, [attempt.id], request);
}

/** See `TrackingStore.retractRun`. @throws {RunNotFoundError} */
export async function retractRun(session: Session, request: RetractRun): Promise<void> {
  const run = await lockHead(session, request.uid);
  if (run === undefined) throw new RunNotFoundError(request.uid);
  const attempt = await session.get<{ id: number }>(
    `SELECT id FROM attempts WHERE run_id = ? AND attempt = ? AND state = 'completed'`,
    run.id,
    request.attempt ?? run.attempt,
  );
  if (attempt === undefined) return;
  await endAttempts(session, [attempt.id], request);
  await session.run(
    'UPDATE runs SET state = ?, status_reason = ?, error = ?, end_time = ? WHERE attempt_id = ?',
    request.state,
    request.statusReason ?? null,
    toJson(request.error),
    isTerminal(request.state) ? request.time : null,
    attempt.id,
  );
  await withdrawArtifacts(session, attempt.id);
}

/** How an attempt ends. */
export interface AttemptEnd {
  readonly state: RunState;
  readonly time: number;
  readonly statusReason?: string;
  readonly error?: ErrorRecord;
}

/** Ends attempts; the first end time stays, and the error unless there is a new one. */
export async function endAttempts(session: Session, ids: readonly number[], end: AttemptEnd): Promise<void> {
  if (ids.length === 0) return;
  await Promise.all([
    session.run(
      'UPDATE attempts SET state = ?, status_reason = ?, error = coalesce(?, error), end_time = coalesce(end_time, ?) WHERE id = ANY (?)',
      end.state,
      end.statusReason ?? null,
      toJson(end.error),
      end.time,
      ids,
    ),
    summariseMetrics(session, ids),
  ]);
}

function toJson(value: ErrorRecord | Json | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
