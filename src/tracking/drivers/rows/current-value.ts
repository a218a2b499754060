import type { TrackingEvent } from '../../tracking-store.js';
import { orderOf } from './event-columns.js';

/** What an attempt has under a key, until a later event says otherwise. */
export interface CurrentValue {
  readonly type: 'result' | 'param' | 'label' | 'annotation' | 'progress' | 'once' | 'checkpoint';
  readonly key: string;
  /** What results are ordered by; the first seq of a once. */
  readonly num?: number | null;
  /** Tagged JSON; labels and annotations as they are. */
  readonly value: string;
  readonly seq: number;
}

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
