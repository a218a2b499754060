import type { MetricFilter, MetricSeries } from '../../metric-series.js';
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

/** What is asked for of an attempt, by key. */
export function metricSeries(connection: Connection, uid: string, { key, attempt }: MetricFilter = {}): readonly MetricSeries[] {
  return connection.read(() => {
    const attemptId = attemptIdOf(connection, uid, attempt);
    const parameters = key === undefined ? [attemptId] : [attemptId, key];
    const points = `FROM metrics WHERE attempt_id = ? ${key === undefined ? '' : 'AND key = ?'} ORDER BY key, step`;
    // A row costs the driver far more than a number in a JSON text. Values are read one by one, since they may be what JSON lacks.
    const columns = connection.all<{ key: string; steps: string; times: string }>(
      `SELECT key, json_group_array(step) AS steps, json_group_array(time) AS times FROM (SELECT key, step, time ${points}) GROUP BY key ORDER BY key`,
      ...parameters,
    );
    const values = connection.column<number | null>(`SELECT num ${points}`, ...parameters).map((value) => value ?? NaN);
    let from = 0;
    return columns.map((of) => {
      const steps = JSON.parse(of.steps) as number[];
      return { key: of.key, steps, values: values.slice(from, (from += steps.length)), times: JSON.parse(of.times) as number[] };
    });
  });
}
