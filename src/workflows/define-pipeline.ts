import { CancellationScope, ContinueAsNew, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defaultPayloadConverter, defineSearchAttributeKey, mapToPayloads } from '@temporalio/common';
import { fromTagged, present, toTagged } from '../core/index.js';
import type { Json, OpenPipelineRequest, OpenedPipeline, PipelinePart, Value } from '../core/index.js';
import { showSteps, stepsTable } from './current-details.js';
import { endStateOf, failureRecord } from './failure-record.js';
import { closePipeline, openPipeline } from './internal-activities.js';
import { PipelineLog, pipelineContext } from './pipeline-context.js';
import type { PipelineContext } from './pipeline-context.js';
import { state } from './pipeline-state.js';
import { isSignOfTemporal, toWorkflowFailure } from './workflow-failure.js';

/** A pipeline as Temporal runs it: a workflow function. `pipelineName` is what people see. */
export type Pipeline<P, T> = ((params: P) => Promise<T>) & { readonly pipelineName: string };

/** What a pipeline's starter says beside its params; travels in the workflow's memo. */
interface StartMemo {
  readonly tidemarkProject?: string;
  readonly tidemarkLabels?: Readonly<Record<string, string>>;
  /** Of the first run of a chain that continues as new. */
  readonly tidemarkOriginalRunId?: string;
  readonly tidemarkContinues?: PipelinePart;
}

interface Definition<P, T> {
  readonly name: string;
  readonly run: (context: PipelineContext, params: P) => Promise<T>;
}

/**
 * Makes a workflow that is tracked as a run: its steps are its children, what it logs through `context` is durable, its end is recorded.
 * The workflow type is the export key; `name` is what people see. Child workflows, signals, updates, `sleep` and plain activities work as anywhere.
 *
 * What it throws fails the workflow (a plain `throw` in a Temporal workflow would hang it) and closes the run as `error`; a cancelled one is `aborted`.
 */
export function definePipeline<P extends object | void, T>(
  name: string,
  run: (context: PipelineContext, params: P) => Promise<T>,
): Pipeline<P, T> {
  const workflow = async (given: P): Promise<T> => {
    try {
      return await runTracked({ name, run }, given);
    } catch (error) {
      throw toWorkflowFailure(error);
    }
  };
  return Object.assign(workflow, { pipelineName: name });
}

async function runTracked<P, T>({ name, run }: Definition<P, T>, given: P): Promise<T> {
  const params = fromTagged((given ?? {}) as unknown as Json);
  // Also one that is cancelled before it began has a run.
  const opening = openingOf(name, params);
  const opened = await CancellationScope.nonCancellable(() => openPipeline(opening));
  setSearchAttributes(opened, name, opening.labels ?? {});
  state.pipeline = { ...opened, name };
  showSteps();
  const { uid, attempt, temporalRunId, nextSteps } = opened;
  const log = new PipelineLog({ uid, attempt, temporalRunId, opening }, nextSteps);
  const context = pipelineContext({ uid, name, project: opened.project, parameters: params as Record<string, Value> }, log);
  try {
    const result = await run(context, params as unknown as P);
    const tagged = result === undefined ? undefined : toTagged(result, 'the result of the pipeline');
    if (tagged !== undefined) void log.add({ type: 'result', key: 'return', value: tagged });
    await log.flush();
    await close(log, { state: 'completed' });
    return tagged as T;
  } catch (thrown) {
    const error = thrown instanceof ContinueAsNew ? await carryOn(thrown, log) : thrown;
    if (isSignOfTemporal(error)) throw error;
    await log.flush().catch(() => undefined);
    await close(log, { ...endStateOf(error), error: failureRecord(error) });
    throw error;
  }
}

// The next run of the chain is a further attempt of this one's run. Temporal carries a memo over only where the caller gives none, and without what was
// added to it since the start.
async function carryOn(next: ContinueAsNew, log: PipelineLog): Promise<unknown> {
  try {
    await log.flush();
  } catch (error) {
    return error;
  }
  const { attempt, seq } = log.place;
  await CancellationScope.nonCancellable(() => closePipeline({ ...log.place, state: 'pending', statusReason: 'continues as new' }));
  const { tidemarkProject, tidemarkLabels, ...others } = startMemo();
  const tidemarkContinues: PipelinePart = { attempt, seq };
  const ours = present({ tidemarkProject, tidemarkLabels, tidemarkOriginalRunId: originalRunId(), tidemarkContinues });
  const encode = (memo: Readonly<Record<string, unknown>>) => mapToPayloads(defaultPayloadConverter, memo);
  const { command } = next;
  command.memo = { ...(command.memo ?? encode({ ...others })), ...encode(ours) };
  return next;
}

function startMemo(): StartMemo {
  return (workflowInfo().memo ?? {}) as StartMemo;
}

// A workflow that Temporal tries again goes on as a further attempt; one that a cron starts again is a run of its own.
function originalRunId(): string {
  const { originalExecutionRunId, firstExecutionRunId, attempt, cronSchedule } = workflowInfo();
  const isRetry = attempt > 1 && cronSchedule === undefined;
  return startMemo().tidemarkOriginalRunId ?? (isRetry ? firstExecutionRunId : originalExecutionRunId);
}

function openingOf(name: string, params: Value): OpenPipelineRequest {
  const { tidemarkProject, tidemarkLabels, tidemarkContinues } = startMemo();
  return {
    name,
    handler: workflowInfo().workflowType,
    originalRunId: originalRunId(),
    params: toTagged(params),
    ...present({ project: tidemarkProject, labels: tidemarkLabels, continues: tidemarkContinues }),
  };
}

// One that is not registered would fail the workflow task for ever: only what the worker saw there is set.
function setSearchAttributes(opened: OpenedPipeline, name: string, labels: Readonly<Record<string, string>>): void {
  const has = (attribute: string) => opened.searchAttributes.includes(attribute);
  const pairs = [
    ...(has('TidemarkProject') ? [{ key: defineSearchAttributeKey('TidemarkProject', 'KEYWORD'), value: opened.project }] : []),
    ...(has('TidemarkPipeline') ? [{ key: defineSearchAttributeKey('TidemarkPipeline', 'KEYWORD'), value: name }] : []),
    ...(has('TidemarkLabels')
      ? [
          {
            key: defineSearchAttributeKey('TidemarkLabels', 'KEYWORD_LIST'),
            value: Object.entries(labels).map(([key, value]) => `${key}=${value}`),
          },
        ]
      : []),
  ];
  if (pairs.length > 0) upsertSearchAttributes(pairs);
}

async function close(log: PipelineLog, end: Omit<Parameters<typeof closePipeline>[0], keyof PipelineLog['place']>): Promise<void> {
  showSteps();
  // Current details need a live worker to be read; the memo stays.
  if (state.rows.length > 0) upsertMemo({ tidemarkSteps: stepsTable() });
  await CancellationScope.nonCancellable(() => closePipeline({ ...log.place, ...end }));
}
