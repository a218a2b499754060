import { formatArtifactUri } from '../../../core/index.js';
import type { ArtifactRecord, ArtifactSpec, ArtifactStatus, ArtifactUri, Kind } from '../../../core/index.js';

/** What a pinned URI is made of. */
export interface PinnedRow {
  readonly kind: Kind;
  readonly project: string;
  readonly db_key: string;
  readonly iteration: number;
  readonly tree: string;
  readonly uid: string;
}

/** A row of the table artifacts, with its run and its tags. */
export interface ArtifactRow extends PinnedRow {
  readonly key: string;
  readonly version: number;
  readonly run_uid: string;
  readonly attempt: number;
  readonly tags: readonly string[];
  readonly created: number;
  readonly media_type: string;
  readonly size: number;
  readonly sha256: string;
  readonly target: string;
  readonly labels: string;
  readonly spec: string;
  readonly status: string;
  readonly state: ArtifactStatus['state'];
  /** The record whose bytes it repeats; null for one that made its version. */
  readonly same_uid: string | null;
  readonly same_tree: string | null;
  readonly same_iteration: number | null;
}

/** The record that the row stands for. */
export function toArtifactRecord(row: ArtifactRow): ArtifactRecord {
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
    tags: row.tags,
    created: new Date(row.created).toISOString(),
    mediaType: row.media_type,
    size: row.size,
    sha256: row.sha256,
    target: row.target,
    labels: JSON.parse(row.labels) as Record<string, string>,
    spec: JSON.parse(row.spec) as ArtifactSpec,
    status: { ...(JSON.parse(row.status) as object), state: row.state, ...sameAs(row) },
  };
}

function sameAs({ same_uid: uid, same_tree: tree, same_iteration: iteration, ...row }: ArtifactRow): Pick<ArtifactStatus, 'sameAs'> {
  return uid === null ? {} : { sameAs: pinnedUri({ ...row, uid, tree: tree ?? '', iteration: iteration ?? 0 }) };
}

/** The form of a URI that steps hand each other: it names one record for ever. */
export function pinnedUri({ kind, project, db_key: dbKey, iteration, tree, uid }: PinnedRow): ArtifactUri {
  return formatArtifactUri({ kind, project, dbKey, ...(iteration > 0 ? { iteration } : {}), tree, uid });
}
