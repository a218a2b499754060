import { RunNotFoundError, StaleAttemptError } from '../../../core/index.js';
import type { RunState, TidemarkError } from '../../../core/index.js';
import type { Connection } from './connection.js';

/** One attempt of a run, with what its writes need to know. */
export interface AttemptRow {
  readonly run_id: number;
  readonly project: string;
  readonly tree: string;
  readonly iteration: number;
  /** The run's newest attempt. */
  readonly newest: number;
  readonly id: number;
  readonly state: RunState;
}

/** The attempt, or why there is nothing to write to: no such run, or a newer attempt has opened. */
export function findNewest(connection: Connection, uid: string, attempt: number): AttemptRow | TidemarkError {
  const row = connection.get<AttemptRow | (Omit<AttemptRow, 'id'> & { id: null })>(
    `SELECT r.id AS run_id, r.project, r.tree, r.iteration, r.attempt AS newest, a.id, a.state
     FROM runs r LEFT JOIN attempts a ON a.run_id = r.id AND a.attempt = ? WHERE r.uid = ?`,
    attempt,
    uid,
  );
  if (row === undefined) return new RunNotFoundError(uid);
  if (row.id === null) return new StaleAttemptError(uid, attempt, 'this tracking store never opened it');
  return row.newest === attempt ? row : new StaleAttemptError(uid, attempt);
}

/** As {@link findNewest}, and it must be running. */
export function findWritable(connection: Connection, uid: string, attempt: number): AttemptRow | TidemarkError {
  const found = findNewest(connection, uid, attempt);
  if (found instanceof Error || found.state === 'running') return found;
  return new StaleAttemptError(uid, attempt, `it is over (${found.state})`);
}
