import { createHash } from 'node:crypto';

/** Where an activity is called from. */
export interface Caller {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** A step's uid: the same for every attempt of one activity of one workflow run. */
export function stepUid(caller: Caller, activityId: string): string {
  return digest('step', caller.namespace, caller.workflowId, caller.runId, activityId);
}

/** A pipeline's uid: the same after a reset, which keeps the original run id. */
export function pipelineUid(namespace: string, workflowId: string, originalRunId: string): string {
  return digest('pipeline', namespace, workflowId, originalRunId);
}

// Lengths go in as well, so that no two lists of parts run together to the same text.
function digest(...parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
