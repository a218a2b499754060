import type { RunState } from '../../core/index.js';
import { styled } from './style.js';

const COLOURS = {
  created: 'dim',
  pending: 'yellow',
  running: 'blue',
  completed: 'green',
  error: 'red',
  aborting: 'yellow',
  aborted: 'magenta',
  skipped: 'dim',
  pendingRetry: 'yellow',
  unknown: 'dim',
} as const satisfies Record<RunState, string>;

/** A run's state in its colour. */
export function state(value: RunState): string {
  return styled(COLOURS[value], value);
}
