import { present } from '../core/index.js';
import type { ErrorRecord } from '../core/index.js';
import type { WorkflowTruth } from './workflow-truth.js';

/** A state that Temporal vouches for. */
export interface TrueState<S extends string = 'completed' | 'error' | 'aborted' | 'unknown' | 'pendingRetry' | 'pending'> {
  readonly state: S;
  readonly statusReason: string;
  readonly error?: ErrorRecord;
}

/** How a pipeline ended; undefined while it goes on. */
export function endOfPipeline(truth: WorkflowTruth): TrueState<'completed' | 'error' | 'aborted'> | undefined {
  const { error, status } = truth;
  switch (status) {
    case 'COMPLETED':
      return { state: 'completed', statusReason: 'its workflow completed' };
    case 'FAILED':
      return { state: 'error', statusReason: 'its workflow failed', ...present({ error }) };
    case 'TIMED_OUT':
      return { state: 'error', statusReason: 'timed out', ...present({ error }) };
    case 'TERMINATED':
      return { state: 'aborted', statusReason: howTerminated(truth), ...present({ error }) };
    case 'CANCELLED':
      return { state: 'aborted', statusReason: 'cancelled' };
    default:
      return undefined;
  }
}

/** How a step ended without success; undefined for one that completed or is not over. */
export async function endOfStep(truth: WorkflowTruth, activityId: string): Promise<TrueState<'error' | 'aborted'> | undefined> {
  const activity = await truth.activity(activityId);
  switch (activity?.state) {
    case 'failed':
      return { state: 'error', statusReason: 'its last attempt failed', ...present({ error: activity.error }) };
    case 'timedOut':
      return { state: 'error', statusReason: 'timed out', ...present({ error: activity.error }) };
    case 'cancelled':
      return { state: 'aborted', statusReason: 'cancelled' };
    case 'open':
      if (truth.status === 'RUNNING') return undefined;
      return { state: 'aborted', statusReason: howOver(truth), ...present({ error: truth.error }) };
    default:
      return undefined;
  }
}

/** How a step stands that is not over: paused, or between two attempts; undefined while a worker has it. */
export function standOfStep(truth: WorkflowTruth, activityId: string): TrueState<'pending' | 'pendingRetry'> | undefined {
  const pending = truth.pending.get(activityId);
  if (pending?.started !== false) return undefined;
  if (pending.paused) return { state: 'pending', statusReason: 'paused' };
  return { state: 'pendingRetry', statusReason: 'waiting for a retry' };
}

function howOver(truth: WorkflowTruth): string {
  return truth.status === 'TERMINATED' ? howTerminated(truth) : `its workflow is ${truth.status.toLowerCase().replaceAll('_', ' ')}`;
}

// A reset terminates the run that it takes the place of, and says why in the reason.
function howTerminated({ nextRunId, error }: WorkflowTruth): string {
  const how = nextRunId === undefined ? 'its workflow was terminated' : 'its workflow was reset';
  return error === undefined ? how : `${how}: ${error.message}`;
}
