import type { ActivityCancellationDetails, ApplicationFailureOptions } from '@temporalio/common';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { errorRecord } from '../context/index.js';
import type { FailedState, OpenRun } from '../context/index.js';
import { StaleAttemptError, TidemarkError, present } from '../core/index.js';
import type { ErrorRecord, Json } from '../core/index.js';

/** The only place where errors of a step become Temporal's. Unknown errors stay retryable; ours say so themselves. Secrets are masked. */
export function toFailure(error: unknown, run: OpenRun | undefined): Error {
  if (error instanceof CancelledFailure) return error;
  const record = errorRecord(error, run?.mask);
  const failure = ofRecord(record, { nonRetryable: !isRetryable(error) });
  // The user's own failure keeps all it says to Temporal.
  return error instanceof ApplicationFailure ? Object.assign(failure, tellsTemporal(error, run)) : failure;
}

/** What the record says of a failed attempt. Whether Temporal tries again is Temporal's to know: the workflow settles it when it does not. */
export function failedState(error: unknown, cancelled: ActivityCancellationDetails | undefined): FailedState {
  if (cancelled?.paused === true) return { state: 'pending', statusReason: 'paused' };
  if (cancelled?.workerShutdown === true) return { state: 'pendingRetry', statusReason: 'worker shutdown' };
  if (cancelled?.reset === true) return { state: 'pendingRetry', statusReason: 'reset' };
  if (cancelled?.cancelRequested === true || error instanceof CancelledFailure) return { state: 'aborted', statusReason: 'cancelled' };
  return isRetryable(error) ? { state: 'pendingRetry', statusReason: 'waiting for a retry' } : { state: 'error' };
}

function isRetryable(error: unknown): boolean {
  if (error instanceof ApplicationFailure) return error.nonRetryable !== true;
  // A stale attempt's failure tells Temporal nothing new: the attempt that took over decides.
  return !(error instanceof TidemarkError) || error.retryable || error instanceof StaleAttemptError;
}

// Causes too: Temporal keeps the type of an ApplicationFailure, and of no other error.
function ofRecord({ name, message, stack, code, cause }: ErrorRecord, options: ApplicationFailureOptions = {}): ApplicationFailure {
  const failure = ApplicationFailure.create({
    message,
    type: name,
    ...present({ details: code === undefined ? undefined : [{ code }], cause: cause === undefined ? undefined : ofRecord(cause) }),
    ...options,
  });
  if (stack !== undefined) failure.stack = stack;
  return failure;
}

function tellsTemporal({ type, details, nextRetryDelay, category }: ApplicationFailure, run: OpenRun | undefined): object {
  return present({
    type: type ?? undefined,
    details: details?.map((detail) => maskedDetail(detail, run)),
    nextRetryDelay: nextRetryDelay ?? undefined,
    category: category ?? undefined,
  });
}

// Details travel as JSON; one without a secret stays what it is.
function maskedDetail(detail: unknown, run: OpenRun | undefined): unknown {
  const json = JSON.stringify(detail) as string | undefined;
  return run === undefined || json === undefined || !run.mask.finds(json) ? detail : run.mask.json(JSON.parse(json) as Json);
}
