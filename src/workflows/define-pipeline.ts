import {
  ApplicationFailure,
  CancellationScope,
  ContinueAsNew,
  TemporalFailure,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TidemarkError, fromTagged, toTagged } from '../core/index.js';
import type { Json, OpenedPipeline, Value } from '../core/index.js';
import { showSteps, stepsTable } from './current-details.js';
import { endStateOf, failureRecord } from './failure-record.js';
import { closePipeline, openPipeline } from './internal-activities.js';
import { PipelineLog, pipelineContext } from './pipeline-context.js';
import type { PipelineContext } from './pipeline-context.js';
import { state } from './pipeline-state.js';

/** A pipeline as Temporal runs it: a workflow function. `pipelineName` is what people see. */
export type Pipeline<P, T> = ((params: P) => Promise<T>) & { readonly pipelineName: string };

/** What a pipeline's starter says beside its params; travels in the workflow's memo. */
interface StartMemo {
  readonly tidemarkProject?: string;
  readonly tidemarkLabels?: Readonly<Record<string, string>>;
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
    const params = fromTagged((given ?? {}) as unknown as Json);
    const opened = await open(name, params);
    state.pipeline = { ...opened, name };
    showSteps();
    const log = new PipelineLog(opened);
    const context = pipelineContext({ uid: opened.uid, name, project: opened.project, parameters: params as Record<string, Value> }, log);
    try {
      const result = await run(context, params as unknown as P);
      const tagged = result === undefined ? undefined : toTagged(result, 'the result of the pipeline');
      if (tagged !== undefined) void log.add({ type: 'result', key: 'return', value: tagged });
      await log.flush();
      await close(opened, { state: 'completed' });
      return tagged as T;
    } catch (error) {
      if (error instanceof ContinueAsNew) {
        await CancellationScope.nonCancellable(() => log.flush());
        throw error;
      }
      await CancellationScope.nonCancellable(async () => {
        await log.flush().catch(() => undefined);
        await close(opened, { ...endStateOf(error), error: failureRecord(error) });
      });
      throw toWorkflowFailure(error);
    }
  };
  return Object.assign(workflow, { pipelineName: name });
}

async function open(name: string, params: Value): Promise<OpenedPipeline> {
  const { workflowType, originalExecutionRunId, memo } = workflowInfo();
  const { tidemarkProject, tidemarkLabels } = (memo ?? {}) as StartMemo;
  const opened = await openPipeline({
    name,
    handler: workflowType,
    originalRunId: originalExecutionRunId,
    params: toTagged(params),
    ...(tidemarkProject === undefined ? {} : { project: tidemarkProject }),
    ...(tidemarkLabels === undefined ? {} : { labels: tidemarkLabels }),
  });
  setSearchAttributes(opened, name, tidemarkLabels ?? {});
  return opened;
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

async function close(opened: OpenedPipeline, end: Omit<Parameters<typeof closePipeline>[0], 'uid' | 'attempt'>): Promise<void> {
  showSteps();
  // Current details need a live worker to be read; the memo stays.
  if (state.rows.length > 0) upsertMemo({ tidemarkSteps: stepsTable() });
  await CancellationScope.nonCancellable(() => closePipeline({ uid: opened.uid, attempt: opened.attempt, ...end }));
}

// Temporal's own failures and its signs (non-determinism) go through; the user's error ends the workflow instead of hanging its task.
function toWorkflowFailure(error: unknown): unknown {
  if (error instanceof TemporalFailure) return error;
  if (error instanceof Error && error.name === 'DeterminismViolationError') return error;
  const record = failureRecord(error);
  return ApplicationFailure.create({
    message: record.message,
    type: error instanceof TidemarkError ? error.constructor.name : record.name,
    nonRetryable: true,
    ...(error instanceof Error ? { cause: error } : {}),
  });
}
