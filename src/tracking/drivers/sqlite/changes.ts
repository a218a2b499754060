import type { TrackingEvent } from '../../tracking-events.js';
import type { Changes, EventSpan, LoggedSpan } from '../../tracking-changes.js';
import { CHANGE_QUERY, spanOf, toChange, toLoggedSpan } from '../rows/change-rows.js';
import type { ChangeRow, SpanRow } from '../rows/change-rows.js';
import { attemptIdOf } from './attempt-id.js';
import type { Connection } from './connection.js';

/** Says to who watches that an attempt has these events. What changes a run, its tags or its records says so by itself: triggers do it. */
export function noteEvents(
  connection: Connection,
  { run_id: runId, attempt }: { readonly run_id: number; readonly attempt: number },
  events: readonly TrackingEvent[],
): void {
  if (events.length === 0) return;
  const { first, last, what } = spanOf(events);
  noteSpan(connection, { runId, attempt, first, last, what });
}

/** The same for events that are not at hand. */
export function noteSpan(
  connection: Connection,
  { runId, attempt, first, last, what }: { runId: number; attempt: number; first: number; last: number; what: number },
): void {
  const sql = 'INSERT INTO changes (run_id, attempt, first_seq, last_seq, what) VALUES (?, ?, ?, ?, ?)';
  connection.run(sql, runId, attempt, first, last, what);
}

/** See `TrackingStore.changes`. There is one writer at a time, so that ids are in the order of commits. */
export function changes(connection: Connection, after?: string): Changes {
  return connection.read(() => {
    const { first, last } = connection.get<{ first: number | null; last: number | null }>(
      'SELECT (SELECT min(id) FROM changes) AS first, (SELECT max(id) FROM changes) AS last',
    ) ?? { first: null, last: null };
    const cursor = String(last ?? 0);
    if (after === undefined) return { cursor, changes: [], complete: true };
    const from = /^\d{1,15}$/.test(after) ? Number(after) : -1;
    if (from < (first ?? 1) - 1 || from > Number(cursor)) return { cursor, changes: [], complete: false };
    if (from === Number(cursor)) return { cursor, changes: [], complete: true };
    const rows = connection.all<ChangeRow>(`${CHANGE_QUERY} WHERE c.id > ? ORDER BY c.id`, from);
    return { cursor, changes: rows.flatMap(toChange), complete: true };
  });
}

/** See `TrackingStore.loggedIn`. */
export function loggedIn(
  connection: Connection,
  uid: string,
  { attempt, first, last }: Pick<EventSpan, 'attempt' | 'first' | 'last'>,
): LoggedSpan {
  const rows = connection.all<SpanRow>(
    `SELECT seq, time, type, key, step, num, value FROM events
     WHERE attempt_id = ? AND seq BETWEEN ? AND ? AND type IN ('log', 'metric', 'artifact') ORDER BY seq`,
    attemptIdOf(connection, uid, attempt),
    first,
    last,
  );
  return toLoggedSpan(rows);
}
