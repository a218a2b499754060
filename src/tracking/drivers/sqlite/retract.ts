import { isTerminal, RunNotFoundError } from '../../../core/index.js';
import type { RetractRun } from '../../tracking-store.js';
import { endAttempt, toJson } from './attempts.js';
import type { Connection } from './connection.js';

/** See `TrackingStore.retractRun`. @throws {RunNotFoundError} */
export function retractRun(connection: Connection, request: RetractRun): void {
  connection.write(() => {
    const run = connection.get<{ id: number; attempt: number }>('SELECT id, attempt FROM runs WHERE uid = ?', request.uid);
    if (run === undefined) throw new RunNotFoundError(request.uid);
    const attempt = connection.get<{ id: number }>(
      `SELECT id FROM attempts WHERE run_id = ? AND attempt = ? AND state = 'completed'`,
      run.id,
      request.attempt ?? run.attempt,
    );
    if (attempt === undefined) return;
    endAttempt(connection, attempt.id, request);
    connection.run(
      'UPDATE runs SET state = ?, status_reason = ?, error = ?, end_time = ? WHERE attempt_id = ?',
      request.state,
      request.statusReason ?? null,
      toJson(request.error),
      isTerminal(request.state) ? request.time : null,
      attempt.id,
    );
    withdraw(connection, attempt.id);
  }, 'fsync');
}

function withdraw(connection: Connection, attemptId: number): void {
  connection.run(`UPDATE artifacts SET state = 'superseded' WHERE attempt_id = ? AND state = 'published'`, attemptId);
  const pointing = 'artifact_id IN (SELECT id FROM artifacts WHERE attempt_id = ?)';
  connection.run(
    `UPDATE tags SET artifact_id = coalesce(
       (SELECT m.artifact_id FROM tag_moves m JOIN artifacts a ON a.id = m.artifact_id
        WHERE m.project = tags.project AND m.db_key = tags.db_key AND m.kind = tags.kind AND m.tag = tags.tag AND a.state = 'published'
        ORDER BY m.id DESC LIMIT 1), artifact_id) WHERE ${pointing}`,
    attemptId,
  );
  connection.run(`DELETE FROM tags WHERE ${pointing}`, attemptId);
}
