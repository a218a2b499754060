import { LOG_LEVELS } from '../../../core/index.js';
import type { LogLine } from '../../../core/index.js';
import type { LogFilter } from '../../tracking-store.js';
import { toLogLine } from '../rows/log-line.js';
import type { LogRow } from '../rows/log-line.js';
import { attemptIdOf } from './attempt-id.js';
import type { Connection } from './connection.js';

/** Lines in order; `level` and what is louder, at most `limit` from the first one on. */
export function logLines(connection: Connection, uid: string, filter: LogFilter = {}): readonly LogLine[] {
  const levels = LOG_LEVELS.slice(LOG_LEVELS.indexOf(filter.level ?? 'debug'));
  const rows = connection.all<LogRow>(
    `SELECT seq, time, key AS level, value FROM events
     WHERE attempt_id = ? AND seq > ? AND type = 'log' AND key IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`,
    attemptIdOf(connection, uid, filter.attempt),
    filter.after ?? 0,
    JSON.stringify(levels),
    filter.limit ?? -1,
  );
  return rows.map(toLogLine);
}
