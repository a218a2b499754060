import { hostname } from 'node:os';
import { Context } from '@temporalio/activity';
import { hostLabels } from '../context/index.js';
import type { Services } from '../context/index.js';
import { StaleAttemptError, checkKey, present } from '../core/index.js';
import type { AppendedPipeline, Json, OpenPipelineRequest, PipelinePart, PipelineTarget } from '../core/index.js';
import { pipelineUid } from '../tracking/index.js';
import type { Caller, RunIdentity } from '../tracking/index.js';
import type { TemporalNamespace } from './temporal-namespace.js';

/** What the attempts of pipelines stand on. */
export interface PipelineServices {
  readonly services: Services;
  readonly temporal: TemporalNamespace;
}

/** A pipeline's run as one Temporal run has it open. */
export interface PipelineAttempt {
  readonly run: RunIdentity;
  readonly attempt: number;
}

/** Which workflow calls. */
export function caller(): Caller {
  const { info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? { workflowId: '', runId: '' };
  return { namespace: info.workflowNamespace ?? info.namespace, workflowId, runId };
}

/**
 * The attempt of the calling Temporal run: opened at the first call, and again when it is over though the workflow goes on. A part that continues takes
 * over what the one before has logged.
 */
export async function openPipeline({ services, temporal }: PipelineServices, request: OpenPipelineRequest): Promise<PipelineAttempt> {
  const from = caller();
  const uid = pipelineUid(from.namespace, from.workflowId, request.originalRunId);
  const run: RunIdentity = {
    uid,
    name: checkKey(request.name, 'Pipeline name'),
    project: checkKey(request.project ?? services.configuration.project, 'Project'),
    kind: 'pipeline',
    tree: uid,
    workflowId: from.workflowId,
    temporalRunId: from.runId,
    namespace: from.namespace,
    handler: request.handler,
    taskQueue: Context.current().info.taskQueue,
    source: { export: request.handler },
    ...present({ namespaceId: temporal.id }),
  };
  const { attempt } = await services.tracking.openAttempt({
    run,
    nonce: from.runId,
    labels: { ...hostLabels('pipeline'), ...request.labels },
    parameters: asObject(request.params),
    inputs: {},
    host: hostname(),
    pid: process.pid,
    time: Date.now(),
    reopen: true,
  });
  if (request.continues !== undefined) await takeOver(services, { uid, attempt }, request.continues);
  return { run, attempt };
}

/**
 * Does a call's work on the attempt that the call is for. After a reset of the workflow that is one of its own: it begins with what was logged up to
 * `seq`, the last place that is taken in the history which the reset kept; what came after it in the old run stays with the old attempt. An attempt that
 * somebody declared over, though the workflow goes on, is opened again.
 *
 * @returns The attempt that later calls are for, after a reset.
 */
export async function onAttempt(
  parts: PipelineServices,
  call: { readonly target: PipelineTarget; readonly seq: number },
  work: (attempt: number) => Promise<void>,
): Promise<AppendedPipeline> {
  const { target, seq } = call;
  const { runId } = caller();
  if (target.temporalRunId === runId) {
    try {
      await work(target.attempt);
    } catch (error) {
      if (!(error instanceof StaleAttemptError)) throw error;
      await openPipeline(parts, target.opening);
      await work(target.attempt);
    }
    return undefined;
  }
  const { attempt } = await openPipeline(parts, target.opening);
  await takeOver(parts.services, { uid: target.uid, attempt }, { attempt: target.attempt, seq });
  await work(attempt);
  return { attempt, temporalRunId: runId };
}

// What is taken over already stays as it is.
async function takeOver({ tracking }: Services, to: { readonly uid: string; readonly attempt: number }, part: PipelinePart): Promise<void> {
  if (part.seq === 0) return;
  await tracking.adopt({ ...to, fromAttempt: part.attempt, from: 1, to: part.seq, at: 1 });
}

/** Params as they are recorded. */
export function asObject(params: Json): Record<string, Json> {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return params === null ? {} : { params };
  return params as Record<string, Json>;
}
