import type { RunRecord } from '../../../core/index.js';
import { toRunRecords } from '../rows/run-record.js';
import type { RunDetails, RunRow } from '../rows/run-record.js';
import type { Session } from './database.js';
import { metricSummaries } from './metrics.js';

type Rows<K extends keyof RunDetails> = RunDetails[K][number];

/** Fills in the records of any number of runs with one query for each kind of detail. */
export async function withDetails(session: Session, rows: readonly RunRow[]): Promise<readonly RunRecord[]> {
  if (rows.length === 0) return [];
  const runIds = rows.map((row) => row.id);
  const attemptIds = rows.flatMap((row) => row.attempt_id ?? []);
  const [attempts, inputs, values, metrics, artifacts] = await Promise.all([
    session.all<Rows<'attempts'>>(ATTEMPTS, runIds),
    session.all<Rows<'inputs'>>(INPUTS, runIds),
    session.all<Rows<'values'>>(VALUES, attemptIds),
    metricSummaries(session, attemptIds),
    session.all<Rows<'artifacts'>>(ARTIFACTS, attemptIds),
  ]);
  return toRunRecords(rows, { attempts, inputs, values, metrics, artifacts });
}

const ATTEMPTS = `SELECT run_id, attempt, state, status_reason, temporal_attempt, host, pid, start_time, end_time, error
  FROM attempts WHERE run_id = ANY (?) ORDER BY run_id, attempt`;
const INPUTS = 'SELECT run_id, key, uri FROM run_inputs WHERE run_id = ANY (?) ORDER BY run_id, key';
const VALUES = `SELECT attempt_id, type, key, value FROM current_values WHERE attempt_id = ANY (?)
  AND type IN ('annotation', 'label', 'param', 'progress', 'result') ORDER BY attempt_id, type, key`;
const ARTIFACTS = `SELECT attempt_id, key, kind, project, db_key, iteration, tree, uid
  FROM artifacts WHERE attempt_id = ANY (?) ORDER BY attempt_id, seq`;
