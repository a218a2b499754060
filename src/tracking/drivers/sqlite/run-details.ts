import type { RunRecord } from '../../../core/index.js';
import { toRunRecords } from '../rows/run-record.js';
import type { RunDetails, RunRow } from '../rows/run-record.js';
import type { Connection } from './connection.js';
import { metricSummaries } from './metrics.js';

type Rows<K extends keyof RunDetails> = RunDetails[K][number];

/** Fills in the records of any number of runs with one query for each kind of detail. */
export function withDetails(connection: Connection, rows: readonly RunRow[]): readonly RunRecord[] {
  const runIds = JSON.stringify(rows.map((row) => row.id));
  const attemptIds = JSON.stringify(rows.flatMap((row) => row.attempt_id ?? []));
  return toRunRecords(rows, {
    attempts: connection.all<Rows<'attempts'>>(ATTEMPTS, runIds),
    inputs: connection.all<Rows<'inputs'>>(INPUTS, runIds),
    values: connection.all<Rows<'values'>>(VALUES, attemptIds),
    metrics: metricSummaries(connection, attemptIds),
    artifacts: connection.all<Rows<'artifacts'>>(ARTIFACTS, attemptIds),
  });
}

const ATTEMPTS = `SELECT run_id, attempt, state, status_reason, temporal_attempt, host, pid, start_time, end_time, error
  FROM attempts WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY run_id, attempt`;
const INPUTS = 'SELECT run_id, key, uri FROM run_inputs WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY run_id, key';
const VALUES = `SELECT attempt_id, type, key, value FROM current_values WHERE attempt_id IN (SELECT value FROM json_each(?))
  AND type IN ('annotation', 'label', 'param', 'progress', 'result') ORDER BY attempt_id, type, key`;
const ARTIFACTS = `SELECT attempt_id, key, kind, project, db_key, iteration, tree, uid
  FROM artifacts WHERE attempt_id IN (SELECT value FROM json_each(?)) ORDER BY attempt_id, seq`;
