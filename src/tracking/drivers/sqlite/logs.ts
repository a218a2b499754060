import { fromTagged, LOG_LEVELS } from '../../../core/index.js';
import type { Json, LogLevel, LogLine, Value } from '../../../core/index.js';
import type { LogFilter } from '../../tracking-store.js';
import { attemptIdOf } from './attempt-id.js';
import type { Connection } from './connection.js';

interface LogRow {
  readonly seq: number;
  readonly time: number;
  readonly level: LogLevel;
  readonly value: string;
}

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
  return rows.map(toLine);
}

function toLine({ seq, time, level, value }: LogRow): LogLine {
  const { stream, message, fields } = JSON.parse(value) as {
    stream: LogLine['stream'];
    message: string;
    fields?: Readonly<Record<string, Json>>;
  };
  const line = { seq, time: new Date(time).toISOString(), level, stream, message };
  return fields === undefined ? line : { ...line, fields: fromTagged(fields) as Readonly<Record<string, Value>> };
}
