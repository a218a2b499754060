import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { ActivityCancellationDetails } from '@temporalio/common';
import { executeHandler } from '../context/index.js';
import type { NamedHandler, Services, TrackedRun } from '../context/index.js';
import { fromTagged } from '../core/index.js';
import type { StepRequest, StepSummary } from '../core/index.js';
import { failedState, toFailure } from './failures.js';
import { pulse } from './heartbeat.js';
import { stepUid } from '../tracking/index.js';
import { assertStillWanted } from './still-wanted.js';

/** A handler as a Temporal activity: the same handler, given a context whose log is kept once. */
export function stepActivity(services: Services, handler: NamedHandler): (request?: StepRequest) => Promise<StepSummary> {
  return async (request = {}) => {
    const activity = Context.current();
    const { info } = activity;
    const workflow = info.workflowExecution;
    const namespace = info.workflowNamespace ?? info.namespace;
    const uid = stepUid({ namespace, workflowId: workflow?.workflowId ?? '', runId: workflow?.runId ?? '' }, info.activityId);
    let run: TrackedRun | undefined;
    const heart = pulse(activity, () => ({
      uid,
      ...(run === undefined ? {} : { attempt: run.attempt, ...(run.latestProgress === undefined ? {} : { progress: run.latestProgress }) }),
    }));
    try {
      const executed = await executeHandler({
        services,
        handler,
        identity: {
          uid,
          name: request.name ?? handler.name,
          project: request.project ?? services.configuration.project,
          kind: 'step',
          namespace,
          activityId: info.activityId,
          ...(request.pipelineUid === undefined ? {} : { parentUid: request.pipelineUid, tree: request.pipelineUid }),
          ...(workflow === undefined ? {} : { workflowId: workflow.workflowId, temporalRunId: workflow.runId }),
        },
        nonce: randomUUID(),
        params: request.params === undefined ? undefined : fromTagged(request.params),
        inputs: request.inputs ?? {},
        labels: request.labels ?? {},
        signal: activity.cancellationSignal,
        temporalAttempt: info.attempt,
        onOpened: (opened) => {
          run = opened;
          heart.beat();
        },
        beforePublish: () => assertStillWanted(activity, uid),
        failedState: (error) => failedState(error, whyCancelled(activity)),
      });
      if (executed.state === 'completed') return executed.summary;
      // Temporal records a cancelled step as cancelled only when it is told so by its own failure.
      if (activity.cancellationSignal.aborted) await activity.cancelled;
      throw toFailure(executed.error, executed.run);
    } catch (error) {
      throw toFailure(error, run);
    } finally {
      heart.stop();
    }
  };
}

function whyCancelled(activity: Context): ActivityCancellationDetails | undefined {
  return activity.cancellationSignal.aborted ? activity.cancellationDetails : undefined;
}
