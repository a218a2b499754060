import type { ProjectSummary } from '../../tracking-store.js';
import type { Connection } from './connection.js';

/** See `TrackingStore.projectSummaries`. */
export function projectSummaries(connection: Connection): readonly ProjectSummary[] {
  const rows = connection.all<{ project: string; runs: number; last: number }>(
    'SELECT project, count(*) AS runs, max(start_time) AS last FROM runs GROUP BY project ORDER BY project',
  );
  return rows.map(({ project, runs, last }) => ({ project, runs, lastStart: new Date(last).toISOString() }));
}
