import type { AttemptRecord, RunRecord } from '../../core/index.js';

/** From when to when, in epoch milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A run or attempt that has not ended lasts until now. */
export function spanOf(record: RunRecord | AttemptRecord, now: Date): Span {
  const start = Date.parse(record.startTime);
  return { start, end: Math.max(start, record.endTime === undefined ? now.getTime() : Date.parse(record.endTime)) };
}

/** Milliseconds. */
export function elapsed(record: RunRecord | AttemptRecord, now: Date): number {
  const { start, end } = spanOf(record, now);
  return end - start;
}
