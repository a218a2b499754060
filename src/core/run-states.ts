/** The ten states of a run; the names are MLRun's. */
export const RUN_STATES = [
  'created',
  'pending',
  'running',
  'completed',
  'error',
  'aborting',
  'aborted',
  'skipped',
  'pendingRetry',
  'unknown',
] as const;

/** A run's state. */
export type RunState = (typeof RUN_STATES)[number];

const TERMINAL: ReadonlySet<RunState> = new Set(['completed', 'error', 'aborted', 'skipped']);

/** True for a state that a run does not leave by itself. */
export function isTerminal(state: RunState): boolean {
  return TERMINAL.has(state);
}
