import type { TrackingEvent } from '../../tracking-store.js';
import type { PlacedEvent } from './append.js';
import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';

const ARTIFACTS = {
  table: 'artifacts',
  columns: {
    uid: 'text',
    attempt_id: 'bigint',
    seq: 'bigint',
    project: 'text',
    kind: 'text',
    key: 'text',
    db_key: 'text',
    tree: 'text',
    iteration: 'integer',
    created: 'bigint',
    media_type: 'text',
    size: 'bigint',
    sha256: 'text',
    target: 'text',
    labels: 'text',
    spec: 'text',
    status: 'text',
    wanted_tags: 'text',
    new_version: 'integer',
    state: 'text',
  },
  otherwise: `ON CONFLICT (uid, attempt_id) DO UPDATE SET (seq, created, key, media_type, size, sha256, target, labels, spec, status, wanted_tags, new_version)
    = (excluded.seq, excluded.created, excluded.key, excluded.media_type, excluded.size, excluded.sha256, excluded.target, excluded.labels,
       excluded.spec, excluded.status, excluded.wanted_tags, excluded.new_version) WHERE excluded.seq > artifacts.seq`,
} as const;

type ArtifactEvent = Extract<TrackingEvent, { readonly type: 'artifact' }>;

/** Records that wait for their attempt to complete; of an attempt that is superseded they never will. */
export async function insertArtifacts(session: Session, placed: readonly PlacedEvent<ArtifactEvent>[]): Promise<void> {
  const newest = new Map<string, PlacedEvent<ArtifactEvent>>();
  for (const one of placed) {
    const place = `${one.attempt.id} ${one.event.artifact.uid}`;
    if ((newest.get(place)?.event.seq ?? -1) < one.event.seq) newest.set(place, one);
  }
  await insertRows(session, ARTIFACTS, Array.from(newest.values(), rowOf));
}

function rowOf({ attempt, event: { seq, time, artifact } }: PlacedEvent<ArtifactEvent>) {
  return [
    artifact.uid,
    attempt.id,
    seq,
    attempt.project,
    artifact.kind,
    artifact.key,
    artifact.dbKey,
    attempt.tree,
    attempt.iteration,
    time,
    artifact.mediaType,
    artifact.size,
    artifact.sha256,
    artifact.target,
    JSON.stringify(artifact.labels),
    JSON.stringify(artifact.spec),
    JSON.stringify(artifact.status),
    JSON.stringify(artifact.tags),
    artifact.newVersion === true ? 1 : null,
    attempt.superseded ? 'superseded' : 'pending',
  ];
}
