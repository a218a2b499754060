import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { RunRecord } from '../core/index.js';

/** Cancels the workflow of a run, or what goes on in its place (it was reset, or has continued as new). False when there is no such workflow, or it is over. */
export async function cancelWorkflow(temporal: Client, { workflowId = '', temporalRunId = '' }: RunRecord): Promise<boolean> {
  try {
    const { raw } = await temporal.workflow.getHandle(workflowId, temporalRunId).describe();
    // Whichever run of this chain is the present one, and none of another that was started later under the same id.
    const firstExecutionRunId = raw.workflowExecutionInfo?.firstRunId || temporalRunId;
    await temporal.workflow.getHandle(workflowId, undefined, { firstExecutionRunId }).cancel();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
