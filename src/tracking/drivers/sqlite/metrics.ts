import type { MetricPoint } from '../../../core/index.js';
import type { SummaryRow } from '../rows/run-record.js';
import { attemptIdOf } from './attempt-id.js';
import type { Connection } from './connection.js';

const SUMMARY = `
  SELECT m.attempt_id, m.key,
    (SELECT num FROM metrics l WHERE l.attempt_id = m.attempt_id AND l.key = m.key ORDER BY step DESC LIMIT 1) AS last,
    min(m.num) AS min, max(m.num) AS max, count(*) AS count
  FROM metrics m`;

/** Keeps the summaries of an attempt that is over, so that lists need not read its points. */
export function summariseMetrics(connection: Connection, attemptId: number): void {
  connection.run(
    `INSERT OR REPLACE INTO metric_summaries (attempt_id, key, last, min, max, count) ${SUMMARY} WHERE m.attempt_id = ? GROUP BY m.key`,
    attemptId,
  );
}

/** Of several attempts, given as a JSON array of ids. */
export function metricSummaries(connection: Connection, attemptIds: string): readonly SummaryRow[] {
  return connection.all<SummaryRow>(
    `SELECT attempt_id, key, last, min, max, count FROM metric_summaries WHERE attempt_id IN (SELECT value FROM json_each(?))
     UNION ALL ${SUMMARY}
     WHERE m.attempt_id IN (SELECT id FROM attempts WHERE state = 'running' AND id IN (SELECT value FROM json_each(?))) GROUP BY m.attempt_id, m.key`,
    attemptIds,
    attemptIds,
  );
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
