import { InvalidArgumentError } from '../../../core/index.js';
import type { AdoptEvents, AppendBatch, PinnedInput } from '../../tracking-store.js';
import { RESTORE_FIRST_VALUES } from '../rows/current-value.js';
import { ANYTHING } from '../rows/change-rows.js';
import { attemptIdOf } from './attempt-id.js';
import { noteSpan } from './changes.js';
import type { Connection } from './connection.js';
import { findWritable } from './fence.js';
import { pinInput } from './inputs.js';
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
export function forgetAbandoned(connection: Connection, attemptId: number, { events: [first] }: AppendBatch): void {
  if (first === undefined) return;
  const from = 'attempt_id = ? AND seq >= ?';
  if (connection.run(`DELETE FROM events WHERE ${from} AND time < ?`, attemptId, first.seq, first.time) === 0) return;
  for (const table of ['metrics', 'current_values']) connection.run(`DELETE FROM ${table} WHERE ${from}`, attemptId, first.seq);
  const all = { attemptId, first: 1, last: Number.MAX_SAFE_INTEGER };
  applyMetrics(connection, all);
  applyValues(connection, all);
  connection.run(RESTORE_FIRST_VALUES, attemptId);
}

/** See `TrackingStore.adopt`. @throws {StaleAttemptError} @throws {InvalidArgumentError} */
export function adoptEvents(connection: Connection, request: AdoptEvents): void {
  const { uid, attempt, fromAttempt, from, to, at } = request;
  if (fromAttempt < 1 || fromAttempt >= attempt || from < 1 || to < from || at < 1) {
    throw new InvalidArgumentError(
      `Attempt ${attempt} of run ${uid} cannot adopt events ${from} to ${to} of attempt ${fromAttempt} at ${at}: it takes an earlier attempt, and seqs from 1.`,
    );
  }
  connection.write(() => {
    const adopting = findWritable(connection, uid, attempt);
    if (adopting instanceof Error) throw adopting;
    const source = attemptIdOf(connection, uid, fromAttempt) ?? 0;
    const place = { attemptId: adopting.id, first: at, last: at + to - from };
    copyEvents(connection, { source, from, to }, place);
    applyMetrics(connection, place);
    applyValues(connection, place);
    applyLabels(connection, [adopting.id]);
    applyArtifacts(connection, source, place);
    applyInputs(connection, adopting.run_id, place);
    noteSpan(connection, { runId: adopting.run_id, attempt, ...place, what: ANYTHING });
  });
}

function copyEvents(connection: Connection, { source, from, to }: { source: number; from: number; to: number }, place: Place): void {
  const shift = place.first - from;
  connection.run(
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

function applyMetrics(connection: Connection, { attemptId, first, last }: Place): void {
  connection.run(
    `INSERT INTO metrics (attempt_id, key, step, num, time, seq)
     SELECT attempt_id, key, step, num, time, seq FROM events WHERE ${PLACED} AND type = 'metric' ORDER BY seq
     ON CONFLICT (attempt_id, key, step) DO UPDATE SET num = excluded.num, time = excluded.time, seq = excluded.seq WHERE excluded.seq > seq`,
    attemptId,
    first,
    last,
  );
}

function applyValues(connection: Connection, { attemptId, first, last }: Place): void {
  connection.run(
    `INSERT INTO current_values (attempt_id, type, key, num, value, seq)
     SELECT attempt_id, type, coalesce(key, ''), CASE type WHEN 'once' THEN step ELSE num END, value, seq FROM events
     WHERE ${PLACED} AND type IN ('result', 'param', 'label', 'annotation', 'progress', 'once', 'checkpoint') ORDER BY seq
     ON CONFLICT (attempt_id, type, key) DO UPDATE SET num = excluded.num, value = excluded.value, seq = excluded.seq WHERE excluded.seq > seq`,
    attemptId,
    first,
    last,
  );
}

const RECORD =
  'project, kind, key, db_key, tree, iteration, created, media_type, size, sha256, target, labels, spec, status, wanted_tags, new_version';

function applyArtifacts(connection: Connection, source: number, { attemptId, first, last }: Place): void {
  connection.run(
    `INSERT INTO artifacts (uid, attempt_id, seq, ${RECORD})
     SELECT a.uid, e.attempt_id, e.seq, ${RECORD.replaceAll(/\w+/g, 'a.$&')} FROM events e JOIN artifacts a ON a.uid = e.value AND a.attempt_id = ?
     WHERE e.attempt_id = ? AND e.seq BETWEEN ? AND ? AND e.type = 'artifact' ORDER BY e.seq
     ON CONFLICT (uid, attempt_id) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq`,
    source,
    attemptId,
    first,
    last,
  );
}

function applyInputs(connection: Connection, runId: number, { attemptId, first, last }: Place): void {
  const inputs = connection.all<{ key: string; value: string }>(
    `SELECT key, value FROM events WHERE ${PLACED} AND type = 'input' ORDER BY seq`,
    attemptId,
    first,
    last,
  );
  for (const { key, value } of inputs) pinInput(connection, runId, [key, JSON.parse(value) as PinnedInput]);
}
