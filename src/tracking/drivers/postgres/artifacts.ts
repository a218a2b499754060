import type { ArtifactRecord, ParsedUri } from '../../../core/index.js';
import { InvalidArgumentError, LATEST, versionOfTag } from '../../../core/index.js';
import type { ArtifactFilter, BodyFilter } from '../../tracking-store.js';
import { toArtifactRecord } from '../rows/artifact-record.js';
import type { ArtifactRow } from '../rows/artifact-record.js';
import { artifactsAfter } from '../rows/places.js';
import { Conditions } from './conditions.js';
import type { Session } from './database.js';

const SELECT = `SELECT a.uid, a.kind, a.key, a.db_key, a.version, a.project, a.tree, a.iteration, r.uid AS run_uid, t.attempt,
    ARRAY (SELECT g.tag FROM tags g WHERE g.artifact_id = a.id ORDER BY g.tag) AS tags,
    a.created, a.media_type, a.size, a.sha256, a.target, a.labels, a.spec, a.status, a.state,
    s.uid AS same_uid, s.tree AS same_tree, s.iteration AS same_iteration
  FROM artifacts a JOIN attempts t ON t.id = a.attempt_id JOIN runs r ON r.id = t.run_id
    LEFT JOIN artifacts s ON s.uid = a.same_as AND s.state = 'published'`;

/** See `TrackingStore.getArtifact`. */
export async function getArtifact(session: Session, uri: ParsedUri): Promise<ArtifactRecord | undefined> {
  // `#3` by itself is the newest of that iteration: `latest` may be another one's.
  const tag = uri.tag ?? (uri.tree === undefined && uri.iteration === undefined ? LATEST : undefined);
  const version = versionOfTag(tag ?? '');
  const where = new Conditions()
    .addEqual('a.project', uri.project)
    .addEqual('a.db_key', uri.dbKey)
    .addEqual('a.iteration', uri.iteration)
    .addEqual('a.tree', uri.tree)
    .addEqual('a.uid', uri.uid);
  // In the reference's grammar a chart is one of the artifacts.
  if (uri.kind === 'artifact') where.add(`a.kind IN ('artifact', 'chart')`);
  else where.addEqual('a.kind', uri.kind);
  if (uri.uid === undefined) {
    where.add(`a.state = 'published'`).addEqual('a.version', version);
    if (tag !== undefined && version === undefined) {
      where.add(
        'a.id = ANY (ARRAY (SELECT artifact_id FROM tags WHERE project = ? AND db_key = ? AND tag = ?))',
        uri.project,
        uri.dbKey,
        tag,
      );
    }
  }
  const sql = `${SELECT} WHERE ${where.text} ORDER BY a.state = 'published' DESC, a.kind = 'artifact' DESC, a.version DESC,
    ${version === undefined ? 'a.id DESC' : 'a.same_as IS NULL DESC, a.id'} LIMIT 1`;
  const row = await session.get<ArtifactRow>(sql, ...where.parameters);
  return row && toArtifactRecord(row);
}

/** See `TrackingStore.listArtifacts`. @throws {InvalidArgumentError} for an attempt without a run. */
export async function listArtifacts(session: Session, filter: ArtifactFilter = {}): Promise<readonly ArtifactRecord[]> {
  if (filter.attempt !== undefined && filter.runUid === undefined) {
    throw new InvalidArgumentError(`Artifacts of attempt ${filter.attempt} of which run? Give runUid along with attempt.`);
  }
  const where = new Conditions()
    .add(visible(filter))
    .addEqual('a.uid', filter.uid)
    .addEqual('a.project', filter.project)
    .addEqual('a.kind', filter.kind)
    .addEqual('a.key', filter.key)
    .addEqual('a.db_key', filter.dbKey)
    .addEqual('a.tree', filter.tree)
    .addEqual('r.uid', filter.runUid)
    .addEqual('t.attempt', filter.attempt);
  if (filter.after !== undefined) {
    const { text, parameters } = artifactsAfter(filter.after);
    where.add(text, ...parameters);
  }
  const version = versionOfTag(filter.tag ?? '');
  if (version !== undefined) where.addEqual('a.version', version);
  else if (filter.tag !== undefined) where.add('EXISTS (SELECT 1 FROM tags g WHERE g.artifact_id = a.id AND g.tag = ?)', filter.tag);
  const rows = await session.all<ArtifactRow>(
    `${SELECT} WHERE ${where.text} ORDER BY a.created DESC, a.id DESC LIMIT ? OFFSET ?`,
    ...where.parameters,
    filter.limit ?? 1000,
    filter.offset ?? 0,
  );
  return rows.map(toArtifactRecord);
}

/** See `TrackingStore.recordsOfBodies`. */
export async function recordsOfBodies(session: Session, { project, sha256, mediaType }: BodyFilter): Promise<readonly ArtifactRecord[]> {
  const where = new Conditions().addEqual('a.project', project).addEqual('a.media_type', mediaType);
  if (sha256 !== undefined) where.add('a.sha256 = ANY (?)', sha256);
  const rows = await session.all<ArtifactRow>(`${SELECT} WHERE ${where.text} ORDER BY a.id`, ...where.parameters);
  return rows.map(toArtifactRecord);
}

/** Of what is pending, only the newest attempt's is on its way to be published; older ones show when they are asked for by number. */
function visible({ uid, attempt, includePending = false }: ArtifactFilter): string {
  if (uid !== undefined) return 'TRUE';
  if (attempt !== undefined) return includePending ? 'TRUE' : `a.state <> 'pending'`;
  return includePending ? `(a.state = 'published' OR (a.state = 'pending' AND a.attempt_id = r.attempt_id))` : `a.state = 'published'`;
}
