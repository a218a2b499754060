import type { Client } from '@temporalio/client';
import { present } from '../core/index.js';
import type { ErrorRecord } from '../core/index.js';

/** How an activity stands, as Temporal's history has it. */
export type ActivityTruth =
  | { readonly state: 'completed' }
  | { readonly state: 'failed' | 'timedOut' | 'cancelled'; readonly error?: ErrorRecord }
  /** Scheduled, and not over: it runs or waits while its workflow is open. */
  | { readonly state: 'open' };

/** What came of a workflow run and its activities. */
export interface Outcomes {
  /** By activity id. */
  readonly activities: ReadonlyMap<string, ActivityTruth>;
  /** Why it failed or was terminated. */
  readonly error?: ErrorRecord;
  /** The run that goes on in its place. */
  readonly nextRunId?: string;
}

type HistoryEvent = NonNullable<Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']>[number];
type FailureMessage = NonNullable<NonNullable<HistoryEvent['activityTaskFailedEventAttributes']>['failure']>;

/** Reads a history from its beginning. */
export function readHistory(events: readonly HistoryEvent[]): Outcomes {
  const idOf = new Map<string, string>();
  const activities = new Map<string, ActivityTruth>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityId != null) {
      idOf.set(String(event.eventId), scheduled.activityId);
      activities.set(scheduled.activityId, { state: 'open' });
    }
    const end = endOfActivity(event);
    if (end !== undefined) activities.set(idOf.get(end.scheduled) ?? '', end.truth);
  }
  const last = events.at(-1);
  return { activities, ...(last === undefined ? {} : endOfWorkflow(last)) };
}

function endOfActivity(event: HistoryEvent): { readonly scheduled: string; readonly truth: ActivityTruth } | undefined {
  const { activityTaskCompletedEventAttributes: done, activityTaskFailedEventAttributes: failed } = event;
  const { activityTaskTimedOutEventAttributes: late, activityTaskCanceledEventAttributes: cancelled } = event;
  if (done != null) return { scheduled: String(done.scheduledEventId), truth: { state: 'completed' } };
  if (failed != null) return { scheduled: String(failed.scheduledEventId), truth: { state: 'failed', ...errorOf(failed.failure) } };
  if (late != null) return { scheduled: String(late.scheduledEventId), truth: { state: 'timedOut', ...errorOf(late.failure) } };
  if (cancelled != null) return { scheduled: String(cancelled.scheduledEventId), truth: { state: 'cancelled' } };
  return undefined;
}

function endOfWorkflow(event: HistoryEvent): Pick<Outcomes, 'error' | 'nextRunId'> {
  const { workflowExecutionFailedEventAttributes: failed, workflowExecutionTerminatedEventAttributes: terminated } = event;
  const goesOn =
    failed ??
    event.workflowExecutionContinuedAsNewEventAttributes ??
    event.workflowExecutionTimedOutEventAttributes ??
    event.workflowExecutionCompletedEventAttributes;
  const nextRunId = goesOn?.newExecutionRunId || undefined;
  if (terminated == null) return { ...errorOf(failed?.failure), ...present({ nextRunId }) };
  return { error: { name: 'TerminatedFailure', message: terminated.reason || 'The workflow was terminated.' } };
}

// The failure's own cause is what the user's code threw; the outer one is Temporal's wrapping.
function errorOf(failure: FailureMessage | null | undefined): { readonly error?: ErrorRecord } {
  if (failure == null) return {};
  const name = failure.applicationFailureInfo?.type ?? (failure.timeoutFailureInfo == null ? 'Error' : 'TimeoutFailure');
  const { error: cause } = errorOf(failure.cause);
  return { error: { name, message: failure.message ?? '', ...present({ stack: failure.stackTrace || undefined, cause }) } };
}
