import type { ArtifactRecord, RunRecord } from '../core/index.js';
import { formatBytes } from './format.js';

/** Something that happened to a run. */
export interface Moment {
  /** ISO 8601. */
  readonly time: string;
  readonly what: 'opened' | 'logged' | 'completed' | 'failed' | 'ended';
  readonly title: string;
  readonly detail?: string;
}

/** All that is known with its time, in order. */
export function momentsOf({
  run,
  artifacts,
}: {
  readonly run: Pick<RunRecord, 'attempts'>;
  readonly artifacts: readonly Pick<ArtifactRecord, 'created' | 'key' | 'kind' | 'size'>[];
}): readonly Moment[] {
  const opened = run.attempts.map(({ attempt, startTime, host }): Moment => ({
    time: startTime,
    what: 'opened',
    title: `Attempt ${attempt} opened`,
    ...(host === undefined ? {} : { detail: `on ${host}` }),
  }));
  const ended = run.attempts.flatMap(({ attempt, endTime, state, error }): readonly Moment[] => {
    if (endTime === undefined) return [];
    if (state === 'completed')
      return [{ time: endTime, what: 'completed', title: `Attempt ${attempt} completed`, detail: 'and published' }];
    const title = `Attempt ${attempt} ended: ${state}`;
    if (error === undefined) return [{ time: endTime, what: 'ended', title }];
    return [{ time: endTime, what: 'failed', title, detail: `${error.name}: ${error.message}` }];
  });
  const logged = artifacts.map(({ created, key, kind, size }): Moment => ({
    time: created,
    what: 'logged',
    title: `Logged ${key}`,
    detail: `${kind}, ${formatBytes(size)}`,
  }));
  return [...opened, ...logged, ...ended].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}
