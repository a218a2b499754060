import { fromTagged } from '../../../core/index.js';
import type { Json } from '../../../core/index.js';
import type { TrackingEvent } from '../../tracking-store.js';

/** What an event has in the table events besides its place and type. */
export interface EventColumns {
  readonly key?: string;
  readonly step?: number;
  readonly num?: number | null;
  readonly value?: string;
}

/** The columns of an event. */
export function columnsOf(event: TrackingEvent): EventColumns {
  switch (event.type) {
    case 'result':
      return { key: event.key, num: orderOf(event.value), value: JSON.stringify(event.value) };
    case 'param':
      return { key: event.key, value: JSON.stringify(event.value) };
    case 'label':
    case 'annotation':
      return { key: event.key, value: event.value };
    case 'metric':
      return { key: event.key, step: event.step, num: event.value };
    case 'log':
      return { key: event.level, value: JSON.stringify({ stream: event.stream, message: event.message, fields: event.fields }) };
    case 'artifact':
      // The record itself is in the table artifacts, whose rows are never removed.
      return { key: event.artifact.key, value: event.artifact.uid };
    case 'input':
      return { key: event.key, value: JSON.stringify(event.input) };
    case 'progress':
      return { value: JSON.stringify({ done: event.done, total: event.total }) };
    case 'once':
      return { key: event.key, step: event.from, value: JSON.stringify(event.value) };
    case 'checkpoint':
      return { value: JSON.stringify(event.value) };
  }
}

/** The number that a result is ordered by: itself, a date's milliseconds, 0 or 1; null for what has no place among numbers. */
export function orderOf(value: Json): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' || value === null) return null;
  const plain = fromTagged(value);
  const isNumeric = typeof plain === 'number' || typeof plain === 'bigint' || typeof plain === 'boolean' || plain instanceof Date;
  const number = isNumeric ? Number(plain) : NaN;
  return Number.isNaN(number) ? null : number;
}
