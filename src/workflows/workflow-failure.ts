import { ApplicationFailure, ContinueAsNew, TemporalFailure } from '@temporalio/workflow';
import { present } from '../core/index.js';
import type { ErrorRecord } from '../core/index.js';
import { failureRecord } from './failure-record.js';

/** True for what is not an error of the user's: Temporal must see it as it is. */
export function isSignOfTemporal(error: unknown): boolean {
  return error instanceof ContinueAsNew || (error instanceof Error && error.name === 'DeterminismViolationError');
}

/**
 * What a workflow has to throw to end. A plain error would make Temporal repeat the workflow task for ever; Temporal's own failures and its signs go through.
 */
export function toWorkflowFailure(error: unknown): unknown {
  if (error instanceof TemporalFailure || isSignOfTemporal(error)) return error;
  return ofRecord(failureRecord(error));
}

// Causes too: Temporal keeps the type of an ApplicationFailure, and of no other error.
function ofRecord({ name, message, stack, code, cause }: ErrorRecord): ApplicationFailure {
  const failure = ApplicationFailure.create({
    message,
    type: name,
    nonRetryable: true,
    ...present({ details: code === undefined ? undefined : [{ code }], cause: cause === undefined ? undefined : ofRecord(cause) }),
  });
  if (stack !== undefined) failure.stack = stack;
  return failure;
}
