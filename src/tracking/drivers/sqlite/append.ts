import { fromTagged, StaleAttemptError } from '../../../core/index.js';
import type { Json, TidemarkError } from '../../../core/index.js';
import type { AppendBatch, ArtifactDraft, TrackingEvent } from '../../tracking-store.js';
import { forgetAbandoned } from './adopt.js';
import type { Connection } from './connection.js';
import { findAttempt, findWritable } from './fence.js';
import type { AttemptRow } from './fence.js';
import { pinInput } from './inputs.js';
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

interface CurrentValue {
  readonly type: 'result' | 'param' | 'label' | 'annotation' | 'progress' | 'once' | 'checkpoint';
  readonly key: string;
  /** What results are ordered by; the first seq of a once. */
  readonly num?: number | null;
  /** Tagged JSON; labels and annotations as they are. */
  readonly value: string;
  readonly seq: number;
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

function columnsOf(event: TrackingEvent): { key?: string; step?: number; num?: number | null; value?: string } {
  switch (event.type) {
    case 'result':
      return { key: event.key, num: orderOf(event.value), value: JSON.stringify(event.value) };
    case 'param':
      return { key: event.key, value: JSON.stringify(event.value) };
    case 'label':
    case 'annotation':
      return { key: event.key, value: event.value };
    case 'metric':
      return { key: event.key, step: event.step, num: event.value };
    case 'log':
      return { key: event.level, value: JSON.stringify({ stream: event.stream, message: event.message, fields: event.fields }) };
    case 'artifact':
      // The record itself is in the table artifacts, whose rows are never removed.
      return { key: event.artifact.key, value: event.artifact.uid };
    case 'input':
      return { key: event.key, value: JSON.stringify(event.input) };
    case 'progress':
      return { value: progressJson(event) };
    case 'once':
      return { key: event.key, step: event.from, value: JSON.stringify(event.value) };
    case 'checkpoint':
      return { value: JSON.stringify(event.value) };
  }
}

function applyEvent(connection: Connection, attempt: AttemptRow, event: TrackingEvent): void {
  const { seq, type } = event;
  switch (type) {
    case 'result':
      return setValue(connection, attempt.id, { type, seq, key: event.key, num: orderOf(event.value), value: JSON.stringify(event.value) });
    case 'param':
      return setValue(connection, attempt.id, { type, seq, key: event.key, value: JSON.stringify(event.value) });
    case 'label':
    case 'annotation':
      return setValue(connection, attempt.id, { type, seq, key: event.key, value: event.value });
    case 'progress':
      return setValue(connection, attempt.id, { type, seq, key: '', value: progressJson(event) });
    case 'metric':
      return void connection.run(
        `INSERT INTO metrics (attempt_id, key, step, num, time, seq) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (attempt_id, key, step) DO UPDATE SET num = excluded.num, time = excluded.time, seq = excluded.seq WHERE excluded.seq > seq`,
        attempt.id,
        event.key,
        event.step,
        event.value,
        event.time,
        seq,
      );
    case 'artifact':
      return insertArtifact(connection, attempt, event);
    case 'input':
      return attempt.superseded === 1 ? undefined : pinInput(connection, attempt.run_id, [event.key, event.input]);
    case 'once':
      return setValue(connection, attempt.id, { type, seq, key: event.key, num: event.from, value: JSON.stringify(event.value) });
    case 'checkpoint':
      return setValue(connection, attempt.id, { type, seq, key: '', value: JSON.stringify(event.value) });
    case 'log':
      return;
  }
}

function insertArtifact(
  connection: Connection,
  attempt: AttemptRow,
  { seq, time, artifact }: { seq: number; time: number; artifact: ArtifactDraft },
): void {
  connection.run(
    `INSERT INTO artifacts (uid, attempt_id, seq, project, kind, key, db_key, tree, iteration, created, media_type, size, sha256, target, labels, spec, status, wanted_tags, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (uid, attempt_id) DO UPDATE SET (seq, created, key, media_type, size, sha256, target, labels, spec, status, wanted_tags)
       = (excluded.seq, excluded.created, excluded.key, excluded.media_type, excluded.size, excluded.sha256, excluded.target, excluded.labels,
          excluded.spec, excluded.status, excluded.wanted_tags) WHERE excluded.seq > seq`,
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
    attempt.superseded === 1 ? 'superseded' : 'pending',
  );
}

/** The number that a result is ordered by: itself, a date's milliseconds, 0 or 1; null for what has no place among numbers. */
function orderOf(value: Json): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' || value === null) return null;
  const plain = fromTagged(value);
  const isNumeric = typeof plain === 'number' || typeof plain === 'bigint' || typeof plain === 'boolean' || plain instanceof Date;
  return isNumeric ? Number(plain) : null;
}

function progressJson({ done, total }: { readonly done: number; readonly total?: number }): string {
  return JSON.stringify({ done, total });
}
