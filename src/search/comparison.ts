import type { Interval } from 'ohm-js';
import { InvalidSearchError, RUN_KINDS, RUN_STATES } from '../core/index.js';
import type { ConditionOperator, RunColumn, RunCondition, RunField } from '../tracking/index.js';

/** A value as it stands in a query. */
export interface Value {
  readonly kind: 'text' | 'word' | 'number' | 'duration' | 'date';
  /** A duration in milliseconds, a date in epoch milliseconds. */
  readonly value: string | number;
  readonly source: Interval;
}

type Compared = string | number | boolean;

/** A comparison of a field with what can be compared with it. @throws {InvalidSearchError} which points at the value */
export function comparison(field: RunField, operator: ConditionOperator, given: Value): RunCondition {
  if (operator === '~') return { field, operator, value: given.source.contents === '' ? '' : String(given.value) };
  const value = 'column' in field ? columnValue(field.column, given) : loggedValue(field.of, given);
  if (value instanceof Wrong) throw new InvalidSearchError(given.source.sourceString, given.source.startIdx, value.reason);
  return { field, operator, value };
}

class Wrong {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

function columnValue(column: RunColumn, { kind, value, source }: Value): Compared | Wrong {
  switch (column) {
    case 'started':
    case 'ended':
      if (kind === 'date') return value;
      return kind === 'duration'
        ? Date.now() + Number(value)
        : new Wrong(`${column} is compared with a date (2026-03-01) or with how long ago (-2h)`);
    case 'duration':
      if (kind === 'duration') return value;
      return kind === 'number' ? 1000 * Number(value) : new Wrong('duration is compared with a time such as 90s, 5m or 2h');
    case 'attempt':
      return kind === 'number' ? value : new Wrong('attempt is compared with a number');
    case 'state':
      return RUN_STATES.find((state) => state === value) ?? new Wrong(`there is no such state; states are ${RUN_STATES.join(', ')}`);
    case 'kind':
      return RUN_KINDS.find((one) => one === value) ?? new Wrong('a run is a step, a pipeline or local');
    default:
      return asWritten(kind, value, source);
  }
}

function loggedValue(of: 'label' | 'param' | 'result' | 'metric', { kind, value, source }: Value): Compared | Wrong {
  if (of === 'label') return asWritten(kind, value, source);
  if (of === 'metric') return kind === 'number' ? value : new Wrong('a metric is compared with a number');
  if (kind === 'word' && (value === 'true' || value === 'false')) return value === 'true';
  return kind === 'number' ? value : asWritten(kind, value, source);
}

// Digits, and what looks like a time, are a name or a label too.
function asWritten(kind: Value['kind'], value: string | number, source: Interval): string {
  return kind === 'text' ? String(value) : source.contents;
}
