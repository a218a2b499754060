import type { Context } from '@temporalio/activity';
import type { FailedState } from '../context/index.js';
import { askTemporal, endOfStep, standOfStep } from '../reconcile/index.js';

/**
 * What became of a step whose attempt Temporal no longer knows: its workflow is over, the step is, or only this attempt is. Where Temporal does not answer
 * it may yet be tried again; reconciliation asks later.
 */
export async function whyGone({ client, info }: Context): Promise<FailedState> {
  const { workflowId, runId } = info.workflowExecution ?? { workflowId: '', runId: '' };
  const ask = () => askTemporal(client, workflowId, runId);
  try {
    // The activity's own client is cancelled together with the activity.
    const truth = await client.withAbortSignal(new AbortController().signal, ask);
    if (truth === undefined) return { state: 'aborted', statusReason: 'Temporal no longer knows its workflow' };
    const state = (await endOfStep(truth, info.activityId)) ?? standOfStep(truth, info.activityId);
    return state === undefined
      ? { state: 'pendingRetry', statusReason: 'timed out' }
      : { state: state.state, statusReason: state.statusReason };
  } catch {
    return { state: 'pendingRetry', statusReason: 'Temporal no longer knows this attempt' };
  }
}
