import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { ErrorRecord } from '../core/index.js';

/** How an activity stands, as Temporal's history has it. */
export type ActivityTruth =
  | { readonly state: 'completed' }
  | { readonly state: 'failed' | 'timedOut' | 'cancelled'; readonly error?: ErrorRecord }
  /** Scheduled, and neither over nor known to be: it runs or waits while its workflow is open. */
  | { readonly state: 'open' };

/** What Temporal knows of one workflow execution. */
export interface WorkflowTruth {
  readonly status: WorkflowExecutionStatusName;
  /** Why it failed, was terminated or cancelled, as far as its last event says. */
  readonly error?: ErrorRecord;
  readonly pending: ReadonlyMap<string, { readonly paused: boolean; readonly started: boolean }>;
  /** By activity id. Read from the whole history at the first call. */
  activity(activityId: string): Promise<ActivityTruth | undefined>;
}

/** Asks Temporal about an execution; undefined when it no longer knows it (a dev server keeps closed ones for a day). */
export async function askTemporal(client: Client, workflowId: string, runId: string): Promise<WorkflowTruth | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  try {
    const description = await handle.describe();
    const pending = new Map(
      (description.raw.pendingActivities ?? []).map((activity) => [
        activity.activityId ?? '',
        { paused: activity.paused === true, started: activity.state === STARTED },
      ]),
    );
    let history: Promise<Outcomes> | undefined;
    const outcomes = () => (history ??= handle.fetchHistory().then((fetched) => readOutcomes(fetched.events ?? [])));
    const isOver = description.status.name !== 'RUNNING';
    const error = isOver ? (await outcomes()).end : undefined;
    return {
      status: description.status.name,
      pending,
      ...(error === undefined ? {} : { error }),
      activity: async (activityId) => (await outcomes()).activities.get(activityId),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

// temporal.api.enums.v1.PendingActivityState
const STARTED = 2;

interface Outcomes {
  readonly activities: ReadonlyMap<string, ActivityTruth>;
  readonly end: ErrorRecord | undefined;
}

type HistoryEvent = NonNullable<Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']>[number];
type FailureMessage = NonNullable<NonNullable<HistoryEvent['activityTaskFailedEventAttributes']>['failure']>;

function readOutcomes(events: readonly HistoryEvent[]): Outcomes {
  const idOf = new Map<string, string>();
  const activities = new Map<string, ActivityTruth>();
  const close = (scheduled: unknown, truth: ActivityTruth) => activities.set(idOf.get(String(scheduled)) ?? '', truth);
  let end: ErrorRecord | undefined;
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityId != null) {
      idOf.set(String(event.eventId), scheduled.activityId);
      activities.set(scheduled.activityId, { state: 'open' });
    }
    const { activityTaskCompletedEventAttributes: done, activityTaskFailedEventAttributes: failed } = event;
    const { activityTaskTimedOutEventAttributes: late, activityTaskCanceledEventAttributes: cancelled } = event;
    if (done != null) close(done.scheduledEventId, { state: 'completed' });
    if (failed != null) close(failed.scheduledEventId, { state: 'failed', ...errorOf(failed.failure) });
    if (late != null) close(late.scheduledEventId, { state: 'timedOut', ...errorOf(late.failure) });
    if (cancelled != null) close(cancelled.scheduledEventId, { state: 'cancelled' });
    end = endOf(event) ?? end;
  }
  return { activities, end };
}

function endOf(event: HistoryEvent): ErrorRecord | undefined {
  const failure = event.workflowExecutionFailedEventAttributes?.failure;
  if (failure != null) return errorOf(failure).error;
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  if (terminated != null) return { name: 'TerminatedFailure', message: terminated.reason || 'The workflow was terminated.' };
  return undefined;
}

// The failure's own cause is what the user's code threw; the outer one is Temporal's wrapping.
function errorOf(failure: FailureMessage | null | undefined): { error?: ErrorRecord } {
  if (failure == null) return {};
  const name = failure.applicationFailureInfo?.type ?? (failure.timeoutFailureInfo == null ? 'Error' : 'TimeoutFailure');
  const cause = errorOf(failure.cause).error;
  return {
    error: {
      name,
      message: failure.message ?? '',
      ...(failure.stackTrace ? { stack: failure.stackTrace } : {}),
      ...(cause === undefined ? {} : { cause }),
    },
  };
}
