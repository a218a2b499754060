import { CancellationScope, ContinueAsNew, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defaultPayloadConverter, defineSearchAttributeKey, mapToPayloads } from '@temporalio/common';
import { fromTagged, present, toTagged } from '../core/index.js';
import type { Json, OpenedPipeline, Value } from '../core/index.js';
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
  const opened = await CancellationScope.nonCancellable(() => open(name, params));
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
    if (error instanceof ContinueAsNew) await carryOn(error, log);
    if (isSignOfTemporal(error)) throw error;
    await log.flush().catch(() => undefined);
    await close(opened, { ...endStateOf(error), error: failureRecord(error) });
    throw error;
  }
}

// The next run of the chain is a further attempt of this one's run. Temporal carries a memo over only where the caller gives none, and without what was
// added to it since the start.
async function carryOn({ command }: ContinueAsNew, log: PipelineLog): Promise<void> {
  await log.flush();
  const { tidemarkProject, tidemarkLabels, ...others } = (workflowInfo().memo ?? {}) as StartMemo;
  const ours = present({ tidemarkProject, tidemarkLabels, tidemarkOriginalRunId: originalRunId() });
  const encode = (memo: Readonly<Record<string, unknown>>) => mapToPayloads(defaultPayloadConverter, memo);
  command.memo = { ...(command.memo ?? encode({ ...others })), ...encode(ours) };
}

function originalRunId(): string {
  const { originalExecutionRunId, memo } = workflowInfo();
  return ((memo ?? {}) as StartMemo).tidemarkOriginalRunId ?? originalExecutionRunId;
}

async function open(name: string, params: Value): Promise<OpenedPipeline> {
  const { workflowType, memo } = workflowInfo();
  const { tidemarkProject, tidemarkLabels } = (memo ?? {}) as StartMemo;
  const opened = await openPipeline({
    name,
    handler: workflowType,
    originalRunId: originalRunId(),
    params: toTagged(params),
    ...present({ project: tidemarkProject, labels: tidemarkLabels }),
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
