import type { Json } from '../../../core/index.js';
import type { ResumePoints } from '../../tracking-store.js';
import type { Connection } from './connection.js';

interface PointRow {
  readonly attempt: number;
  readonly type: 'once' | 'checkpoint';
  readonly key: string;
  readonly first: number;
  readonly last: number;
  readonly value: string;
}

/** What the attempts before this one left to go on from; undefined when they left nothing. */
export function resumePoints(connection: Connection, runId: number, attempt: number): ResumePoints | undefined {
  if (attempt === 1) return undefined;
  const rows = connection.all<PointRow>(
    `SELECT t.attempt, v.type, v.key, v.num AS first, v.seq AS last, v.value FROM attempts t JOIN current_values v ON v.attempt_id = t.id
     WHERE t.run_id = ? AND t.attempt < ? AND v.type IN ('checkpoint', 'once') ORDER BY t.attempt`,
    runId,
    attempt,
  );
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
