import type { TrackingEvent } from '../../tracking-store.js';
import { orderOf } from '../rows/event-columns.js';
import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';

/** What an attempt has under a key, until a later event says otherwise. */
export interface CurrentValue {
  readonly attemptId: number;
  readonly type: 'result' | 'param' | 'label' | 'annotation' | 'progress' | 'once' | 'checkpoint';
  readonly key: string;
  /** What results are ordered by; the first seq of a once. */
  readonly num?: number | null;
  /** Tagged JSON; labels and annotations as they are. */
  readonly value: string;
  readonly seq: number;
}

const CURRENT_VALUES = {
  table: 'current_values',
  columns: { attempt_id: 'bigint', type: 'text', key: 'text', num: 'double precision', value: 'text', seq: 'bigint' },
  otherwise: `ON CONFLICT (attempt_id, type, key) DO UPDATE SET num = excluded.num, value = excluded.value, seq = excluded.seq
    WHERE excluded.seq > current_values.seq`,
} as const;

/** Writes each value unless a later event has. */
export async function setValues(session: Session, values: readonly CurrentValue[]): Promise<void> {
  const newest = new Map<string, CurrentValue>();
  for (const value of values) {
    const place = `${value.attemptId} ${value.type} ${value.key}`;
    if ((newest.get(place)?.seq ?? -1) < value.seq) newest.set(place, value);
  }
  const rows = Array.from(newest.values(), ({ attemptId, type, key, num = null, value, seq }) => [attemptId, type, key, num, value, seq]);
  await insertRows(session, CURRENT_VALUES, rows);
}

/** What the event makes current; undefined for one that leaves no value. */
export function valueOf(attemptId: number, event: TrackingEvent): CurrentValue | undefined {
  const { seq, type } = event;
  switch (type) {
    case 'result':
      return { attemptId, type, seq, key: event.key, num: orderOf(event.value), value: JSON.stringify(event.value) };
    case 'param':
      return { attemptId, type, seq, key: event.key, value: JSON.stringify(event.value) };
    case 'label':
    case 'annotation':
      return { attemptId, type, seq, key: event.key, value: event.value };
    case 'progress':
      return { attemptId, type, seq, key: '', value: JSON.stringify({ done: event.done, total: event.total }) };
    case 'once':
      return { attemptId, type, seq, key: event.key, num: event.from, value: JSON.stringify(event.value) };
    case 'checkpoint':
      return { attemptId, type, seq, key: '', value: JSON.stringify(event.value) };
    case 'metric':
    case 'log':
    case 'artifact':
    case 'input':
      return undefined;
  }
}
