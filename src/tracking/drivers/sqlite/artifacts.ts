import type { ArtifactRecord, ArtifactSpec, ArtifactStatus, Kind, ParsedUri } from '../../../core/index.js';
import { InvalidArgumentError } from '../../../core/index.js';
import type { ArtifactFilter } from '../../tracking-store.js';
import { Conditions } from './conditions.js';
import type { Connection } from './connection.js';
import { pinnedUri } from './run-records.js';

interface ArtifactRow {
  readonly uid: string;
  readonly kind: Kind;
  readonly key: string;
  readonly db_key: string;
  readonly version: number;
  readonly project: string;
  readonly tree: string;
  readonly iteration: number;
  readonly run_uid: string;
  readonly attempt: number;
  readonly tags: string;
  readonly created: number;
  readonly media_type: string;
  readonly size: number;
  readonly sha256: string;
  readonly target: string;
  readonly labels: string;
  readonly spec: string;
  readonly status: string;
  readonly state: ArtifactStatus['state'];
}

const SELECT = `SELECT a.uid, a.kind, a.key, a.db_key, a.version, a.project, a.tree, a.iteration, r.uid AS run_uid, t.attempt,
    (SELECT json_group_array(tag) FROM (SELECT tag FROM tags WHERE artifact_id = a.id ORDER BY tag)) AS tags,
    a.created, a.media_type, a.size, a.sha256, a.target, a.labels, a.spec, a.status, a.state
  FROM artifacts a JOIN attempts t ON t.id = a.attempt_id JOIN runs r ON r.id = t.run_id`;

/** See `TrackingStore.getArtifact`. */
export function getArtifact(connection: Connection, uri: ParsedUri): ArtifactRecord | undefined {
  // `#3` by itself is the newest of that iteration: `latest` may be another one's.
  const tag = uri.tag ?? (uri.tree === undefined && uri.iteration === undefined ? 'latest' : undefined);
  const byTag = uri.uid === undefined && tag !== undefined;
  const where = new Conditions()
    // The plus keeps SQLite from the index of names, which would read every version: a tag leads to one at once.
    .addEqual(byTag ? '+a.project' : 'a.project', uri.project)
    .addEqual('a.db_key', uri.dbKey)
    .addEqual('a.iteration', uri.iteration)
    .addEqual('a.tree', uri.tree)
    .addEqual('a.uid', uri.uid);
  // In the reference's grammar a chart is one of the artifacts.
  if (uri.kind === 'artifact') where.add(`a.kind IN ('artifact', 'chart')`);
  else where.addEqual('a.kind', uri.kind);
  if (uri.uid === undefined) where.add(`a.state = 'published'`);
  if (byTag) where.add('a.id IN (SELECT artifact_id FROM tags WHERE project = ? AND db_key = ? AND tag = ?)', uri.project, uri.dbKey, tag);
  const sql = `${SELECT} WHERE ${where.text} ORDER BY a.state = 'published' DESC, a.kind = 'artifact' DESC, a.version DESC, a.id DESC LIMIT 1`;
  const row = connection.get<ArtifactRow>(sql, ...where.parameters);
  return row && toRecord(row);
}

/** See `TrackingStore.listArtifacts`. @throws {InvalidArgumentError} for an attempt without a run. */
export function listArtifacts(connection: Connection, filter: ArtifactFilter = {}): readonly ArtifactRecord[] {
  if (filter.attempt !== undefined && filter.runUid === undefined) {
    throw new InvalidArgumentError(`Artifacts of attempt ${filter.attempt} of which run? Give runUid along with attempt.`);
  }
  const where = new Conditions()
    .add(visible(filter))
    .addEqual('a.project', filter.project)
    .addEqual('a.kind', filter.kind)
    .addEqual('a.key', filter.key)
    .addEqual('a.db_key', filter.dbKey)
    .addEqual('a.tree', filter.tree)
    .addEqual('r.uid', filter.runUid)
    .addEqual('t.attempt', filter.attempt);
  if (filter.tag !== undefined) where.add('EXISTS (SELECT 1 FROM tags g WHERE g.artifact_id = a.id AND g.tag = ?)', filter.tag);
  return connection
    .all<ArtifactRow>(
      `${SELECT} WHERE ${where.text} ORDER BY a.created DESC, a.id DESC LIMIT ? OFFSET ?`,
      ...where.parameters,
      filter.limit ?? 1000,
      filter.offset ?? 0,
    )
    .map(toRecord);
}

/** Of what is pending, only the newest attempt's is on its way to be published; older ones show when they are asked for by number. */
function visible({ attempt, includePending = false }: ArtifactFilter): string {
  if (attempt !== undefined) return includePending ? 'TRUE' : `a.state <> 'pending'`;
  return includePending ? `(a.state = 'published' OR (a.state = 'pending' AND a.attempt_id = r.attempt_id))` : `a.state = 'published'`;
}

function toRecord(row: ArtifactRow): ArtifactRecord {
  return {
    uri: pinnedUri(row),
    uid: row.uid,
    kind: row.kind,
    key: row.key,
    dbKey: row.db_key,
    version: row.version,
    project: row.project,
    tree: row.tree,
    iteration: row.iteration,
    runUid: row.run_uid,
    attempt: row.attempt,
    tags: JSON.parse(row.tags) as string[],
    created: new Date(row.created).toISOString(),
    mediaType: row.media_type,
    size: row.size,
    sha256: row.sha256,
    target: row.target,
    labels: JSON.parse(row.labels) as Record<string, string>,
    spec: JSON.parse(row.spec) as ArtifactSpec,
    status: { ...(JSON.parse(row.status) as object), state: row.state },
  };
}
