import type { Connection } from './connection.js';

interface PendingRow {
  readonly id: number;
  readonly uid: string;
  readonly project: string;
  readonly kind: string;
  readonly db_key: string;
  readonly wanted_tags: string;
}

/** Numbers the attempt's artifacts and moves their tags, in the order they were logged; what earlier attempts left pending is superseded. */
export function publishArtifacts(connection: Connection, runId: number, { id: attemptId, time }: { id: number; time: number }): void {
  const pending = connection.all<PendingRow>(
    `SELECT id, uid, project, kind, db_key, wanted_tags FROM artifacts WHERE attempt_id = ? AND state = 'pending' ORDER BY seq`,
    attemptId,
  );
  for (const row of pending) {
    // A pipeline that was opened again may have adopted what it had published before.
    connection.run(`UPDATE artifacts SET state = 'superseded' WHERE uid = ? AND state = 'published'`, row.uid);
    connection.run(
      `UPDATE artifacts SET state = 'published',
         version = 1 + (SELECT coalesce(max(version), 0) FROM artifacts WHERE project = ? AND db_key = ? AND kind = ?) WHERE id = ?`,
      row.project,
      row.db_key,
      row.kind,
      row.id,
    );
    for (const tag of new Set([...(JSON.parse(row.wanted_tags) as string[]), 'latest'])) moveTag(connection, row, { tag, time });
  }
  connection.run(
    `UPDATE artifacts SET state = 'superseded' WHERE state = 'pending' AND attempt_id IN (SELECT id FROM attempts WHERE run_id = ? AND id <> ?)`,
    runId,
    attemptId,
  );
}

function moveTag(connection: Connection, to: PendingRow, { tag, time }: { readonly tag: string; readonly time: number }): void {
  const place = [to.project, to.kind, to.db_key, tag, to.id] as const;
  connection.run(
    `INSERT INTO tags (project, kind, db_key, tag, artifact_id) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (project, db_key, kind, tag) DO UPDATE SET artifact_id = excluded.artifact_id`,
    ...place,
  );
  connection.run('INSERT INTO tag_moves (project, kind, db_key, tag, artifact_id, time) VALUES (?, ?, ?, ?, ?, ?)', ...place, time);
}
