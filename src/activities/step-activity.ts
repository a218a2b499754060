import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { ActivityCancellationDetails } from '@temporalio/common';
import { executeHandler } from '../context/index.js';
import type { Execution, NamedHandler, OpenRun, Services } from '../context/index.js';
import { StaleAttemptError, fromTagged, present } from '../core/index.js';
import type { StepRequest, StepSummary } from '../core/index.js';
import { executeIsolated } from '../isolation/index.js';
import type { Limits, ProcessPool } from '../isolation/index.js';
import { failedState, toFailure } from './failures.js';
import { pulse } from './heartbeat.js';
import { stepUid } from '../tracking/index.js';
import { assertStillWanted } from './still-wanted.js';
import type { TemporalNamespace } from './temporal-namespace.js';
import { whyGone } from './why-gone.js';

/** Says where a handler is to run: in a process of that pool; or here, which is undefined. */
export type Isolate = (handler: NamedHandler) => { readonly pool: ProcessPool; readonly limits: Limits } | undefined;

/** A handler as a Temporal activity: the same handler, given a context whose log is kept once. */
export function stepActivity(
  { services, temporal, isolate }: { readonly services: Services; readonly temporal: TemporalNamespace; readonly isolate: Isolate },
  handler: NamedHandler,
): (request?: StepRequest) => Promise<StepSummary> {
  const place = isolate(handler);
  return async (request = {}) => {
    const activity = Context.current();
    const began = performance.now();
    const defaults = { name: handler.name, project: services.configuration.project };
    const identity = { ...identityOf(activity, request, defaults), ...present({ namespaceId: temporal.id }) };
    let run: OpenRun | undefined;
    let waiting: string | undefined;
    const heart = pulse(activity, () => ({
      uid: identity.uid,
      ...present({
        attempt: run?.attempt,
        progress: run?.latestProgress,
        trackingStore: waiting ?? services.journal.away,
        artifactStore: services.journal.bodiesAway,
      }),
    }));
    try {
      const execution = {
        services,
        handler,
        identity,
        nonce: randomUUID(),
        params: request.params === undefined ? undefined : fromTagged(request.params),
        inputs: request.inputs === undefined ? {} : request.inputs,
        labels: request.labels ?? {},
        signal: activity.cancellationSignal,
        temporalAttempt: activity.info.attempt,
        onOpened: (opened: OpenRun) => {
          run = opened;
          heart.beat();
        },
        onWaiting: (why?: string) => {
          waiting = why;
        },
        beforePublish: () => assertStillWanted(activity, identity.uid, performance.now() - began),
        failedState: (error: unknown) => (isGone(activity, error) ? whyGone(activity) : failedState(error, whyCancelled(activity))),
      };
      const executed = await (place === undefined
        ? executeHandler(execution)
        : executeIsolated({ ...execution, limits: place.limits }, place.pool));
      if (executed.state === 'completed') return executed.summary;
      // Temporal records a cancelled step as cancelled only when it is told so by its own failure.
      if (activity.cancellationSignal.aborted) await activity.cancelled;
      throw executed.error;
    } catch (error) {
      throw toFailure(error, run);
    } finally {
      heart.stop();
    }
  };
}

function identityOf({ info }: Context, request: StepRequest, defaults: { name: string; project: string }): Execution['identity'] {
  const { workflowId, runId } = info.workflowExecution ?? {};
  const namespace = info.workflowNamespace ?? info.namespace;
  return {
    uid: stepUid({ namespace, workflowId: workflowId ?? '', runId: runId ?? '' }, info.activityId),
    name: request.name ?? defaults.name,
    project: request.project ?? defaults.project,
    kind: 'step',
    namespace,
    activityId: info.activityId,
    taskQueue: info.taskQueue,
    ...present({ parentUid: request.pipelineUid, tree: request.pipelineUid, workflowId, temporalRunId: runId }),
  };
}

// A cancellation that was asked for says so; Temporal knows the workflow then.
function isGone(activity: Context, error: unknown): boolean {
  const { notFound, timedOut, cancelRequested } = whyCancelled(activity) ?? {};
  return cancelRequested !== true && (notFound === true || timedOut === true || error instanceof StaleAttemptError);
}

function whyCancelled(activity: Context): ActivityCancellationDetails | undefined {
  return activity.cancellationSignal.aborted ? activity.cancellationDetails : undefined;
}
