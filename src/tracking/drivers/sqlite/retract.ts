import { isTerminal, RunNotFoundError } from '../../../core/index.js';
import type { RetractRun } from '../../tracking-store.js';
import { endAttempt, toJson } from './attempts.js';
import type { Connection } from './connection.js';
import { withdraw } from './withdraw.js';

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
    const artifacts = connection.all<{ id: number }>('SELECT id FROM artifacts WHERE attempt_id = ?', attempt.id);
    withdraw(connection, JSON.stringify(artifacts.map(({ id }) => id)));
  }, 'fsync');
}
