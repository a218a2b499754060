/** A run's state; the ten names are MLRun's. */
export type RunState =
  | 'created'
  | 'pending'
  | 'running'
  | 'completed'
  | 'error'
  | 'aborting'
  | 'aborted'
  | 'skipped'
  | 'pendingRetry'
  | 'unknown';

const TERMINAL: ReadonlySet<RunState> = new Set(['completed', 'error', 'aborted', 'skipped']);

/** True for a state that a run does not leave by itself. */
export function isTerminal(state: RunState): boolean {
  return TERMINAL.has(state);
}
