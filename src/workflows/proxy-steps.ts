import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  scheduleActivity,
  workflowInfo,
} from '@temporalio/workflow';
import { InvalidArgumentError, callLine, fromTagged, present, shortValue, toTagged } from '../core/index.js';
import type { StepRequest, StepSummary } from '../core/index.js';
import { showSteps } from './current-details.js';
import { endStateOf, failureRecord } from './failure-record.js';
import { settleStep } from './internal-activities.js';
import { state } from './pipeline-state.js';
import type { StepRow } from './pipeline-state.js';
import { toWorkflowFailure } from './workflow-failure.js';
import type { StepDefaults, StepOptions, Steps, UntypedCall } from './step-types.js';

const DEFAULTS = {
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '30 seconds',
  // A step's state must be known before the workflow goes on: it may still be logging.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const satisfies StepDefaults;

/**
 * The handlers of a module as steps: `const steps = proxySteps<typeof handlers>({ … })`, then `await steps.train({ params, inputs, options })`.
 *
 * A call is one Temporal activity, retried as `retry` says (Temporal's default: for ever). It resolves to `{ uid, artifacts, results }`. When its last
 * attempt is over without success it rejects with Temporal's ActivityFailure, and the step's run is closed as `error` or `aborted`.
 */
export function proxySteps<M>(defaults: StepDefaults = {}): Steps<M> {
  return new Proxy({} as Steps<M>, {
    // Not a thenable: an async function may return the proxy.
    get: (_target, key) =>
      typeof key === 'string' && key !== 'then' ? (call: UntypedCall = {}) => callStep(key, defaults, call) : undefined,
  });
}

async function callStep(activityType: string, defaults: StepDefaults, call: UntypedCall): Promise<Omit<StepSummary, 'state'>> {
  const { id, name, labels, summary, ...temporal } = call.options ?? {};
  const activityId = takeActivityId(activityType, id);
  const request = failing(() =>
    stepRequest(call, { ...(name === undefined ? {} : { name }), ...(labels === undefined ? {} : { labels }) }),
  );
  const row: StepRow = { activityId, name: name ?? activityType, state: 'running', startTime: Date.now() };
  state.rows.push(row);
  showSteps();
  try {
    const done = await scheduleActivity<StepSummary>(activityType, [request], {
      ...DEFAULTS,
      ...defaults,
      ...temporal,
      activityId,
      summary: summary ?? callLine(name ?? activityType, call.params),
    });
    const results = fromTagged(done.results) as StepSummary['results'];
    Object.assign(row, {
      state: done.state,
      uid: done.uid,
      attempt: done.attempt,
      note: noteOf(results),
      artifacts: Object.keys(done.artifacts),
    });
    return { ...done, results };
  } catch (error) {
    const end = endStateOf(error);
    const record = failureRecord(error);
    Object.assign(row, { state: end.state, note: `${record.name}: ${record.message}` });
    // Only a step that was scheduled has a run to close.
    if (error instanceof ActivityFailure) {
      const settled = await CancellationScope.nonCancellable(() =>
        settleStep({ activityId, activityType, request, ...end, error: record }),
      );
      Object.assign(row, present({ uid: settled?.uid }));
    }
    throw error;
  } finally {
    row.endTime = Date.now();
    showSteps();
  }
}

// A workflow that is no pipeline of ours would hang with a plain error.
function failing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toWorkflowFailure(error);
  }
}

// Temporal's own answer to a repeated id fails the workflow task for ever, so it is refused before it is scheduled.
function takeActivityId(activityType: string, explicit: string | undefined): string {
  let id = explicit;
  while (id === undefined || (explicit === undefined && state.usedIds.has(id))) {
    const count = (state.counters.get(activityType) ?? 0) + 1;
    state.counters.set(activityType, count);
    id = `${activityType}-${count}`;
  }
  if (state.usedIds.has(id)) {
    throw ApplicationFailure.nonRetryable(
      `Two steps of this workflow have the id ${JSON.stringify(id)}. Ids are unique within a workflow; leave it out to get the next free one.`,
      'DuplicateNameError',
    );
  }
  state.usedIds.add(id);
  return id;
}

function stepRequest(call: UntypedCall, named: Pick<StepOptions, 'name' | 'labels'>): StepRequest {
  const { pipeline } = state;
  for (const [key, uri] of Object.entries(call.inputs ?? {})) {
    if (typeof uri !== 'string')
      throw new InvalidArgumentError(
        `Input ${JSON.stringify(key)} must be a path or URI, got ${typeof uri}. Did the step that makes it log it?`,
      );
  }
  return {
    ...(call.params === undefined ? {} : { params: toTagged(call.params, 'params') }),
    ...(call.inputs === undefined ? {} : { inputs: call.inputs }),
    ...named,
    ...(pipeline === undefined ? startedIn() : { pipelineUid: pipeline.uid, project: pipeline.project }),
  };
}

// Without a pipeline around it, the project is what the starter of the workflow said.
function startedIn(): { readonly project?: string } {
  const project = workflowInfo().memo?.['tidemarkProject'];
  return typeof project === 'string' ? { project } : {};
}

function noteOf(results: StepSummary['results']): string {
  return Object.entries(results ?? {})
    .map(([key, value]) => `${key}=${shortValue(value)}`)
    .join(', ');
}
