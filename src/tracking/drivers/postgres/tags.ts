import { InvalidArgumentError, ProtectedTagError } from '../../../core/index.js';
import type { ArtifactName, ProtectedTag, TagChange, TagMove } from '../../tracking-store.js';
import { toProtectedTag, toTagMove } from '../rows/tag-rows.js';
import type { ProtectedTagRow, TagMoveRow } from '../rows/tag-rows.js';
import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';
import { lockNames } from './lock-names.js';

/** Where a tag may point. */
interface Taggable {
  readonly id: number;
  readonly project: string;
  readonly kind: string;
  readonly db_key: string;
}

/** A tag that moves. */
interface Move {
  readonly to: Taggable;
  readonly tag: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly by?: string;
}

const PLACE = { project: 'text', kind: 'text', db_key: 'text', tag: 'text', artifact_id: 'bigint' } as const;
const TAGS = {
  table: 'tags',
  columns: PLACE,
  otherwise: 'ON CONFLICT (project, db_key, kind, tag) DO UPDATE SET artifact_id = excluded.artifact_id',
} as const;
const TAG_MOVES = { table: 'tag_moves', columns: { ...PLACE, time: 'bigint', moved_by: 'text', removed: 'integer' } } as const;

/** Points tags to artifacts of their names, which are locked, and remembers that. */
export async function moveTags(session: Session, moves: readonly Move[]): Promise<void> {
  // The last move of a tag is where it points.
  const last = new Map(moves.map((move) => [JSON.stringify(placeOf(move).slice(0, 4)), placeOf(move)]));
  await Promise.all([
    insertRows(session, TAGS, [...last.values()]),
    insertRows(
      session,
      TAG_MOVES,
      moves.map((move) => [...placeOf(move), move.time, move.by ?? null, null]),
    ),
  ]);
}

/** See `TrackingStore.tagArtifact`. @throws {ProtectedTagError} @throws {InvalidArgumentError} */
export async function tagArtifact(session: Session, change: TagChange): Promise<void> {
  const artifact = await findLocked(session, change.artifactUid);
  if (artifact === undefined) {
    throw new InvalidArgumentError(
      `Artifact ${change.artifactUid} is not published, so it gets no tag: the step that logged it has not completed.`,
    );
  }
  const there = await session.get('SELECT 1 FROM tags WHERE artifact_id = ? AND tag = ?', artifact.id, change.tag);
  if (there !== undefined) return;
  await refuseProtected(session, artifact.project, change);
  await moveTags(session, [{ to: artifact, tag: change.tag, time: change.time, by: change.by }]);
}

/** See `TrackingStore.untagArtifact`. @throws {ProtectedTagError} */
export async function untagArtifact(session: Session, change: TagChange): Promise<boolean> {
  const artifact = await findLocked(session, change.artifactUid);
  if (artifact === undefined) return false;
  const there = await session.get('SELECT 1 FROM tags WHERE artifact_id = ? AND tag = ?', artifact.id, change.tag);
  if (there === undefined) return false;
  await refuseProtected(session, artifact.project, change);
  await session.run('DELETE FROM tags WHERE artifact_id = ? AND tag = ?', artifact.id, change.tag);
  await insertRows(session, TAG_MOVES, [[...placeOf({ to: artifact, tag: change.tag }), change.time, change.by, 1]]);
  return true;
}

/** See `TrackingStore.protectTag`. */
export async function protectTag(session: Session, { project, tag, by, time }: ProtectedTag): Promise<void> {
  const sql = 'INSERT INTO protected_tags (project, tag, protected_by, time) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
  await session.run(sql, project, tag, by, time);
}

/** See `TrackingStore.unprotectTag`. */
export async function unprotectTag(session: Session, project: string, tag: string): Promise<boolean> {
  return (await session.run('DELETE FROM protected_tags WHERE project = ? AND tag = ?', project, tag)) === 1;
}

/** See `TrackingStore.protectedTags`. */
export async function protectedTags(session: Session, project: string): Promise<readonly ProtectedTag[]> {
  const sql = 'SELECT project, tag, protected_by, time FROM protected_tags WHERE project = ? ORDER BY tag';
  return (await session.all<ProtectedTagRow>(sql, project)).map(toProtectedTag);
}

/** See `TrackingStore.tagMoves`. */
export async function tagMoves(session: Session, { project, kind, dbKey }: ArtifactName): Promise<readonly TagMove[]> {
  const rows = await session.all<TagMoveRow>(
    `SELECT m.tag, a.uid, a.version, r.uid AS run_uid, m.time, m.moved_by, m.removed FROM tag_moves m
       JOIN artifacts a ON a.id = m.artifact_id JOIN attempts t ON t.id = a.attempt_id JOIN runs r ON r.id = t.run_id
     WHERE m.project = ? AND m.db_key = ? AND m.kind = ? ORDER BY m.id`,
    project,
    dbKey,
    kind,
  );
  return rows.map(toTagMove);
}

const FIND = `SELECT id, project, kind, db_key FROM artifacts WHERE uid = ? AND state = 'published'`;

// It may be withdrawn while its name is waited for.
async function findLocked(session: Session, uid: string): Promise<Taggable | undefined> {
  const found = await session.get<Taggable>(FIND, uid);
  if (found === undefined) return undefined;
  await lockNames(session, [found.id]);
  return session.get<Taggable>(FIND, uid);
}

function placeOf({ to, tag }: Pick<Move, 'to' | 'tag'>) {
  return [to.project, to.kind, to.db_key, tag, to.id] as const;
}

async function refuseProtected(session: Session, project: string, { tag, force = false }: TagChange): Promise<void> {
  if (force) return;
  const found = await session.get('SELECT 1 FROM protected_tags WHERE project = ? AND tag = ?', project, tag);
  if (found !== undefined) throw new ProtectedTagError(tag, project);
}
