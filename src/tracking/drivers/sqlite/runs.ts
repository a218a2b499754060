import type { RunRecord } from '../../../core/index.js';
import type { RunFilter } from '../../tracking-store.js';
import { runsAfter } from '../rows/places.js';
import { orderOf } from '../rows/run-order.js';
import { RUN_COLUMNS } from '../rows/run-record.js';
import type { RunRow } from '../rows/run-record.js';
import { whereOf } from '../rows/run-where.js';
import type { Dialect } from '../rows/run-where.js';
import { Conditions } from './conditions.js';
import type { Connection } from './connection.js';
import { withDetails } from './run-details.js';

const DIALECT: Dialect = { numberOf: (json) => `CASE WHEN ${json} GLOB '[-0-9]*' THEN CAST(${json} AS REAL) END` };

/** See `TrackingStore.getRun`. */
export function getRun(connection: Connection, uid: string, attempt?: number): RunRecord | undefined {
  return connection.read(() => {
    const row = connection.get<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs r WHERE r.uid = ?`, uid);
    if (row === undefined) return undefined;
    const shown = attempt === undefined ? row : asOfAttempt(connection, row, attempt);
    return shown && withDetails(connection, [shown])[0];
  });
}

/** See `TrackingStore.listRuns`. @throws {InvalidArgumentError} for an order that there is not. */
export function listRuns(connection: Connection, filter: RunFilter = {}): readonly RunRecord[] {
  const order = orderOf(filter);
  return connection.read(() => {
    const rows =
      order.result === undefined
        ? byStartTime(connection, filter, order.turned)
        : byResult(connection, filter, { key: order.result, turned: order.turned });
    return withDetails(connection, rows);
  });
}

/** See `TrackingStore.countRuns`. */
export function countRuns(connection: Connection, filter: RunFilter = {}): number {
  const { text, parameters } = conditions(filter);
  return connection.get<{ count: number }>(`SELECT count(*) AS count FROM runs r WHERE ${text}`, ...parameters)?.count ?? 0;
}

function asOfAttempt(connection: Connection, row: RunRow, attempt: number): RunRow | undefined {
  const found = connection.get<Pick<RunRow, 'attempt_id' | 'state' | 'status_reason' | 'error' | 'end_time'>>(
    'SELECT id AS attempt_id, state, status_reason, error, end_time FROM attempts WHERE run_id = ? AND attempt = ?',
    row.id,
    attempt,
  );
  return found && { ...row, ...found, attempt };
}

function byStartTime(connection: Connection, filter: RunFilter, turned: boolean): readonly RunRow[] {
  const found = conditions(filter);
  if (filter.after !== undefined) {
    const { text, parameters } = runsAfter(filter.after, turned);
    found.add(text, ...parameters);
  }
  const { text: where, parameters } = found;
  return connection.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${where} ${startOrder(turned)} LIMIT ? OFFSET ?`,
    ...parameters,
    filter.limit ?? 1000,
    filter.offset ?? 0,
  );
}

/** Runs that have the number, by the index; then, newest first, those that have not: everything is shown unless a field narrows it. */
function byResult(connection: Connection, filter: RunFilter, { key, turned }: { key: string; turned: boolean }): readonly RunRow[] {
  const { text: where, parameters } = conditions(filter);
  const limit = filter.limit ?? 1000;
  const offset = filter.offset ?? 0;
  const having = `FROM current_values v JOIN runs r ON r.attempt_id = v.attempt_id WHERE v.type = 'result' AND v.num IS NOT NULL AND v.key = ? AND ${where}`;
  const first = connection.all<RunRow>(
    `SELECT ${RUN_COLUMNS} ${having} ORDER BY v.num ${turned ? 'ASC' : 'DESC'}, r.start_time DESC, r.id DESC LIMIT ? OFFSET ?`,
    key,
    ...parameters,
    limit,
    offset,
  );
  if (first.length === limit) return first;
  const count = connection.get<{ count: number }>(`SELECT count(*) AS count ${having}`, key, ...parameters)?.count ?? 0;
  const rest = connection.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${where} AND NOT EXISTS (
       SELECT 1 FROM current_values v WHERE v.attempt_id = r.attempt_id AND v.type = 'result' AND v.key = ? AND v.num IS NOT NULL)
     ${startOrder(false)} LIMIT ? OFFSET ?`,
    ...parameters,
    key,
    limit - first.length,
    Math.max(0, offset - count),
  );
  return [...first, ...rest];
}

function startOrder(turned: boolean): string {
  return turned ? 'ORDER BY r.start_time, r.id' : 'ORDER BY r.start_time DESC, r.id DESC';
}

function conditions(filter: RunFilter): Conditions {
  const where = new Conditions()
    .addEqual('r.project', filter.project)
    .addEqual('r.name', filter.name)
    .addEqual('r.kind', filter.kind)
    .addEqual('r.parent_uid', filter.parentUid);
  if (filter.uids !== undefined) where.add('r.uid IN (SELECT value FROM json_each(?))', JSON.stringify(filter.uids));
  // A range, so that the index on uid is used. Uids are hex digits: "g" comes after every one of them.
  if (filter.uidPrefix !== undefined) where.add('r.uid >= ? AND r.uid < ?', filter.uidPrefix, `${filter.uidPrefix}g`);
  if (filter.since !== undefined) where.add('r.start_time >= ?', filter.since.getTime());
  if (filter.endedSince !== undefined) where.add('r.end_time >= ?', filter.endedSince.getTime());
  if (filter.unreported !== undefined) {
    // In the words of the index runs_not_over.
    where.add(`r.state NOT IN ('completed', 'error', 'aborted', 'skipped')`);
    where.add(
      `NOT EXISTS (SELECT 1 FROM attempts t WHERE t.id = r.attempt_id AND t.state = 'running' AND t.lease_until >= ?)`,
      filter.unreported.getTime(),
    );
  }
  if (filter.state !== undefined) where.add('r.state IN (SELECT value FROM json_each(?))', JSON.stringify([filter.state].flat()));
  for (const [key, value] of Object.entries(filter.labels ?? {})) {
    where.add(
      `EXISTS (SELECT 1 FROM current_values l WHERE l.attempt_id = r.attempt_id AND l.type = 'label' AND l.key = ? AND l.value = ?)`,
      key,
      value,
    );
  }
  if (filter.where !== undefined) {
    const { text, parameters } = whereOf(filter.where, DIALECT);
    where.add(text, ...parameters);
  }
  return where;
}
