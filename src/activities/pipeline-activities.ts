import { hostname } from 'node:os';
import { Context } from '@temporalio/activity';
import { hostLabels } from '../context/index.js';
import type { Services } from '../context/index.js';
import { INTERNAL_ACTIVITIES, checkKey } from '../core/index.js';
import type {
  AppendPipelineRequest,
  ClosePipelineRequest,
  Json,
  OpenPipelineRequest,
  OpenedPipeline,
  PipelineEvent,
  SettleStepRequest,
} from '../core/index.js';
import { fromTagged } from '../core/index.js';
import { pipelineUid, stepUid } from '../tracking/index.js';
import type { TrackingEvent } from '../tracking/index.js';

/** What Tidemark's workflow code calls as local activities. Every one may be executed again with the same arguments. */
export function pipelineActivities(services: Services, searchAttributes: () => readonly string[]) {
  const { tracking, configuration } = services;
  return {
    /** Opens the pipeline's run; under a new Temporal run id (a reset) a new attempt of it. */
    async [INTERNAL_ACTIVITIES.openPipeline](request: OpenPipelineRequest): Promise<OpenedPipeline> {
      const { namespace, workflowId, runId } = caller();
      const uid = pipelineUid(namespace, workflowId, request.originalRunId);
      const project = checkKey(request.project ?? configuration.project, 'Project');
      const opened = await tracking.openAttempt({
        run: {
          uid,
          name: checkKey(request.name, 'Pipeline name'),
          project,
          kind: 'pipeline',
          tree: uid,
          workflowId,
          temporalRunId: runId,
          namespace,
          handler: request.handler,
          source: { export: request.handler },
        },
        nonce: runId,
        labels: { ...hostLabels('pipeline'), ...request.labels },
        parameters: asObject(request.params),
        inputs: {},
        host: hostname(),
        pid: process.pid,
        time: Date.now(),
        reopen: true,
      });
      return { uid, project, attempt: opened.attempt, searchAttributes: [...searchAttributes()] };
    },

    /** Commits pipeline-level log calls; resolves when they are durable. */
    async [INTERNAL_ACTIVITIES.appendPipeline](request: AppendPipelineRequest): Promise<void> {
      const events = request.events.map(toTrackingEvent);
      const [refused] = await tracking.append([{ uid: request.uid, attempt: request.attempt, events }]);
      if (refused !== undefined) throw refused;
    },

    /** Closes the pipeline's run. */
    async [INTERNAL_ACTIVITIES.closePipeline](request: ClosePipelineRequest): Promise<void> {
      const { result, ...close } = request;
      await tracking.closeAttempt({ ...close, time: Date.now(), ...(result === undefined ? {} : { summary: result }) });
    },

    /** Gives a step whose last attempt is over its true final state, also when no attempt ever opened. */
    async [INTERNAL_ACTIVITIES.settleStep](request: SettleStepRequest): Promise<void> {
      const from = caller();
      const { pipelineUid: parent, name, project } = request.request;
      await tracking.settleRun({
        run: {
          uid: stepUid(from, request.activityId),
          name: name ?? request.activityType,
          project: project ?? configuration.project,
          kind: 'step',
          workflowId: from.workflowId,
          temporalRunId: from.runId,
          namespace: from.namespace,
          activityId: request.activityId,
          handler: request.activityType,
          ...(parent === undefined ? {} : { parentUid: parent, tree: parent }),
        },
        time: Date.now(),
        state: request.state,
        ...(request.statusReason === undefined ? {} : { statusReason: request.statusReason }),
        ...(request.error === undefined ? {} : { error: request.error }),
      });
    },
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
