import { formatBytes } from '../../../src/render/format.js';
import type { RunDetails } from '../api/shapes.js';
import type { IconName } from '../design/icon.js';

/** Something that happened to a run. */
export interface Moment {
  /** ISO 8601. */
  readonly time: string;
  readonly title: string;
  readonly detail?: string;
  readonly icon: IconName;
  readonly tone: 'done' | 'busy' | 'wait' | 'bad' | 'idle';
}

/** All that is known with its time, in order. */
export function momentsOf({ run, artifacts }: RunDetails): readonly Moment[] {
  const opened = run.attempts.map(({ attempt, startTime, host }): Moment => ({
    time: startTime,
    title: `Attempt ${attempt} opened`,
    detail: host === undefined ? '' : `on ${host}`,
    icon: 'play',
    tone: 'busy',
  }));
  const ended = run.attempts.flatMap(({ attempt, endTime, state, error }): readonly Moment[] => {
    if (endTime === undefined) return [];
    if (state === 'completed')
      return [{ time: endTime, title: `Attempt ${attempt} completed`, detail: 'and published', icon: 'check-circle', tone: 'done' }];
    const detail = error === undefined ? '' : `${error.name}: ${error.message}`;
    return [
      {
        time: endTime,
        title: `Attempt ${attempt} ended: ${state}`,
        detail,
        icon: error ? 'x-circle' : 'stop',
        tone: error ? 'bad' : 'idle',
      },
    ];
  });
  const logged = artifacts.map(({ created, key, kind, size }): Moment => ({
    time: created,
    title: `Logged ${key}`,
    detail: `${kind}, ${formatBytes(size)}`,
    icon: 'artifact',
    tone: 'idle',
  }));
  return [...opened, ...logged, ...ended].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}
