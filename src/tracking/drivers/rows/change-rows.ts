import type { TrackingEvent } from '../../tracking-events.js';
import type { Change, LoggedSpan } from '../../tracking-changes.js';
import { toLogLine } from './log-line.js';

const BIT = { log: 1, metric: 2, artifact: 4, other: 8 } as const;
/** Every bit: of events that are not looked at one by one. */
export const ANYTHING = 15;

/** The columns of a change that adds these events to an attempt. */
export function spanOf(events: readonly TrackingEvent[]): { readonly first: number; readonly last: number; readonly what: number } {
  let [first, last, what] = [Infinity, 0, 0];
  for (const { seq, type } of events) {
    first = Math.min(first, seq);
    last = Math.max(last, seq);
    what |= type === 'log' || type === 'metric' || type === 'artifact' ? BIT[type] : BIT.other;
  }
  return { first, last, what };
}

/** A row of the table changes, with its run when that is still there. */
export interface ChangeRow {
  readonly id: number;
  readonly uid: string | null;
  readonly project: string | null;
  readonly parent_uid: string | null;
  readonly attempt: number | null;
  readonly first_seq: number | null;
  readonly last_seq: number | null;
  readonly what: number | null;
  readonly artifact_uid: string | null;
  readonly removed_uid: string | null;
  readonly removed_project: string | null;
  readonly removed_parent: string | null;
}

/** The columns of {@link ChangeRow} and where they are from; without an order. */
export const CHANGE_QUERY = `SELECT c.id, r.uid, r.project, r.parent_uid, c.attempt, c.first_seq, c.last_seq, c.what, c.artifact_uid,
    c.removed_uid, c.removed_project, c.removed_parent
  FROM changes c LEFT JOIN runs r ON r.id = c.run_id`;

/** None for a change of a run that was removed since: its removal is a change too. */
export function toChange(row: ChangeRow): readonly Change[] {
  if (row.removed_uid !== null && row.removed_project !== null)
    return [{ uid: row.removed_uid, project: row.removed_project, ...parent(row.removed_parent), removed: true }];
  if (row.uid === null || row.project === null) return [];
  const run = { uid: row.uid, project: row.project, ...parent(row.parent_uid) };
  if (row.artifact_uid !== null) return [{ ...run, artifactUid: row.artifact_uid }];
  const { attempt, first_seq: first, last_seq: last, what } = row;
  if (attempt === null || first === null || last === null || what === null) return [run];
  const has = (bit: number) => (what & bit) !== 0;
  const kinds = { logs: has(BIT.log), metrics: has(BIT.metric), artifacts: has(BIT.artifact), values: has(BIT.other) };
  return [{ ...run, events: { attempt, first, last, ...kinds } }];
}

function parent(uid: string | null) {
  return uid === null ? {} : { parentUid: uid };
}

/** A row of the table events of type log, metric or artifact. */
export interface SpanRow {
  readonly seq: number;
  readonly time: number;
  readonly type: 'log' | 'metric' | 'artifact';
  readonly key: string;
  readonly step: number | null;
  /** NULL is NaN. */
  readonly num: number | null;
  readonly value: string | null;
}

/** Rows in the order of their seq, by type. */
export function toLoggedSpan(rows: readonly SpanRow[]): LoggedSpan {
  const ofType = (type: SpanRow['type']) => rows.filter((row) => row.type === type);
  return {
    lines: ofType('log').map(({ seq, time, key, value }) =>
      toLogLine({ seq, time, level: key as Parameters<typeof toLogLine>[0]['level'], value: value ?? '{}' }),
    ),
    points: ofType('metric').map(({ key, step, num, time }) => ({
      key,
      step: step ?? 0,
      value: num ?? NaN,
      time: new Date(time).toISOString(),
    })),
    artifactUids: ofType('artifact').flatMap(({ value }) => value ?? []),
  };
}
