import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TemporalFailure, isCancellation } from '@temporalio/workflow';
import { TidemarkError, present } from '../core/index.js';
import type { ErrorRecord } from '../core/index.js';

const DEEPEST_CAUSE = 10;

/** The user's error inside Temporal's wrapping, as it is stored. */
export function failureRecord(error: unknown, depth = 0): ErrorRecord {
  const inner = unwrap(error);
  if (!(inner instanceof Error)) return { name: 'Error', message: String(inner) };
  const own = inner.name === 'Error' ? inner.constructor.name || 'Error' : inner.name;
  return {
    name: inner instanceof ApplicationFailure ? (inner.type ?? 'Error') : own,
    message: inner.message,
    ...present({
      stack: inner.stack,
      code: codeOf(inner),
      cause: inner.cause === undefined || depth >= DEEPEST_CAUSE ? undefined : failureRecord(inner.cause, depth + 1),
    }),
  };
}

// A step's error of ours travels as an ApplicationFailure with its code among the details.
function codeOf(error: Error): string | undefined {
  if (error instanceof TidemarkError) return error.code;
  const [detail] = error instanceof ApplicationFailure ? (error.details ?? []) : [];
  const { code } = (typeof detail === 'object' && detail !== null ? detail : {}) as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('ERR_') ? code : undefined;
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
