import { StaleAttemptError } from '../../../core/index.js';
import type { TidemarkError } from '../../../core/index.js';
import type { AppendBatch, ArtifactDraft, TrackingEvent } from '../../tracking-store.js';
import { valueOf } from '../rows/current-value.js';
import type { CurrentValue } from '../rows/current-value.js';
import { columnsOf } from '../rows/event-columns.js';
import { forgetAbandoned } from './adopt.js';
import { noteEvents } from './changes.js';
import type { Connection } from './connection.js';
import { findAttempt, findWritable } from './fence.js';
import type { AttemptRow } from './fence.js';
import { pinInput } from './inputs.js';
import { applyLabels } from './labels.js';
import { summariseMetrics } from './metrics.js';

/** All batches in one transaction; the answer has the reason for each that was refused. */
export function appendBatches(connection: Connection, batches: readonly AppendBatch[]): readonly (TidemarkError | undefined)[] {
  return connection.write(() => batches.map((batch) => appendBatch(connection, batch)));
}

/** Writes a value unless a later event has. */
export function setValue(connection: Connection, attemptId: number, entry: CurrentValue): void {
  connection.run(
    `INSERT INTO current_values (attempt_id, type, key, num, value, seq) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (attempt_id, type, key) DO UPDATE SET num = excluded.num, value = excluded.value, seq = excluded.seq WHERE excluded.seq > seq`,
    attemptId,
    entry.type,
    entry.key,
    entry.num ?? null,
    entry.value,
    entry.seq,
  );
}

function appendBatch(connection: Connection, batch: AppendBatch): TidemarkError | undefined {
  const find = batch.late === true ? findAttempt : findWritable;
  const attempt = find(connection, batch.uid, batch.attempt);
  if (attempt instanceof Error) return attempt;
  if (attempt.state === 'completed') return refuseNews(connection, attempt, batch);
  if (batch.replaces === true) forgetAbandoned(connection, attempt.id, batch);
  for (const event of batch.events) {
    if (recordEvent(connection, attempt.id, event)) applyEvent(connection, attempt, event);
  }
  if (batch.replaces === true || batch.events.some(({ type }) => type === 'label')) applyLabels(connection, [attempt.id]);
  noteEvents(connection, { run_id: attempt.run_id, attempt: batch.attempt }, batch.events);
  if (attempt.state !== 'running') summariseMetrics(connection, attempt.id);
  return undefined;
}

/** A completed attempt has published and counted: it is as it is. */
function refuseNews(connection: Connection, { id }: AttemptRow, { uid, attempt, events }: AppendBatch): TidemarkError | undefined {
  const isKnown = ({ seq }: TrackingEvent) =>
    connection.get('SELECT 1 FROM events WHERE attempt_id = ? AND seq = ?', id, seq) !== undefined;
  return events.every(isKnown) ? undefined : new StaleAttemptError(uid, attempt, 'it is over (completed)');
}

/** False when this seq is there already. */
function recordEvent(connection: Connection, attemptId: number, event: TrackingEvent): boolean {
  const { key = null, step = null, num = null, value = null } = columnsOf(event);
  const sql = `INSERT INTO events (attempt_id, seq, time, type, key, step, num, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  return connection.run(sql, attemptId, event.seq, event.time, event.type, key, step, num, value) === 1;
}

function applyEvent(connection: Connection, attempt: AttemptRow, event: TrackingEvent): void {
  const value = valueOf(event);
  if (value !== undefined) setValue(connection, attempt.id, value);
  switch (event.type) {
    case 'metric':
      return void connection.run(
        `INSERT INTO metrics (attempt_id, key, step, num, time, seq) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (attempt_id, key, step) DO UPDATE SET num = excluded.num, time = excluded.time, seq = excluded.seq WHERE excluded.seq > seq`,
        attempt.id,
        event.key,
        event.step,
        event.value,
        event.time,
        event.seq,
      );
    case 'artifact':
      return insertArtifact(connection, attempt, event);
    case 'input':
      return attempt.superseded === 1 ? undefined : pinInput(connection, attempt.run_id, [event.key, event.input]);
    default:
      return;
  }
}

function insertArtifact(
  connection: Connection,
  attempt: AttemptRow,
  { seq, time, artifact }: { seq: number; time: number; artifact: ArtifactDraft },
): void {
  connection.run(
    `INSERT INTO artifacts (uid, attempt_id, seq, project, kind, key, db_key, tree, iteration, created, media_type, size, sha256, target, labels, spec, status, wanted_tags, new_version, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (uid, attempt_id) DO UPDATE SET (seq, created, key, media_type, size, sha256, target, labels, spec, status, wanted_tags, new_version)
       = (excluded.seq, excluded.created, excluded.key, excluded.media_type, excluded.size, excluded.sha256, excluded.target, excluded.labels,
          excluded.spec, excluded.status, excluded.wanted_tags, excluded.new_version) WHERE excluded.seq > seq`,
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
    attempt.superseded === 1 ? 'superseded' : 'pending',
  );
}
