import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TemporalFailure, isCancellation } from '@temporalio/workflow';
import type { ErrorRecord } from '../core/index.js';

/** The user's error inside Temporal's wrapping, as it is stored. */
export function failureRecord(error: unknown): ErrorRecord {
  const inner = unwrap(error);
  if (!(inner instanceof Error)) return { name: 'Error', message: String(inner) };
  const name = inner instanceof ApplicationFailure ? (inner.type ?? 'Error') : inner.name;
  return {
    name,
    message: inner.message,
    ...(inner.stack === undefined ? {} : { stack: inner.stack }),
    ...(inner.cause === undefined ? {} : { cause: failureRecord(inner.cause) }),
  };
}

/** How a run ends that threw this. */
export function endStateOf(error: unknown): { state: 'error' | 'aborted'; statusReason?: string } {
  if (isCancellation(error)) return { state: 'aborted', statusReason: 'cancelled' };
  if (error instanceof ActivityFailure && error.cause instanceof TemporalFailure && error.cause.name === 'TimeoutFailure') {
    return { state: 'error', statusReason: 'timed out' };
  }
  return { state: 'error' };
}

function unwrap(error: unknown): unknown {
  const isWrapping = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
  return isWrapping && error.cause !== undefined ? error.cause : error;
}
