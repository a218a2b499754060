import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { present } from '../core/index.js';
import type { ErrorRecord } from '../core/index.js';
import { readHistory } from './read-history.js';
import type { ActivityTruth, Outcomes } from './read-history.js';

/** How an activity that is not over stands. */
export interface PendingActivity {
  readonly paused: boolean;
  /** A worker has it; else it waits for one, or for its next attempt. */
  readonly started: boolean;
}

/** What Temporal knows of one workflow run. */
export interface WorkflowTruth {
  readonly status: WorkflowExecutionStatusName;
  /** Why it failed or was terminated, as far as its last event says. */
  readonly error?: ErrorRecord;
  /** The run that goes on in its place: it was reset, has continued as new, or is tried again. */
  readonly nextRunId?: string;
  /** By activity id. */
  readonly pending: ReadonlyMap<string, PendingActivity>;
  /** By activity id. Read from the whole history at the first call. */
  activity(activityId: string): Promise<ActivityTruth | undefined>;
}

// temporal.api.enums.v1.PendingActivityState: SCHEDULED and PAUSED. Started, to be cancelled or to be paused, a worker has it.
const NOT_STARTED: readonly unknown[] = [1, 4];

/** Asks Temporal about a run; undefined when it does not know it (any more: a dev server keeps closed ones for a day). */
export async function askTemporal(client: Client, workflowId: string, runId: string): Promise<WorkflowTruth | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  let history: Promise<Outcomes> | undefined;
  const outcomes = () => (history ??= handle.fetchHistory().then(({ events }) => readHistory(events ?? [])));
  try {
    const { status, raw } = await handle.describe();
    const over = status.name === 'RUNNING' ? undefined : await outcomes();
    const pending = (raw.pendingActivities ?? []).map(({ activityId, paused, state }): [string, PendingActivity] => [
      activityId ?? '',
      { paused: paused === true, started: !NOT_STARTED.includes(state) },
    ]);
    return {
      status: status.name,
      pending: new Map(pending),
      ...present({ error: over?.error, nextRunId: (raw.workflowExtendedInfo?.resetRunId || undefined) ?? over?.nextRunId }),
      activity: async (activityId) => (await outcomes()).activities.get(activityId),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
