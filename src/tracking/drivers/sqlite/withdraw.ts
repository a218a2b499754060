import type { Connection } from './connection.js';

/** These artifacts, of which a JSON array of ids is given, are published no more, and every tag that points to one goes back to where it was before. */
export function withdraw(connection: Connection, ids: string): void {
  const these = 'IN (SELECT value FROM json_each(?))';
  const published = connection.all<{ uid: string }>(`SELECT uid FROM artifacts WHERE id ${these} AND state = 'published'`, ids);
  connection.run(`UPDATE artifacts SET state = 'superseded' WHERE id ${these} AND state = 'published'`, ids);
  connection.run(
    `UPDATE tags SET artifact_id = coalesce(
       (SELECT CASE m.removed WHEN 1 THEN NULL ELSE m.artifact_id END FROM tag_moves m JOIN artifacts a ON a.id = m.artifact_id
        WHERE m.project = tags.project AND m.db_key = tags.db_key AND m.kind = tags.kind AND m.tag = tags.tag
          AND (a.state = 'published' OR m.removed = 1)
        ORDER BY m.id DESC LIMIT 1), artifact_id) WHERE artifact_id ${these}`,
    ids,
  );
  connection.run(`DELETE FROM tags WHERE artifact_id ${these}`, ids);
  handOnVersions(
    connection,
    published.map(({ uid }) => uid),
  );
}

/** Where records repeat one that is published no more, the first of them is now the one that the others repeat. */
export function handOnVersions(connection: Connection, uids: readonly string[]): void {
  for (const uid of uids) {
    const heir = connection.get<{ id: number; uid: string }>(
      `SELECT id, uid FROM artifacts WHERE same_as = ? AND state = 'published' ORDER BY id LIMIT 1`,
      uid,
    );
    connection.run('UPDATE artifacts SET same_as = ? WHERE same_as = ?', heir?.uid ?? null, uid);
    if (heir !== undefined) connection.run('UPDATE artifacts SET same_as = NULL WHERE id = ?', heir.id);
  }
}
