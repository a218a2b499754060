import type { Session } from './database.js';

/** These artifacts are published no more, and every tag that points to one goes back to where it was before. Their names are locked. */
export async function withdraw(session: Session, ids: readonly number[]): Promise<void> {
  const published = await session.all<{ uid: string }>(
    `UPDATE artifacts SET state = 'superseded' WHERE id = ANY (?) AND state = 'published' RETURNING uid`,
    ids,
  );
  await session.run(
    `UPDATE tags SET artifact_id = coalesce(
       (SELECT CASE m.removed WHEN 1 THEN NULL ELSE m.artifact_id END FROM tag_moves m JOIN artifacts a ON a.id = m.artifact_id
        WHERE m.project = tags.project AND m.db_key = tags.db_key AND m.kind = tags.kind AND m.tag = tags.tag
          AND (a.state = 'published' OR m.removed = 1)
        ORDER BY m.id DESC LIMIT 1), artifact_id) WHERE artifact_id = ANY (?)`,
    ids,
  );
  await session.run('DELETE FROM tags WHERE artifact_id = ANY (?)', ids);
  await handOnVersions(
    session,
    published.map(({ uid }) => uid),
  );
}

/** Where records repeat one that is published no more, the first of them is now the one that the others repeat. */
export async function handOnVersions(session: Session, uids: readonly string[]): Promise<void> {
  await session.run(
    `UPDATE artifacts SET same_as = nullif(h.uid, artifacts.uid) FROM (
       SELECT DISTINCT ON (same_as) same_as, uid FROM artifacts WHERE same_as = ANY (?) AND state = 'published' ORDER BY same_as, id) h
     WHERE artifacts.same_as = h.same_as`,
    uids,
  );
}
