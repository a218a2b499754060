import type { Changes, EventSpan, LoggedSpan } from '../../tracking-changes.js';
import { CHANGE_QUERY, spanOf, toChange, toLoggedSpan } from '../rows/change-rows.js';
import type { ChangeRow, SpanRow } from '../rows/change-rows.js';
import { attemptIdOf } from './attempt-id.js';
import type { PlacedEvent } from './append.js';
import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';

const CHANGES = {
  table: 'changes',
  columns: { run_id: 'bigint', attempt: 'integer', first_seq: 'bigint', last_seq: 'bigint', what: 'integer' },
  otherwise: '',
} as const;

/** Says to who watches that attempts have these events. What changes a run, its tags or its records says so by itself: triggers do it. */
export async function noteEvents(session: Session, placed: readonly PlacedEvent[]): Promise<void> {
  const byAttempt = new Map<number, PlacedEvent[]>();
  for (const one of placed) {
    const found = byAttempt.get(one.attempt.id);
    if (found === undefined) byAttempt.set(one.attempt.id, [one]);
    else found.push(one);
  }
  const rows = Array.from(byAttempt.values(), (events) => {
    const { first, last, what } = spanOf(events.map(({ event }) => event));
    return [events[0]?.attempt.run_id ?? 0, events[0]?.attempt.attempt ?? 0, first, last, what];
  });
  await insertRows(session, CHANGES, rows);
}

/** The same for events that are not at hand. */
export async function noteSpan(
  session: Session,
  { runId, attempt, first, last, what }: { runId: number; attempt: number; first: number; last: number; what: number },
): Promise<void> {
  await insertRows(session, CHANGES, [[runId, attempt, first, last, what]]);
}

/** See `TrackingStore.changes`. A cursor is a snapshot and the highest id that it saw. */
export async function changes(session: Session, after?: string): Promise<Changes> {
  const { snapshot, seen } = read(after);
  const [now, found] = await Promise.all([
    session.get<{ snapshot: string; first: number | null; last: number | null }>(
      'SELECT txid_current_snapshot()::text AS snapshot, (SELECT min(id) FROM changes) AS first, (SELECT max(id) FROM changes) AS last',
    ),
    snapshot === undefined
      ? []
      : session.all<ChangeRow>(
          `${CHANGE_QUERY} WHERE c.txid >= txid_snapshot_xmin(?::txid_snapshot) AND NOT txid_visible_in_snapshot(c.txid, ?::txid_snapshot) ORDER BY c.id`,
          snapshot,
          snapshot,
        ),
  ]);
  if (now === undefined) throw new Error('PostgreSQL gave no snapshot');
  const cursor = `${now.snapshot}/${now.last ?? 0}`;
  if (after === undefined) return { cursor, changes: [], complete: true };
  const complete = seen !== undefined && Number(seen) >= (now.first ?? 1) - 1 && Number(seen) <= (now.last ?? 0);
  return { cursor, changes: complete ? found.flatMap(toChange) : [], complete };
}

// PostgreSQL refuses a snapshot that there cannot be with an error; who asks with one is told to read everything again.
function read(cursor = ''): { readonly snapshot?: string; readonly seen?: string } {
  const [, snapshot, from = '', to = '', list = '', seen] = /^((\d{1,15}):(\d{1,15}):([\d,]{0,10000}))\/(\d{1,15})$/.exec(cursor) ?? [];
  if (snapshot === undefined || seen === undefined) return {};
  const between = [Number(from), ...(list === '' ? [] : list.split(',').map(Number)), Number(to)];
  const isOrdered = between.every((id, index) => id > 0 && (index === 0 || id >= (between[index - 1] ?? 0)));
  return isOrdered && !/^,|,,|,$/.test(list) ? { snapshot, seen } : {};
}

/** See `TrackingStore.loggedIn`. */
export async function loggedIn(
  session: Session,
  uid: string,
  { attempt, first, last }: Pick<EventSpan, 'attempt' | 'first' | 'last'>,
): Promise<LoggedSpan> {
  const rows = await session.all<SpanRow>(
    `SELECT seq, time, type, key, step, num, value FROM events
     WHERE attempt_id = ? AND seq BETWEEN ? AND ? AND type IN ('log', 'metric', 'artifact') ORDER BY seq`,
    await attemptIdOf(session, uid, attempt),
    first,
    last,
  );
  return toLoggedSpan(rows);
}
