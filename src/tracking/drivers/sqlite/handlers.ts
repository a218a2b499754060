import type { HandlerFilter, HandlerPlace, HandlerRecord } from '../../tracking-handlers.js';
import { HANDLER_COLUMNS, handlerValues, toHandlerRecord } from '../rows/handler-rows.js';
import type { HandlerRow } from '../rows/handler-rows.js';
import { Conditions } from './conditions.js';
import type { Connection } from './connection.js';

/** See `TrackingStore.publishHandlers`. */
export function publishHandlers(
  connection: Connection,
  place: HandlerPlace,
  handlers: readonly Omit<HandlerRecord, keyof HandlerPlace>[],
): void {
  connection.write(() => {
    connection.run('DELETE FROM handlers WHERE namespace = ? AND task_queue = ?', place.namespace, place.taskQueue);
    for (const handler of handlers)
      connection.run(
        `INSERT INTO handlers (${HANDLER_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...handlerValues({ ...handler, ...place }),
      );
  });
}

/** See `TrackingStore.listHandlers`. */
export function listHandlers(connection: Connection, filter: HandlerFilter = {}): readonly HandlerRecord[] {
  const { text, parameters } = new Conditions()
    .addEqual('namespace', filter.namespace)
    .addEqual('task_queue', filter.taskQueue)
    .addEqual('handler', filter.handler);
  const sql = `SELECT ${HANDLER_COLUMNS} FROM handlers WHERE ${text} ORDER BY handler, time DESC, task_queue`;
  return connection.all<HandlerRow>(sql, ...parameters).map(toHandlerRecord);
}
