import { LOG_LEVELS } from '../../../core/index.js';
import type { LogLine } from '../../../core/index.js';
import type { LogFilter } from '../../tracking-store.js';
import { likePattern } from '../rows/like-pattern.js';
import { toLogLine } from '../rows/log-line.js';
import type { LogRow } from '../rows/log-line.js';
import { attemptIdOf } from './attempt-id.js';
import { Conditions } from './conditions.js';
import type { Connection } from './connection.js';

/** Lines in order. */
export function logLines(connection: Connection, uid: string, filter: LogFilter = {}): readonly LogLine[] {
  const where = new Conditions()
    .addEqual('attempt_id', attemptIdOf(connection, uid, filter.attempt))
    .add('seq > ?', filter.after ?? 0)
    .add(`type = 'log'`);
  if (filter.before !== undefined) where.add('seq < ?', filter.before);
  if (filter.level !== undefined) {
    where.add('key IN (SELECT value FROM json_each(?))', JSON.stringify(LOG_LEVELS.slice(LOG_LEVELS.indexOf(filter.level))));
  }
  const grave = filter.level === 'warn' || filter.level === 'error';
  // SQLite would rather read every line than use this index, which has its own term to be recognised by.
  if (grave) where.add(`key IN ('warn', 'error')`);
  if (filter.search !== undefined) where.add(`json_extract(value, '$.message') LIKE ? ESCAPE '\\'`, likePattern(filter.search));
  const rows = connection.all<LogRow>(
    `SELECT seq, time, key AS level, value FROM events ${grave ? 'INDEXED BY events_grave' : ''} WHERE ${where.text} ORDER BY seq ${filter.last === true ? 'DESC' : ''} LIMIT ?`,
    ...where.parameters,
    filter.limit ?? -1,
  );
  if (filter.last === true) rows.reverse();
  return rows.map(toLogLine);
}
