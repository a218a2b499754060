import type { HandlerFilter, HandlerPlace, HandlerRecord } from '../../tracking-handlers.js';
import { HANDLER_COLUMNS, handlerValues, toHandlerRecord } from '../rows/handler-rows.js';
import type { HandlerRow } from '../rows/handler-rows.js';
import { Conditions } from './conditions.js';
import type { Session } from './database.js';

/** See `TrackingStore.publishHandlers`. Two workers that start at once say it one after the other. */
export async function publishHandlers(
  session: Session,
  place: HandlerPlace,
  handlers: readonly Omit<HandlerRecord, keyof HandlerPlace>[],
): Promise<void> {
  const { namespace, taskQueue } = place;
  await session.run('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', `tidemark handlers of ${namespace} ${taskQueue}`);
  await session.run('DELETE FROM handlers WHERE namespace = ? AND task_queue = ?', namespace, taskQueue);
  for (const handler of handlers)
    await session.run(
      `INSERT INTO handlers (${HANDLER_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...handlerValues({ ...handler, ...place }),
    );
}

/** See `TrackingStore.listHandlers`. */
export async function listHandlers(session: Session, filter: HandlerFilter = {}): Promise<readonly HandlerRecord[]> {
  const { text, parameters } = new Conditions()
    .addEqual('namespace', filter.namespace)
    .addEqual('task_queue', filter.taskQueue)
    .addEqual('handler', filter.handler);
  const sql = `SELECT ${HANDLER_COLUMNS} FROM handlers WHERE ${text} ORDER BY handler, time DESC, task_queue`;
  return (await session.all<HandlerRow>(sql, ...parameters)).map(toHandlerRecord);
}
