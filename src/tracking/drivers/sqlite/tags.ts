import { InvalidArgumentError, ProtectedTagError } from '../../../core/index.js';
import type { ArtifactName, ProtectedTag, TagChange, TagMove } from '../../tracking-store.js';
import { toProtectedTag, toTagMove } from '../rows/tag-rows.js';
import type { ProtectedTagRow, TagMoveRow } from '../rows/tag-rows.js';
import type { Connection } from './connection.js';

/** Where a tag may point. */
interface Taggable {
  readonly id: number;
  readonly project: string;
  readonly kind: string;
  readonly db_key: string;
}

/** A tag that moves, now. */
interface Move {
  readonly tag: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly by?: string;
}

/** Points the tag of the artifact's name to it, and remembers that. */
export function moveTag(connection: Connection, to: Taggable, { tag, time, by }: Move): void {
  const place = [to.project, to.kind, to.db_key, tag, to.id] as const;
  connection.run(
    `INSERT INTO tags (project, kind, db_key, tag, artifact_id) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (project, db_key, kind, tag) DO UPDATE SET artifact_id = excluded.artifact_id`,
    ...place,
  );
  connection.run(
    'INSERT INTO tag_moves (project, kind, db_key, tag, artifact_id, time, moved_by) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...place,
    time,
    by ?? null,
  );
}

/** See `TrackingStore.tagArtifact`. @throws {ProtectedTagError} @throws {InvalidArgumentError} */
export function tagArtifact(connection: Connection, change: TagChange): void {
  connection.write(() => {
    const artifact = connection.get<Taggable>(
      `SELECT id, project, kind, db_key FROM artifacts WHERE uid = ? AND state = 'published'`,
      change.artifactUid,
    );
    if (artifact === undefined) {
      throw new InvalidArgumentError(
        `Artifact ${change.artifactUid} is not published, so it gets no tag: the step that logged it has not completed.`,
      );
    }
    if (isTagged(connection, artifact.id, change.tag)) return;
    refuseProtected(connection, artifact.project, change);
    moveTag(connection, artifact, change);
  }, 'fsync');
}

/** See `TrackingStore.untagArtifact`. @throws {ProtectedTagError} */
export function untagArtifact(connection: Connection, change: TagChange): boolean {
  return connection.write(() => {
    const artifact = connection.get<Taggable>(
      `SELECT a.id, a.project, a.kind, a.db_key FROM artifacts a JOIN tags t ON t.artifact_id = a.id WHERE a.uid = ? AND t.tag = ?`,
      change.artifactUid,
      change.tag,
    );
    if (artifact === undefined) return false;
    refuseProtected(connection, artifact.project, change);
    connection.run('DELETE FROM tags WHERE artifact_id = ? AND tag = ?', artifact.id, change.tag);
    connection.run(
      'INSERT INTO tag_moves (project, kind, db_key, tag, artifact_id, time, moved_by, removed) VALUES (?, ?, ?, ?, ?, ?, ?, 1)',
      artifact.project,
      artifact.kind,
      artifact.db_key,
      change.tag,
      artifact.id,
      change.time,
      change.by,
    );
    return true;
  }, 'fsync');
}

/** See `TrackingStore.protectTag`. */
export function protectTag(connection: Connection, { project, tag, by, time }: ProtectedTag): void {
  connection.write(
    () =>
      connection.run(
        'INSERT INTO protected_tags (project, tag, protected_by, time) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        project,
        tag,
        by,
        time,
      ),
    'fsync',
  );
}

/** See `TrackingStore.unprotectTag`. */
export function unprotectTag(connection: Connection, project: string, tag: string): boolean {
  return connection.write(() => connection.run('DELETE FROM protected_tags WHERE project = ? AND tag = ?', project, tag) === 1, 'fsync');
}

/** See `TrackingStore.protectedTags`. */
export function protectedTags(connection: Connection, project: string): readonly ProtectedTag[] {
  const sql = 'SELECT project, tag, protected_by, time FROM protected_tags WHERE project = ? ORDER BY tag';
  return connection.all<ProtectedTagRow>(sql, project).map(toProtectedTag);
}

/** See `TrackingStore.tagMoves`. */
export function tagMoves(connection: Connection, { project, kind, dbKey }: ArtifactName): readonly TagMove[] {
  return connection
    .all<TagMoveRow>(
      `SELECT m.tag, a.uid, a.version, r.uid AS run_uid, m.time, m.moved_by, m.removed FROM tag_moves m
         JOIN artifacts a ON a.id = m.artifact_id JOIN attempts t ON t.id = a.attempt_id JOIN runs r ON r.id = t.run_id
       WHERE m.project = ? AND m.db_key = ? AND m.kind = ? ORDER BY m.id`,
      project,
      dbKey,
      kind,
    )
    .map(toTagMove);
}

function isTagged(connection: Connection, artifactId: number, tag: string): boolean {
  return connection.get('SELECT 1 FROM tags WHERE artifact_id = ? AND tag = ?', artifactId, tag) !== undefined;
}

function refuseProtected(connection: Connection, project: string, { tag, force = false }: TagChange): void {
  if (force) return;
  const found = connection.get('SELECT 1 FROM protected_tags WHERE project = ? AND tag = ?', project, tag);
  if (found !== undefined) throw new ProtectedTagError(tag, project);
}
