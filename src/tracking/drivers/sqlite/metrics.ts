import type { MetricPoint, MetricSummary } from '../../../core/index.js';
import { attemptIdOf } from './attempt-id.js';
import type { Connection } from './connection.js';

const SUMMARY = `
  SELECT m.attempt_id, m.key,
    (SELECT num FROM metrics l WHERE l.attempt_id = m.attempt_id AND l.key = m.key ORDER BY step DESC LIMIT 1) AS last,
    min(m.num) AS min, max(m.num) AS max, count(*) AS count
  FROM metrics m`;

interface SummaryRow {
  readonly attempt_id: number;
  readonly key: string;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly count: number;
}

/** One summary of one attempt's series. */
export interface KeyedSummary extends MetricSummary {
  readonly attemptId: number;
  readonly key: string;
}

/** Keeps the summaries of an attempt that is over, so that lists need not read its points. */
export function summariseMetrics(connection: Connection, attemptId: number): void {
  connection.run(
    `INSERT OR REPLACE INTO metric_summaries (attempt_id, key, last, min, max, count) ${SUMMARY} WHERE m.attempt_id = ? GROUP BY m.key`,
    attemptId,
  );
}

/** Of several attempts, given as a JSON array of ids. */
export function metricSummaries(connection: Connection, attemptIds: string): readonly KeyedSummary[] {
  const rows = connection.all<SummaryRow>(
    `SELECT attempt_id, key, last, min, max, count FROM metric_summaries WHERE attempt_id IN (SELECT value FROM json_each(?))
     UNION ALL ${SUMMARY}
     WHERE m.attempt_id IN (SELECT id FROM attempts WHERE state = 'running' AND id IN (SELECT value FROM json_each(?))) GROUP BY m.attempt_id, m.key`,
    attemptIds,
    attemptIds,
  );
  return rows.map(({ attempt_id: attemptId, key, last, min, max, count }) => ({
    attemptId,
    key,
    last: last ?? NaN,
    min: min ?? NaN,
    max: max ?? NaN,
    count,
  }));
}

/** The points of an attempt (the newest unless given), by key and step. */
export function metricPoints(
  connection: Connection,
  uid: string,
  options: { key?: string; attempt?: number } = {},
): readonly MetricPoint[] {
  const attemptId = attemptIdOf(connection, uid, options.attempt);
  const rows = connection.all<{ key: string; step: number; num: number | null; time: number }>(
    `SELECT key, step, num, time FROM metrics WHERE attempt_id = ? ${options.key === undefined ? '' : 'AND key = ?'} ORDER BY key, step`,
    attemptId,
    ...(options.key === undefined ? [] : [options.key]),
  );
  return rows.map(({ key, step, num, time }) => ({ key, step, value: num ?? NaN, time: new Date(time).toISOString() }));
}
