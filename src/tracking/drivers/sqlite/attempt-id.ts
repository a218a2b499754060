import type { Connection } from './connection.js';

/** Null when there is no such run, or no such attempt of it. */
export function attemptIdOf(connection: Connection, uid: string, attempt?: number): number | null {
  const row =
    attempt === undefined
      ? connection.get<{ id: number | null }>('SELECT attempt_id AS id FROM runs WHERE uid = ?', uid)
      : connection.get<{ id: number | null }>(
          'SELECT a.id FROM runs r JOIN attempts a ON a.run_id = r.id WHERE r.uid = ? AND a.attempt = ?',
          uid,
          attempt,
        );
  return row?.id ?? null;
}
