import { hostname } from 'node:os';
import { Context } from '@temporalio/activity';
import { hostLabels } from '../context/index.js';
import type { Services } from '../context/index.js';
import { INTERNAL_ACTIVITIES, checkKey, present } from '../core/index.js';
import type {
  AppendPipelineRequest,
  ClosePipelineRequest,
  Json,
  OpenPipelineRequest,
  OpenedPipeline,
  PipelineEvent,
  SettleStepRequest,
  SettledStep,
} from '../core/index.js';
import { fromTagged } from '../core/index.js';
import { toFailure } from './failures.js';
import { pipelineUid, stepUid } from '../tracking/index.js';
import type { RunIdentity, TrackingEvent } from '../tracking/index.js';

/** What Tidemark's workflow code calls as local activities. Every one may be executed again with the same arguments. */
export function pipelineActivities(services: Services, searchAttributes: () => readonly string[]) {
  const { tracking } = services;
  return withFailures({
    /** Opens the pipeline's run; under a new Temporal run id (a reset) a new attempt of it. */
    async [INTERNAL_ACTIVITIES.openPipeline](request: OpenPipelineRequest): Promise<OpenedPipeline> {
      const run = pipelineIdentity(services, request);
      const opened = await tracking.openAttempt({
        run,
        nonce: caller().runId,
        labels: { ...hostLabels('pipeline'), ...request.labels },
        parameters: asObject(request.params),
        inputs: {},
        host: hostname(),
        pid: process.pid,
        time: Date.now(),
        reopen: true,
      });
      return { uid: run.uid, project: run.project, attempt: opened.attempt, searchAttributes: [...searchAttributes()] };
    },

    /** Commits pipeline-level log calls; resolves when they are durable. */
    async [INTERNAL_ACTIVITIES.appendPipeline](request: AppendPipelineRequest): Promise<void> {
      const events = request.events.map(toTrackingEvent);
      const [refused] = await tracking.append([{ uid: request.uid, attempt: request.attempt, events }]);
      if (refused !== undefined) throw refused;
    },

    /** Closes the pipeline's run. */
    async [INTERNAL_ACTIVITIES.closePipeline](request: ClosePipelineRequest): Promise<void> {
      await tracking.closeAttempt({ ...request, time: Date.now() });
    },

    /** Gives a step whose last attempt is over its true final state, also when no attempt ever opened. */
    async [INTERNAL_ACTIVITIES.settleStep](request: SettleStepRequest): Promise<SettledStep> {
      const { state, statusReason, error } = request;
      const run = stepIdentity(services, request);
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

function pipelineIdentity({ configuration }: Services, request: OpenPipelineRequest): RunIdentity {
  const { namespace, workflowId, runId } = caller();
  const uid = pipelineUid(namespace, workflowId, request.originalRunId);
  return {
    uid,
    name: checkKey(request.name, 'Pipeline name'),
    project: checkKey(request.project ?? configuration.project, 'Project'),
    kind: 'pipeline',
    tree: uid,
    workflowId,
    temporalRunId: runId,
    namespace,
    handler: request.handler,
    source: { export: request.handler },
  };
}

function stepIdentity({ configuration }: Services, { activityId, activityType, request }: SettleStepRequest): RunIdentity {
  const from = caller();
  const { pipelineUid: parentUid, name = activityType, project = configuration.project } = request;
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
    ...present({ parentUid, tree: parentUid }),
  };
}

function caller(): { namespace: string; workflowId: string; runId: string } {
  const { info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? { workflowId: '', runId: '' };
  return { namespace: info.workflowNamespace ?? info.namespace, workflowId, runId };
}

function asObject(params: Json): Record<string, Json> {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return params === null ? {} : { params };
  return params as Record<string, Json>;
}

function toTrackingEvent(event: PipelineEvent): TrackingEvent {
  if (event.type === 'metric') return { ...event, value: Number(fromTagged(event.value)) };
  if (event.type === 'log') {
    const { fields, ...line } = event;
    return fields === undefined ? line : { ...line, fields: asObject(fields) };
  }
  return event;
}
