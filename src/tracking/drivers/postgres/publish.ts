import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';

interface PendingRow {
  readonly id: number;
  readonly uid: string;
  readonly project: string;
  readonly kind: string;
  readonly db_key: string;
  readonly wanted_tags: string;
}

/** Numbers the attempt's artifacts and moves their tags, in the order they were logged; what earlier attempts left pending is superseded. */
export async function publishArtifacts(
  session: Session,
  runId: number,
  { id: attemptId, time }: { readonly id: number; readonly time: number },
): Promise<void> {
  const pending = await session.all<PendingRow>(
    `SELECT id, uid, project, kind, db_key, wanted_tags FROM artifacts WHERE attempt_id = ? AND state = 'pending' ORDER BY seq`,
    attemptId,
  );
  if (pending.length > 0) {
    await Promise.all([
      lockNames(session, attemptId),
      // A pipeline that was opened again may have adopted what it had published before.
      session.run(
        `UPDATE artifacts SET state = 'superseded' WHERE state = 'published' AND uid = ANY (?)`,
        pending.map(({ uid }) => uid),
      ),
      numberVersions(session, attemptId),
      moveTags(session, pending, time),
    ]);
  }
  await session.run(
    `UPDATE artifacts SET state = 'superseded' WHERE state = 'pending' AND attempt_id IN (SELECT id FROM attempts WHERE run_id = ? AND id <> ?)`,
    runId,
    attemptId,
  );
}

/** What the attempt published no longer counts, and tags go back to where they pointed before. */
export async function withdrawArtifacts(session: Session, attemptId: number): Promise<void> {
  await lockNames(session, attemptId);
  await session.run(`UPDATE artifacts SET state = 'superseded' WHERE attempt_id = ? AND state = 'published'`, attemptId);
  const pointing = 'artifact_id IN (SELECT id FROM artifacts WHERE attempt_id = ?)';
  await session.run(
    `UPDATE tags SET artifact_id = coalesce(
       (SELECT m.artifact_id FROM tag_moves m JOIN artifacts a ON a.id = m.artifact_id
        WHERE m.project = tags.project AND m.db_key = tags.db_key AND m.kind = tags.kind AND m.tag = tags.tag AND a.state = 'published'
        ORDER BY m.id DESC LIMIT 1), artifact_id) WHERE ${pointing}`,
    attemptId,
  );
  await session.run(`DELETE FROM tags WHERE ${pointing}`, attemptId);
}

/**
 * One closing at a time numbers the versions and moves the tags of a name. Until the transaction ends; in the order of the locks' own numbers, so
 * that two closings never wait for each other.
 */
async function lockNames(session: Session, attemptId: number): Promise<void> {
  await session.run(
    `SELECT pg_advisory_xact_lock(n.lock) FROM (
       SELECT DISTINCT hashtextextended(concat_ws('/', 'tidemark', current_schema(), project, kind, db_key), 0) AS lock FROM artifacts
       WHERE attempt_id = ? ORDER BY lock) n`,
    attemptId,
  );
}

async function numberVersions(session: Session, attemptId: number): Promise<void> {
  await session.run(
    `UPDATE artifacts SET state = 'published', version = n.version FROM (
       SELECT p.id, row_number() OVER (PARTITION BY p.project, p.db_key, p.kind ORDER BY p.seq)
         + (SELECT coalesce(max(v.version), 0) FROM artifacts v WHERE v.project = p.project AND v.db_key = p.db_key AND v.kind = p.kind) AS version
       FROM artifacts p WHERE p.attempt_id = ? AND p.state = 'pending') n
     WHERE artifacts.id = n.id`,
    attemptId,
  );
}

const PLACE = { project: 'text', kind: 'text', db_key: 'text', tag: 'text', artifact_id: 'bigint' } as const;
const TAGS = {
  table: 'tags',
  columns: PLACE,
  otherwise: 'ON CONFLICT (project, db_key, kind, tag) DO UPDATE SET artifact_id = excluded.artifact_id',
} as const;
const TAG_MOVES = { table: 'tag_moves', columns: { ...PLACE, time: 'bigint' } } as const;

async function moveTags(session: Session, pending: readonly PendingRow[], time: number): Promise<void> {
  const moves = pending.flatMap(({ id, project, kind, db_key: dbKey, wanted_tags: tags }) =>
    [...new Set([...(JSON.parse(tags) as string[]), 'latest'])].map((tag) => [project, kind, dbKey, tag, id] as const),
  );
  // The last move of a tag is where it points.
  const last = new Map(moves.map((move) => [JSON.stringify(move.slice(0, 4)), move]));
  await Promise.all([
    insertRows(session, TAGS, [...last.values()]),
    insertRows(
      session,
      TAG_MOVES,
      moves.map((move) => [...move, time]),
    ),
  ]);
}
