import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '@temporalio/activity';
import { StaleAttemptError, TrackingStoreError } from '../core/index.js';

const YOUNG_MILLIS = 1000;
const NOT_FOUND = 5;
const TRIES = 5;

/**
 * Asks Temporal whether an attempt older than a second is still wanted, by a heartbeat with its task token: of a workflow that was terminated, or an
 * activity that timed out, it answers NotFound. A younger attempt is not asked, unless it was told to stop: the answer would cost as much as the step.
 *
 * @param ageMillis - By this process's own clock, which need not agree with the server's.
 * @throws {StaleAttemptError} when it is not wanted; nothing is published then.
 */
export async function assertStillWanted(activity: Context, uid: string, ageMillis: number): Promise<void> {
  if (ageMillis < YOUNG_MILLIS && !activity.cancellationSignal.aborted) return;
  const { info, client } = activity;
  const { namespace, taskToken } = info;
  // A handler that returns although it was cancelled has completed: the question must not be cancelled with it.
  const ask = () =>
    client.withAbortSignal(new AbortController().signal, () =>
      client.workflowService.recordActivityTaskHeartbeat({ namespace, taskToken }),
    );
  for (let attempt = 1; ; attempt++) {
    try {
      await ask();
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code === NOT_FOUND) {
        throw new StaleAttemptError(uid, info.attempt, 'Temporal no longer knows its activity (terminated, timed out or reset)');
      }
      if (attempt === TRIES)
        throw new TrackingStoreError('Temporal did not answer whether the step is still wanted, so it was not published.', {
          cause: error,
        });
      await sleep(200 * attempt);
    }
  }
}
