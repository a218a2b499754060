import { RunNotFoundError, StaleAttemptError } from '../../../core/index.js';
import type { RunState, TidemarkError } from '../../../core/index.js';
import type { Connection } from './connection.js';

/** One attempt of a run, with what its writes need to know. */
export interface AttemptRow {
  readonly run_id: number;
  readonly run_state: RunState;
  readonly project: string;
  readonly tree: string;
  readonly iteration: number;
  readonly id: number;
  readonly state: RunState;
  /** 1 when a newer attempt has opened. */
  readonly superseded: 0 | 1;
}

/** The attempt, superseded or over though it may be, or why there is none. */
export function findAttempt(connection: Connection, uid: string, attempt: number): AttemptRow | TidemarkError {
  const row = connection.get<AttemptRow | (Omit<AttemptRow, 'id'> & { id: null })>(
    `SELECT r.id AS run_id, r.state AS run_state, r.project, r.tree, r.iteration, a.id, a.state, r.attempt <> a.attempt AS superseded
     FROM runs r LEFT JOIN attempts a ON a.run_id = r.id AND a.attempt = ? WHERE r.uid = ?`,
    attempt,
    uid,
  );
  if (row === undefined) return new RunNotFoundError(uid);
  return row.id === null ? new StaleAttemptError(uid, attempt, 'this tracking store never opened it') : row;
}

/** As {@link findAttempt}, and no newer one may have opened. */
export function findNewest(connection: Connection, uid: string, attempt: number): AttemptRow | TidemarkError {
  const found = findAttempt(connection, uid, attempt);
  return found instanceof Error || found.superseded === 0 ? found : new StaleAttemptError(uid, attempt);
}

/** As {@link findNewest}, and it must be running. */
export function findWritable(connection: Connection, uid: string, attempt: number): AttemptRow | TidemarkError {
  const found = findNewest(connection, uid, attempt);
  if (found instanceof Error || found.state === 'running') return found;
  return new StaleAttemptError(uid, attempt, `it is over (${found.state})`);
}
