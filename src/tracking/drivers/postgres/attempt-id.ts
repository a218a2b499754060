import type { Session } from './database.js';

/** Null when there is no such run, or no such attempt of it. */
export async function attemptIdOf(session: Session, uid: string, attempt?: number): Promise<number | null> {
  const row =
    attempt === undefined
      ? await session.get<{ id: number | null }>('SELECT attempt_id AS id FROM runs WHERE uid = ?', uid)
      : await session.get<{ id: number | null }>(
          'SELECT a.id FROM runs r JOIN attempts a ON a.run_id = r.id WHERE r.uid = ? AND a.attempt = ?',
          uid,
          attempt,
        );
  return row?.id ?? null;
}
