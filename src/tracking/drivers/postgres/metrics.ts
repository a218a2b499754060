import type { MetricFilter, MetricSeries } from '../../metric-series.js';
import type { TrackingEvent } from '../../tracking-store.js';
import type { SummaryRow } from '../rows/run-record.js';
import type { PlacedEvent } from './append.js';
import { attemptIdOf } from './attempt-id.js';
import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';

const METRICS = {
  table: 'metrics',
  columns: { attempt_id: 'bigint', key: 'text', step: 'double precision', num: 'double precision', time: 'bigint', seq: 'bigint' },
  otherwise: `ON CONFLICT (attempt_id, key, step) DO UPDATE SET num = excluded.num, time = excluded.time, seq = excluded.seq
    WHERE excluded.seq > metrics.seq`,
} as const;

type MetricEvent = Extract<TrackingEvent, { readonly type: 'metric' }>;

/** Writes each point unless a later event has written that step. */
export async function addPoints(session: Session, placed: readonly PlacedEvent<MetricEvent>[]): Promise<void> {
  const newest = new Map<string, PlacedEvent<MetricEvent>>();
  for (const one of placed) {
    // A template prints -0 as 0, which is the same step.
    const place = `${one.attempt.id} ${one.event.step} ${one.event.key}`;
    if ((newest.get(place)?.event.seq ?? -1) < one.event.seq) newest.set(place, one);
  }
  const rows = Array.from(newest.values(), ({ attempt, event }) => [attempt.id, event.key, event.step, event.value, event.time, event.seq]);
  await insertRows(session, METRICS, rows);
}

// For PostgreSQL NaN is larger than every number, and equal to itself.
const SUMMARY = `
  SELECT m.attempt_id, m.key,
    (SELECT l.num FROM metrics l WHERE l.attempt_id = m.attempt_id AND l.key = m.key ORDER BY l.step DESC LIMIT 1) AS last,
    min(m.num) FILTER (WHERE m.num <> 'NaN') AS min, max(m.num) FILTER (WHERE m.num <> 'NaN') AS max, count(*) AS count
  FROM metrics m`;

/** Keeps the summaries of attempts that are over, so that lists need not read their points. */
export async function summariseMetrics(session: Session, attemptIds: readonly number[]): Promise<void> {
  if (attemptIds.length === 0) return;
  await session.run(
    `INSERT INTO metric_summaries (attempt_id, key, last, min, max, count) ${SUMMARY} WHERE m.attempt_id = ANY (?) GROUP BY m.attempt_id, m.key
     ON CONFLICT (attempt_id, key) DO UPDATE SET last = excluded.last, min = excluded.min, max = excluded.max, count = excluded.count`,
    attemptIds,
  );
}

/** Of several attempts. */
export function metricSummaries(session: Session, attemptIds: readonly number[]): Promise<readonly SummaryRow[]> {
  return session.all<SummaryRow>(
    `SELECT attempt_id, key, last, min, max, count FROM metric_summaries WHERE attempt_id = ANY (?)
     UNION ALL ${SUMMARY}
     WHERE m.attempt_id IN (SELECT id FROM attempts WHERE state = 'running' AND id = ANY (?)) GROUP BY m.attempt_id, m.key
     ORDER BY attempt_id, key`,
    attemptIds,
    attemptIds,
  );
}

/** What is asked for of an attempt, by key. */
export async function metricSeries(session: Session, uid: string, { key, attempt }: MetricFilter = {}): Promise<readonly MetricSeries[]> {
  const attemptId = await attemptIdOf(session, uid, attempt);
  // One text per column: a row costs the driver far more than a number in a text. PostgreSQL's texts of NaN and Infinity are JavaScript's.
  const column = (name: string) => `string_agg(${name}::text, ' ' ORDER BY step)`;
  const rows = await session.all<{ key: string; steps: string; values: string; times: string }>(
    `SELECT key, ${column('step')} AS steps, ${column('num')} AS values, ${column('time')} AS times FROM metrics
     WHERE attempt_id = ? AND (?::text IS NULL OR key = ?) GROUP BY key ORDER BY key`,
    attemptId,
    key ?? null,
    key ?? null,
  );
  const numbers = (text: string) => text.split(' ').map(Number);
  return rows.map((row) => ({ key: row.key, steps: numbers(row.steps), values: numbers(row.values), times: numbers(row.times) }));
}
