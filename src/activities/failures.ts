import type { ActivityCancellationDetails } from '@temporalio/common';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { errorRecord, fromErrorRecord } from '../context/index.js';
import type { FailedState, TrackedRun } from '../context/index.js';
import { StaleAttemptError, TidemarkError, present } from '../core/index.js';
import type { Json } from '../core/index.js';

/** The only place where errors of a step become Temporal's. Unknown errors stay retryable; ours say so themselves. Secrets are masked. */
export function toFailure(error: unknown, run: TrackedRun | undefined): Error {
  if (error instanceof CancelledFailure) return error;
  const masked = fromErrorRecord(errorRecord(error, run?.mask));
  if (error instanceof ApplicationFailure) return maskedApplicationFailure(error, masked, run);
  return ApplicationFailure.fromError(masked, {
    type: masked.name,
    nonRetryable: !isRetryable(error),
    ...(error instanceof TidemarkError ? { details: [{ code: error.code }] } : {}),
  });
}

/** What the record says of a failed attempt. Whether Temporal tries again is Temporal's to know: the workflow settles it when it does not. */
export function failedState(error: unknown, cancelled: ActivityCancellationDetails | undefined): FailedState {
  if (cancelled?.paused === true) return { state: 'pending', statusReason: 'paused' };
  if (cancelled?.workerShutdown === true) return { state: 'pendingRetry', statusReason: 'worker shutdown' };
  if (cancelled?.reset === true) return { state: 'pendingRetry', statusReason: 'reset' };
  if (cancelled?.timedOut === true) return { state: 'pendingRetry', statusReason: 'timed out' };
  if (cancelled?.notFound === true) return { state: 'aborted', statusReason: 'Temporal no longer wants this step' };
  if (cancelled?.cancelRequested === true || error instanceof CancelledFailure) return { state: 'aborted', statusReason: 'cancelled' };
  return isRetryable(error) ? { state: 'pendingRetry', statusReason: 'waiting for a retry' } : { state: 'error' };
}

function isRetryable(error: unknown): boolean {
  if (error instanceof ApplicationFailure) return error.nonRetryable !== true;
  // A stale attempt's failure tells Temporal nothing new: the attempt that took over decides.
  return !(error instanceof TidemarkError) || error.retryable || error instanceof StaleAttemptError;
}

// The user's own failure keeps all it says to Temporal.
function maskedApplicationFailure(error: ApplicationFailure, masked: Error, run: TrackedRun | undefined): ApplicationFailure {
  const failure = ApplicationFailure.create({
    message: masked.message,
    type: error.type ?? masked.name,
    nonRetryable: error.nonRetryable ?? false,
    ...present({
      details: error.details?.map((detail) => maskedDetail(detail, run)),
      nextRetryDelay: error.nextRetryDelay ?? undefined,
      cause: masked.cause instanceof Error ? masked.cause : undefined,
      category: error.category ?? undefined,
    }),
  });
  if (masked.stack !== undefined) failure.stack = masked.stack;
  return failure;
}

// Details travel as JSON; one without a secret stays what it is.
function maskedDetail(detail: unknown, run: TrackedRun | undefined): unknown {
  const json = JSON.stringify(detail) as string | undefined;
  return run === undefined || json === undefined || !run.mask.finds(json) ? detail : run.mask.json(JSON.parse(json) as Json);
}
