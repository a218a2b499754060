import type { ProjectSummary } from '../../tracking-store.js';
import type { Session } from './database.js';

/** See `TrackingStore.projectSummaries`. */
export async function projectSummaries(session: Session): Promise<readonly ProjectSummary[]> {
  const rows = await session.all<{ project: string; runs: number; last: number }>(
    'SELECT project, count(*) AS runs, max(start_time) AS last FROM runs GROUP BY project ORDER BY project',
  );
  return rows.map(({ project, runs, last }) => ({ project, runs, lastStart: new Date(last).toISOString() }));
}
