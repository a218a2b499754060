import type { Session } from './database.js';

/**
 * One transaction at a time numbers the versions and moves the tags of a name: those of these artifacts, until the transaction ends. In the order of the
 * locks' own numbers, so that two transactions never wait for each other.
 */
export async function lockNames(session: Session, artifactIds: readonly number[]): Promise<void> {
  await session.run(
    `SELECT pg_advisory_xact_lock(n.lock) FROM (
       SELECT DISTINCT hashtextextended(concat_ws('/', 'tidemark', current_schema(), project, kind, db_key), 0) AS lock FROM artifacts
       WHERE id = ANY (?) ORDER BY lock) n`,
    artifactIds,
  );
}
