import type { ResumePoints } from '../../tracking-store.js';
import { toResumePoints } from '../rows/resume-points.js';
import type { PointRow } from '../rows/resume-points.js';
import type { Connection } from './connection.js';

/** What the attempts before this one left to go on from; undefined when they left nothing. */
export function resumePoints(connection: Connection, runId: number, attempt: number): ResumePoints | undefined {
  if (attempt === 1) return undefined;
  const rows = connection.all<PointRow>(
    `SELECT t.attempt, v.type, v.key, v.num AS first, v.seq AS last, v.value FROM attempts t JOIN current_values v ON v.attempt_id = t.id
     WHERE t.run_id = ? AND t.attempt < ? AND v.type IN ('checkpoint', 'once') ORDER BY t.attempt`,
    runId,
    attempt,
  );
  return toResumePoints(rows);
}
