import { InvalidArgumentError } from '../../../core/index.js';
import type { AdoptEvents, AppendBatch, PinnedInput } from '../../tracking-store.js';
import { RESTORE_FIRST_VALUES } from '../rows/current-value.js';
import { ANYTHING } from '../rows/change-rows.js';
import { attemptIdOf } from './attempt-id.js';
import { noteSpan } from './changes.js';
import type { Session } from './database.js';
import { lockWritable } from './fence.js';
import { pinInputs } from './inputs.js';
import { applyLabels } from './labels.js';

/** The place that the copies have in the adopting attempt. */
interface Place {
  readonly attemptId: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Forgets what the attempt has from the batch's first seq on, as far as it is of an earlier time: an execution that was abandoned logged it. What is
 * current is taken from the events that stay.
 */
export async function forgetAbandoned(session: Session, attemptId: number, { events: [first] }: AppendBatch): Promise<void> {
  if (first === undefined) return;
  const from = 'attempt_id = ? AND seq >= ?';
  const sql = `DELETE FROM events WHERE ${from} AND time < ? RETURNING seq`;
  if ((await session.all(sql, attemptId, first.seq, first.time)).length === 0) return;
  for (const table of ['metrics', 'current_values']) await session.run(`DELETE FROM ${table} WHERE ${from}`, attemptId, first.seq);
  const all = { attemptId, first: 1, last: Number.MAX_SAFE_INTEGER };
  await applyMetrics(session, all);
  await applyValues(session, all);
  await session.run(RESTORE_FIRST_VALUES, attemptId);
}

/** See `TrackingStore.adopt`. @throws {StaleAttemptError} @throws {InvalidArgumentError} */
export async function adoptEvents(session: Session, request: AdoptEvents): Promise<void> {
  const { uid, attempt, fromAttempt, from, to, at } = request;
  if (fromAttempt < 1 || fromAttempt >= attempt || from < 1 || to < from || at < 1) {
    throw new InvalidArgumentError(
      `Attempt ${attempt} of run ${uid} cannot adopt events ${from} to ${to} of attempt ${fromAttempt} at ${at}: it takes an earlier attempt, and seqs from 1.`,
    );
  }
  const adopting = await lockWritable(session, request);
  const source = (await attemptIdOf(session, uid, fromAttempt)) ?? 0;
  const place = { attemptId: adopting.id, first: at, last: at + to - from };
  await copyEvents(session, { source, from, to }, place);
  await applyMetrics(session, place);
  await applyValues(session, place);
  await applyLabels(session, [adopting.id]);
  await applyArtifacts(session, source, place);
  await applyInputs(session, adopting.run_id, place);
  await noteSpan(session, { runId: adopting.run_id, attempt, ...place, what: ANYTHING });
}

async function copyEvents(
  session: Session,
  { source, from, to }: { source: number; from: number; to: number },
  place: Place,
): Promise<void> {
  const shift = place.first - from;
  await session.run(
    `INSERT INTO events (attempt_id, seq, time, type, key, step, num, value)
     SELECT ?, seq + ?, time, type, key, CASE type WHEN 'once' THEN step + ? ELSE step END, num, value FROM events
     WHERE attempt_id = ? AND seq BETWEEN ? AND ? AND (type <> 'once' OR step >= ?) AND (type <> 'checkpoint' OR seq = ?)
     ON CONFLICT DO NOTHING`,
    place.attemptId,
    shift,
    shift,
    source,
    from,
    to,
    from,
    to,
  );
}

// What is current comes from the adopting attempt's own events: whatever was there before, applying an event twice changes nothing.

const PLACED = 'attempt_id = ? AND seq BETWEEN ? AND ?';

async function applyMetrics(session: Session, { attemptId, first, last }: Place): Promise<void> {
  await session.run(
    `INSERT INTO metrics (attempt_id, key, step, num, time, seq)
     SELECT DISTINCT ON (key, step) attempt_id, key, step, num, time, seq FROM events WHERE ${PLACED} AND type = 'metric' ORDER BY key, step, seq DESC
     ON CONFLICT (attempt_id, key, step) DO UPDATE SET num = excluded.num, time = excluded.time, seq = excluded.seq WHERE excluded.seq > metrics.seq`,
    attemptId,
    first,
    last,
  );
}

async function applyValues(session: Session, { attemptId, first, last }: Place): Promise<void> {
  await session.run(
    `INSERT INTO current_values (attempt_id, type, key, num, value, seq)
     SELECT DISTINCT ON (type, key) attempt_id, type, coalesce(key, ''), CASE type WHEN 'once' THEN step ELSE num END, value, seq FROM events
     WHERE ${PLACED} AND type IN ('result', 'param', 'label', 'annotation', 'progress', 'once', 'checkpoint') ORDER BY type, key, seq DESC
     ON CONFLICT (attempt_id, type, key) DO UPDATE SET num = excluded.num, value = excluded.value, seq = excluded.seq
       WHERE excluded.seq > current_values.seq`,
    attemptId,
    first,
    last,
  );
}

const RECORD =
  'project, kind, key, db_key, tree, iteration, created, media_type, size, sha256, target, labels, spec, status, wanted_tags, new_version';

async function applyArtifacts(session: Session, source: number, { attemptId, first, last }: Place): Promise<void> {
  await session.run(
    `INSERT INTO artifacts (uid, attempt_id, seq, ${RECORD})
     SELECT * FROM (
       SELECT DISTINCT ON (a.uid) a.uid, e.attempt_id, e.seq, ${RECORD.replaceAll(/\w+/g, 'a.$&')}
       FROM events e JOIN artifacts a ON a.uid = e.value AND a.attempt_id = ?
       WHERE e.attempt_id = ? AND e.seq BETWEEN ? AND ? AND e.type = 'artifact' ORDER BY a.uid, e.seq DESC) last
     ORDER BY seq
     ON CONFLICT (uid, attempt_id) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > artifacts.seq`,
    source,
    attemptId,
    first,
    last,
  );
}

async function applyInputs(session: Session, runId: number, { attemptId, first, last }: Place): Promise<void> {
  const inputs = await session.all<{ key: string; value: string }>(
    `SELECT key, value FROM events WHERE ${PLACED} AND type = 'input' ORDER BY seq`,
    attemptId,
    first,
    last,
  );
  for (const { key, value } of inputs) await pinInputs(session, runId, { [key]: JSON.parse(value) as PinnedInput });
}
