import { LATEST, ProtectedTagError } from '../../../core/index.js';
import { nameOf, planVersions } from '../rows/plan-versions.js';
import type { Head, NameHead, PendingRow, Publication } from '../rows/plan-versions.js';
import type { Session } from './database.js';
import { lockNames } from './lock-names.js';
import { moveTags } from './tags.js';
import { handOnVersions, withdraw } from './withdraw.js';

/**
 * Numbers the attempt's artifacts and moves their tags, in the order they were logged; what earlier attempts left pending is superseded.
 *
 * @throws {ProtectedTagError} when one of them wants a tag that is protected; then nothing is published.
 */
export async function publishArtifacts(
  session: Session,
  runId: number,
  { id: attemptId, time }: { readonly id: number; readonly time: number },
): Promise<void> {
  const pending = await session.all<PendingRow>(
    `SELECT id, uid, project, kind, db_key, sha256, media_type, new_version, wanted_tags FROM artifacts
     WHERE attempt_id = ? AND state = 'pending' ORDER BY seq`,
    attemptId,
  );
  if (pending.length > 0) await publishPending(session, attemptId, { pending, time });
  await session.run(
    `UPDATE artifacts SET state = 'superseded' WHERE state = 'pending' AND attempt_id IN (SELECT id FROM attempts WHERE run_id = ? AND id <> ?)`,
    runId,
    attemptId,
  );
}

/** What the attempt published no longer counts, and tags go back to where they pointed before. */
export async function withdrawArtifacts(session: Session, attemptId: number): Promise<void> {
  const rows = await session.all<{ id: number }>('SELECT id FROM artifacts WHERE attempt_id = ?', attemptId);
  const ids = rows.map(({ id }) => id);
  await lockNames(session, ids);
  await withdraw(session, ids);
}

async function publishPending(
  session: Session,
  attemptId: number,
  { pending, time }: { readonly pending: readonly PendingRow[]; readonly time: number },
): Promise<void> {
  // The heads are read when the names are locked: until then other closings may still number.
  const [, , , heads] = await Promise.all([
    lockNames(
      session,
      pending.map(({ id }) => id),
    ),
    refuseProtected(session, pending),
    replaceEarlier(session, pending),
    session.all<HeadRow>(HEADS, attemptId),
  ]);
  const plan = planVersions(pending, new Map(heads.map((row) => [nameOf(row), toHead(row)])));
  const moves = pending.flatMap((row) =>
    [...new Set([...(JSON.parse(row.wanted_tags) as string[]), LATEST])].map((tag) => ({ to: row, tag, time })),
  );
  await Promise.all([writeVersions(session, plan), moveTags(session, moves)]);
}

async function refuseProtected(session: Session, pending: readonly PendingRow[]): Promise<void> {
  const found = await session.get<{ tag: string; project: string }>(
    'SELECT tag, project FROM protected_tags WHERE project = ANY (?) AND tag = ANY (?)',
    pending.map(({ project }) => project),
    pending.flatMap(({ wanted_tags: tags }) => JSON.parse(tags) as string[]),
  );
  if (found !== undefined) throw new ProtectedTagError(found.tag, found.project);
}

// A pipeline that was opened again may have adopted what it had published before: that artifact is now this row, and keeps its tags.
async function replaceEarlier(session: Session, pending: readonly PendingRow[]): Promise<void> {
  const uids = pending.map(({ uid }) => uid);
  const earlier = await session.all<{ id: number; uid: string }>(
    `UPDATE artifacts SET state = 'superseded' WHERE state = 'published' AND uid = ANY (?) RETURNING id, uid`,
    uids,
  );
  for (const { id, uid } of earlier) {
    const now = pending.findLast((row) => row.uid === uid)?.id ?? id;
    for (const table of ['tags', 'tag_moves']) await session.run(`UPDATE ${table} SET artifact_id = ? WHERE artifact_id = ?`, now, id);
    await handOnVersions(session, [uid]);
  }
}

type HeadRow = Pick<PendingRow, 'project' | 'kind' | 'db_key'> & { readonly last: number } & { readonly [K in keyof Head]: Head[K] | null };

const HEADS = `SELECT p.project, p.kind, p.db_key, h.uid, h.version, h.sha256, h.media_type,
    greatest((SELECT max(v.version) FROM artifacts v WHERE v.project = p.project AND v.db_key = p.db_key AND v.kind = p.kind),
      (SELECT d.version FROM deleted_versions d WHERE d.project = p.project AND d.db_key = p.db_key AND d.kind = p.kind)) AS last
  FROM (SELECT DISTINCT project, kind, db_key FROM artifacts WHERE attempt_id = ? AND state = 'pending') p
    LEFT JOIN LATERAL (
      SELECT v.uid, v.version, v.sha256, v.media_type FROM artifacts v
      WHERE v.project = p.project AND v.db_key = p.db_key AND v.kind = p.kind AND v.state = 'published'
      ORDER BY v.version DESC, v.same_as IS NULL DESC, v.id LIMIT 1) h ON TRUE`;

function toHead({ last, uid, version, sha256, media_type: mediaType }: HeadRow): NameHead {
  if (uid === null || version === null) return { last };
  return { last, newest: { uid, version, sha256: sha256 ?? '', media_type: mediaType ?? '' } };
}

async function writeVersions(session: Session, plan: readonly Publication[]): Promise<void> {
  await session.run(
    `UPDATE artifacts SET state = 'published', version = n.version, same_as = n.same_as
     FROM unnest(?::bigint[], ?::integer[], ?::text[]) AS n (id, version, same_as) WHERE artifacts.id = n.id`,
    plan.map(({ id }) => id),
    plan.map(({ version }) => version),
    plan.map(({ sameAs }) => sameAs),
  );
}
