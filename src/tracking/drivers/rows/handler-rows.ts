import type { Json } from '../../../core/index.js';
import type { HandlerRecord } from '../../tracking-handlers.js';
import { known } from './known.js';

/** A row of the table handlers. */
export interface HandlerRow {
  readonly namespace: string;
  readonly task_queue: string;
  readonly handler: string;
  readonly name: string;
  readonly params: string | null;
  readonly inputs: string | null;
  readonly outputs: string | null;
  readonly time: number;
}

/** The columns of {@link HandlerRow}. */
export const HANDLER_COLUMNS = 'namespace, task_queue, handler, name, params, inputs, outputs, time';

/** What the columns of the table get, in their order. */
export function handlerValues(record: HandlerRecord) {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  const { namespace, taskQueue, handler, name, params, inputs, outputs, time } = record;
  return [namespace, taskQueue, handler, name, json(params), json(inputs), json(outputs), time] as const;
}

/** The record that a row stands for. */
export function toHandlerRecord(row: HandlerRow): HandlerRecord {
  const { namespace, handler, name, time } = row;
  const kinds = (text: string | null) => (text === null ? null : (JSON.parse(text) as Record<string, string>));
  return known({
    namespace,
    taskQueue: row.task_queue,
    handler,
    name,
    params: row.params === null ? null : (JSON.parse(row.params) as Json),
    inputs: kinds(row.inputs),
    outputs: kinds(row.outputs),
    time,
  });
}
