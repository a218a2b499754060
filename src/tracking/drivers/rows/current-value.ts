import type { OpenAttempt, TrackingEvent } from '../../tracking-store.js';
import { orderOf } from './event-columns.js';

/** What an attempt has under a key, until a later event says otherwise. */
export interface CurrentValue {
  readonly type: 'result' | 'param' | 'label' | 'annotation' | 'progress' | 'once' | 'checkpoint' | 'first-label' | 'first-param';
  readonly key: string;
  /** What results are ordered by; the first seq of a once. */
  readonly num?: number | null;
  /** Tagged JSON; labels and annotations as they are. */
  readonly value: string;
  readonly seq: number;
}

/**
 * What an attempt begins with. A pipeline's is kept a second time: an execution that is abandoned may have overwritten it, and no event says what it was.
 */
export function firstValues({ run, labels, parameters }: OpenAttempt): readonly CurrentValue[] {
  const first = [
    ...Object.entries(labels).map(([key, value]) => ({ type: 'label', key, value, seq: 0 }) as const),
    ...Object.entries(parameters).map(([key, value]) => ({ type: 'param', key, value: JSON.stringify(value), seq: 0 }) as const),
  ];
  if (run.kind !== 'pipeline') return first;
  return [...first, ...first.map((value) => ({ ...value, type: `first-${value.type}` as const }))];
}

/** Gives an attempt, the one parameter, back what it began with, where nothing else is current. */
export const RESTORE_FIRST_VALUES = `INSERT INTO current_values (attempt_id, type, key, num, value, seq)
  SELECT attempt_id, CASE type WHEN 'first-label' THEN 'label' ELSE 'param' END, key, num, value, seq FROM current_values
  WHERE attempt_id = ? AND type IN ('first-label', 'first-param') ON CONFLICT DO NOTHING`;

/** What the event makes current; undefined for one that leaves no value. */
export function valueOf(event: TrackingEvent): CurrentValue | undefined {
  const { seq, type } = event;
  switch (type) {
    case 'result':
      return { type, seq, key: event.key, num: orderOf(event.value), value: JSON.stringify(event.value) };
    case 'param':
      return { type, seq, key: event.key, value: JSON.stringify(event.value) };
    case 'label':
    case 'annotation':
      return { type, seq, key: event.key, value: event.value };
    case 'progress':
      return { type, seq, key: '', value: JSON.stringify({ done: event.done, total: event.total }) };
    case 'once':
      return { type, seq, key: event.key, num: event.from, value: JSON.stringify(event.value) };
    case 'checkpoint':
      return { type, seq, key: '', value: JSON.stringify(event.value) };
    case 'metric':
    case 'log':
    case 'artifact':
    case 'input':
      return undefined;
  }
}
