import { LATEST, ProtectedTagError } from '../../../core/index.js';
import { nameOf, planVersions } from '../rows/plan-versions.js';
import type { Head, NameHead, PendingRow } from '../rows/plan-versions.js';
import type { Connection } from './connection.js';
import { moveTag } from './tags.js';
import { handOnVersions } from './withdraw.js';

/**
 * Numbers the attempt's artifacts and moves their tags, in the order they were logged; what earlier attempts left pending is superseded.
 *
 * @throws {ProtectedTagError} when one of them wants a tag that is protected; then nothing is published.
 */
export function publishArtifacts(connection: Connection, runId: number, { id: attemptId, time }: { id: number; time: number }): void {
  const pending = connection.all<PendingRow>(
    `SELECT id, uid, project, kind, db_key, sha256, media_type, new_version, wanted_tags FROM artifacts
     WHERE attempt_id = ? AND state = 'pending' ORDER BY seq`,
    attemptId,
  );
  refuseProtected(connection, pending);
  for (const row of pending) replaceEarlier(connection, row);
  const plan = planVersions(pending, new Map(pending.map((row) => [nameOf(row), headOf(connection, row)])));
  for (const { id, version, sameAs } of plan) {
    connection.run(`UPDATE artifacts SET state = 'published', version = ?, same_as = ? WHERE id = ?`, version, sameAs, id);
  }
  for (const row of pending) {
    for (const tag of new Set([...(JSON.parse(row.wanted_tags) as string[]), LATEST])) moveTag(connection, row, { tag, time });
  }
  connection.run(
    `UPDATE artifacts SET state = 'superseded' WHERE state = 'pending' AND attempt_id IN (SELECT id FROM attempts WHERE run_id = ? AND id <> ?)`,
    runId,
    attemptId,
  );
}

function refuseProtected(connection: Connection, pending: readonly PendingRow[]): void {
  for (const { project, wanted_tags: tags } of pending) {
    const sql = 'SELECT tag FROM protected_tags WHERE project = ? AND tag IN (SELECT value FROM json_each(?))';
    const found = connection.get<{ tag: string }>(sql, project, tags);
    if (found !== undefined) throw new ProtectedTagError(found.tag, project);
  }
}

// A pipeline that was opened again may have adopted what it had published before: that artifact is now this row, and keeps its tags.
function replaceEarlier(connection: Connection, { id, uid }: PendingRow): void {
  const earlier = connection.get<{ id: number }>(`SELECT id FROM artifacts WHERE uid = ? AND state = 'published'`, uid);
  if (earlier === undefined) return;
  connection.run(`UPDATE artifacts SET state = 'superseded' WHERE id = ?`, earlier.id);
  for (const table of ['tags', 'tag_moves']) connection.run(`UPDATE ${table} SET artifact_id = ? WHERE artifact_id = ?`, id, earlier.id);
  handOnVersions(connection, [uid]);
}

function headOf(connection: Connection, { project, db_key: dbKey, kind }: PendingRow): NameHead {
  const name = [project, dbKey, kind] as const;
  const last = connection.get<{ version: number }>(
    `SELECT max(coalesce((SELECT max(version) FROM artifacts WHERE project = ? AND db_key = ? AND kind = ?), 0),
       coalesce((SELECT version FROM deleted_versions WHERE project = ? AND db_key = ? AND kind = ?), 0)) AS version`,
    ...name,
    ...name,
  );
  const newest = connection.get<Head>(
    `SELECT uid, version, sha256, media_type FROM artifacts WHERE project = ? AND db_key = ? AND kind = ? AND state = 'published'
     ORDER BY version DESC, same_as IS NULL DESC, id LIMIT 1`,
    ...name,
  );
  return { last: last?.version ?? 0, ...(newest === undefined ? {} : { newest }) };
}
