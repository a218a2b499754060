import type { Json } from '../../../core/index.js';
import type { ResumePoints } from '../../tracking-store.js';

/** A once or a checkpoint of an attempt, with the seqs of the events that belong to it. */
export interface PointRow {
  readonly attempt: number;
  readonly type: 'once' | 'checkpoint';
  readonly key: string;
  readonly first: number;
  readonly last: number;
  readonly value: string;
}

/** What rows in the order of their attempts leave to go on from; undefined for none. */
export function toResumePoints(rows: readonly PointRow[]): ResumePoints | undefined {
  if (rows.length === 0) return undefined;
  // Later attempts overwrite earlier ones. fromEntries defines `__proto__` like any other key.
  const onces = Object.fromEntries(
    rows.filter(({ type }) => type === 'once').map((row) => [row.key, { ...toPoint(row), from: row.first }]),
  );
  const checkpoint = rows.findLast(({ type }) => type === 'checkpoint');
  return { onces, ...(checkpoint === undefined ? {} : { checkpoint: toPoint(checkpoint) }) };
}

function toPoint({ attempt, last, value }: PointRow) {
  return { attempt, to: last, value: JSON.parse(value) as Json };
}
