import type { RunRecord } from '../../../core/index.js';
import type { RunFilter } from '../../tracking-store.js';
import { RUN_COLUMNS } from '../rows/run-record.js';
import type { RunRow } from '../rows/run-record.js';
import { runsAfter } from '../rows/places.js';
import { orderOf } from '../rows/run-order.js';
import { whereOf } from '../rows/run-where.js';
import type { Dialect } from '../rows/run-where.js';
import { Conditions } from './conditions.js';
import type { Session } from './database.js';
import { withDetails } from './run-details.js';

const DIALECT: Dialect = { numberOf: (json) => `CASE WHEN ${json} ~ '^[-0-9]' THEN ${json}::double precision END` };

/** See `TrackingStore.getRun`. */
export async function getRun(session: Session, uid: string, attempt?: number): Promise<RunRecord | undefined> {
  const row = await session.get<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs r WHERE r.uid = ?`, uid);
  if (row === undefined) return undefined;
  const shown = attempt === undefined ? row : await asOfAttempt(session, row, attempt);
  return shown && (await withDetails(session, [shown]))[0];
}

/** See `TrackingStore.listRuns`. @throws {InvalidArgumentError} for an order that there is not. */
export async function listRuns(session: Session, filter: RunFilter = {}): Promise<readonly RunRecord[]> {
  const { turned, result: key } = orderOf(filter);
  const rows = key === undefined ? await byStartTime(session, filter, turned) : await byResult(session, filter, { key, turned });
  return withDetails(session, rows);
}

/** See `TrackingStore.countRuns`. */
export async function countRuns(session: Session, filter: RunFilter = {}): Promise<number> {
  const { text, parameters } = conditions(filter);
  return (await session.get<{ count: number }>(`SELECT count(*) AS count FROM runs r WHERE ${text}`, ...parameters))?.count ?? 0;
}

async function asOfAttempt(session: Session, row: RunRow, attempt: number): Promise<RunRow | undefined> {
  const found = await session.get<Pick<RunRow, 'attempt_id' | 'state' | 'status_reason' | 'error' | 'end_time'>>(
    'SELECT id AS attempt_id, state, status_reason, error, end_time FROM attempts WHERE run_id = ? AND attempt = ?',
    row.id,
    attempt,
  );
  return found && { ...row, ...found, attempt };
}

function byStartTime(session: Session, filter: RunFilter, turned: boolean): Promise<readonly RunRow[]> {
  const found = conditions(filter);
  if (filter.after !== undefined) {
    const { text, parameters } = runsAfter(filter.after, turned);
    found.add(text, ...parameters);
  }
  const { text: where, parameters } = found;
  return session.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${where} ${startOrder(turned)} LIMIT ? OFFSET ?`,
    ...parameters,
    filter.limit ?? 1000,
    filter.offset ?? 0,
  );
}

/** Runs that have the number, by the index; then, newest first, those that have not: everything is shown unless a field narrows it. */
async function byResult(
  session: Session,
  filter: RunFilter,
  { key, turned }: { key: string; turned: boolean },
): Promise<readonly RunRow[]> {
  const { text: where, parameters } = conditions(filter);
  const limit = filter.limit ?? 1000;
  const offset = filter.offset ?? 0;
  const having = `FROM current_values v JOIN runs r ON r.attempt_id = v.attempt_id WHERE v.type = 'result' AND v.num IS NOT NULL AND v.key = ? AND ${where}`;
  const first = await session.all<RunRow>(
    `SELECT ${RUN_COLUMNS} ${having} ORDER BY v.num ${turned ? 'ASC' : 'DESC'}, r.start_time DESC, r.id DESC LIMIT ? OFFSET ?`,
    key,
    ...parameters,
    limit,
    offset,
  );
  if (first.length === limit) return first;
  const { count = 0 } = (await session.get<{ count: number }>(`SELECT count(*) AS count ${having}`, key, ...parameters)) ?? {};
  const rest = await session.all<RunRow>(
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
  if (filter.uids !== undefined) where.add('r.uid = ANY (?)', filter.uids);
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
  if (filter.state !== undefined) where.add('r.state = ANY (?)', [filter.state].flat());
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
