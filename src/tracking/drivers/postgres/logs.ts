import { LOG_LEVELS } from '../../../core/index.js';
import type { LogLine } from '../../../core/index.js';
import type { LogFilter } from '../../tracking-store.js';
import { toLogLine } from '../rows/log-line.js';
import type { LogRow } from '../rows/log-line.js';
import { attemptIdOf } from './attempt-id.js';
import type { Session } from './database.js';

/** Lines in order; `level` and what is louder, at most `limit` from the first one on. */
export async function logLines(session: Session, uid: string, filter: LogFilter = {}): Promise<readonly LogLine[]> {
  const levels = LOG_LEVELS.slice(LOG_LEVELS.indexOf(filter.level ?? 'debug'));
  const rows = await session.all<LogRow>(
    `SELECT seq, time, key AS level, value FROM events
     WHERE attempt_id = ? AND seq > ? AND type = 'log' AND key = ANY (?) ORDER BY seq LIMIT ?`,
    await attemptIdOf(session, uid, filter.attempt),
    filter.after ?? 0,
    levels,
    filter.limit ?? null,
  );
  return rows.map(toLogLine);
}
