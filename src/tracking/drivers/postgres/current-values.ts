import type { CurrentValue } from '../rows/current-value.js';
import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';

/** A value of an attempt. */
export interface AttemptValue extends CurrentValue {
  readonly attemptId: number;
}

const CURRENT_VALUES = {
  table: 'current_values',
  columns: { attempt_id: 'bigint', type: 'text', key: 'text', num: 'double precision', value: 'text', seq: 'bigint' },
  otherwise: `ON CONFLICT (attempt_id, type, key) DO UPDATE SET num = excluded.num, value = excluded.value, seq = excluded.seq
    WHERE excluded.seq > current_values.seq`,
} as const;

/** Writes each value unless a later event has. */
export async function setValues(session: Session, values: readonly AttemptValue[]): Promise<void> {
  const newest = new Map<string, AttemptValue>();
  for (const value of values) {
    const place = `${value.attemptId} ${value.type} ${value.key}`;
    if ((newest.get(place)?.seq ?? -1) < value.seq) newest.set(place, value);
  }
  const rows = Array.from(newest.values(), ({ attemptId, type, key, num = null, value, seq }) => [attemptId, type, key, num, value, seq]);
  await insertRows(session, CURRENT_VALUES, rows);
}
