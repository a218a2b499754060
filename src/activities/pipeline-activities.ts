import { INTERNAL_ACTIVITIES, fromTagged, present } from '../core/index.js';
import type {
  AppendPipelineRequest,
  AppendedPipeline,
  ClosePipelineRequest,
  OpenPipelineRequest,
  OpenedPipeline,
  PipelineEvent,
  SettleStepRequest,
  SettledStep,
} from '../core/index.js';
import { stepUid } from '../tracking/index.js';
import type { RunIdentity, TrackingEvent } from '../tracking/index.js';
import { toFailure } from './failures.js';
import { asObject, caller, onAttempt, openPipeline } from './pipeline-attempts.js';
import type { PipelineServices } from './pipeline-attempts.js';

/** What Tidemark's workflow code calls as local activities. Every one may be executed again, also with other arguments when its workflow task was abandoned. */
export function pipelineActivities(parts: PipelineServices) {
  const { tracking } = parts.services;
  return withFailures({
    /** Opens the pipeline's run; under a new Temporal run id (a reset, a part that continues) a new attempt of it. */
    async [INTERNAL_ACTIVITIES.openPipeline](request: OpenPipelineRequest): Promise<OpenedPipeline> {
      const { run, attempt } = await openPipeline(parts, request);
      const opened = { uid: run.uid, project: run.project, attempt, temporalRunId: caller().runId };
      const nextSteps = request.continues === undefined ? undefined : await stepsAfter(parts, { uid: run.uid, attempt });
      const { uiUrl } = parts.services.configuration;
      return { ...opened, searchAttributes: [...parts.temporal.searchAttributes], ...present({ nextSteps, uiUrl }) };
    },

    /** Commits pipeline-level log calls; resolves when they are durable. */
    async [INTERNAL_ACTIVITIES.appendPipeline](request: AppendPipelineRequest): Promise<AppendedPipeline> {
      const events = request.events.map(toTrackingEvent);
      return onAttempt(parts, { target: request, seq: (events[0]?.seq ?? 1) - 1 }, async (attempt) => {
        const [refused] = await tracking.append([{ uid: request.uid, attempt, events, replaces: true }]);
        if (refused !== undefined) throw refused;
      });
    },

    /** Closes the pipeline's run, or a part of it. */
    async [INTERNAL_ACTIVITIES.closePipeline](request: ClosePipelineRequest): Promise<void> {
      const { uid, seq, state, statusReason, error } = request;
      await onAttempt(parts, { target: request, seq }, (attempt) =>
        tracking.closeAttempt({ uid, attempt, time: Date.now(), state, ...present({ statusReason, error }) }),
      );
    },

    /** Gives a step whose last attempt is over its true final state, also when no attempt ever opened. */
    async [INTERNAL_ACTIVITIES.settleStep](request: SettleStepRequest): Promise<SettledStep> {
      const { state, statusReason, error } = request;
      const run = stepIdentity(parts, request);
      const end = { time: Date.now(), state, ...present({ statusReason, error }) };
      await tracking.settleRun({ run, ...end });
      // An attempt may have published just before Temporal gave up on it: Temporal decides.
      await tracking.retractRun({ uid: run.uid, ...end });
      return { uid: run.uid };
    },
  });
}

// An error of ours that no repeat can mend fails the workflow; anything else is tried again until the tracking store answers.
function withFailures<A extends Record<string, (request: never) => Promise<unknown>>>(activities: A): A {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (request: never) => {
      try {
        return await activity(request);
      } catch (error) {
        throw toFailure(error, undefined);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as A;
}

function stepIdentity({ services, temporal }: PipelineServices, { activityId, activityType, request }: SettleStepRequest): RunIdentity {
  const from = caller();
  const { pipelineUid: parentUid, name = activityType, project = services.configuration.project } = request;
  return {
    uid: stepUid(from, activityId),
    name,
    project,
    kind: 'step',
    workflowId: from.workflowId,
    temporalRunId: from.runId,
    namespace: from.namespace,
    activityId,
    handler: activityType,
    ...present({ parentUid, tree: parentUid, namespaceId: temporal.id }),
  };
}

async function stepsAfter({ services }: PipelineServices, { uid, attempt }: { readonly uid: string; readonly attempt: number }) {
  const next: Record<string, number> = {};
  for (const { key, step } of await services.tracking.metrics(uid, { attempt })) next[key] = Math.max(next[key] ?? 0, step + 1);
  return next;
}

function toTrackingEvent(event: PipelineEvent): TrackingEvent {
  if (event.type === 'metric') return { ...event, value: Number(fromTagged(event.value)) };
  if (event.type === 'log') {
    const { fields, ...line } = event;
    return fields === undefined ? line : { ...line, fields: asObject(fields) };
  }
  return event;
}
