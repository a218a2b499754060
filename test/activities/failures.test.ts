import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { InvalidParamsError, StaleAttemptError, TrackingStoreError } from 'tidemark';
import { failedState, toFailure } from '../../src/activities/failures.js';

const asFailure = (error: unknown) => toFailure(error, undefined) as ApplicationFailure;

describe('an error of a step as a failure', () => {
  it('has its class as type, its stack and its causes', () => {
    class OwnError extends Error {}
    const error = new OwnError('mine', { cause: new TypeError('below') });
    const failure = asFailure(error);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: 'OwnError', message: 'mine', nonRetryable: false, stack: error.stack });
    expect(failure.cause).toMatchObject({ type: 'TypeError', message: 'below' });
  });

  it('has its own name where it gives itself one', () => {
    expect(asFailure(Object.assign(new Error('x'), { name: 'Renamed' })).type).toBe('Renamed');
  });

  it('of ours says itself whether to try again, and brings its code', () => {
    expect(asFailure(new InvalidParamsError('job', [{ path: '', message: 'a' }]))).toMatchObject({
      type: 'InvalidParamsError',
      nonRetryable: true,
      details: [{ code: 'ERR_INVALID_PARAMS' }],
    });
    expect(asFailure(new TrackingStoreError('away'))).toMatchObject({ nonRetryable: false });
    expect(asFailure(new StaleAttemptError('uid', 1))).toMatchObject({ nonRetryable: false });
  });

  it('that is a failure already keeps all that it says', () => {
    const failure = ApplicationFailure.create({
      message: 'mine',
      type: 'Own',
      nonRetryable: true,
      details: [new Date(0), { a: 1 }],
      nextRetryDelay: '5 seconds',
      category: ApplicationFailureCategory.BENIGN,
      cause: new Error('below'),
    });
    expect(asFailure(failure)).toMatchObject({
      message: 'mine',
      type: 'Own',
      nonRetryable: true,
      details: [new Date(0), { a: 1 }],
      nextRetryDelay: '5 seconds',
      category: ApplicationFailureCategory.BENIGN,
      cause: { message: 'below' },
    });
  });

  it('that says the step was cancelled goes through as it is', () => {
    const cancelled = new CancelledFailure('CANCELLED');
    expect(toFailure(cancelled, undefined)).toBe(cancelled);
  });
});

describe('what becomes of a failed attempt', () => {
  const none = { notFound: false, cancelRequested: false, paused: false, timedOut: false, workerShutdown: false, reset: false };
  const failed = new Error('x');

  it('depends on why its step was cancelled', () => {
    expect(failedState(failed, { ...none, paused: true })).toEqual({ state: 'pending', statusReason: 'paused' });
    expect(failedState(failed, { ...none, workerShutdown: true })).toEqual({ state: 'pendingRetry', statusReason: 'worker shutdown' });
    expect(failedState(failed, { ...none, reset: true })).toEqual({ state: 'pendingRetry', statusReason: 'reset' });
    expect(failedState(failed, { ...none, cancelRequested: true })).toEqual({ state: 'aborted', statusReason: 'cancelled' });
    expect(failedState(new CancelledFailure('CANCELLED'), undefined)).toEqual({ state: 'aborted', statusReason: 'cancelled' });
  });

  it('else on whether it may be tried again', () => {
    expect(failedState(failed, undefined)).toEqual({ state: 'pendingRetry', statusReason: 'waiting for a retry' });
    expect(failedState(new InvalidParamsError('job', []), undefined)).toEqual({ state: 'error' });
    expect(failedState(ApplicationFailure.nonRetryable('x'), undefined)).toEqual({ state: 'error' });
  });
});
