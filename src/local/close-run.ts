import { errorRecord } from '../context/index.js';
import type { Services, TrackedRun } from '../context/index.js';
import { present } from '../core/index.js';
import type { Json } from '../core/index.js';

/** How a run without Temporal ends. */
export interface RunEnd {
  readonly state: 'completed' | 'error' | 'aborted';
  readonly statusReason?: string;
  readonly error?: unknown;
  readonly summary?: Json;
}

/** Why a run is aborted that nobody ended. */
export const LEFT = 'the process exited before the run was over';

/** Records the end of a run; what it logged has been committed before. @throws {StaleAttemptError} when it has ended already in another state. */
export function closeRun({ tracking }: Services, run: TrackedRun, { state, statusReason, error, summary }: RunEnd): Promise<void> {
  return tracking.closeAttempt({
    uid: run.uid,
    attempt: run.attempt,
    time: Date.now(),
    state,
    ...present({ statusReason, summary, error: error === undefined ? undefined : errorRecord(error, run.mask) }),
  });
}

/** The same in `process.on('exit')`, where nothing can be waited for: the store of a local run commits before it returns. */
export function closeAtExit(services: Services, run: TrackedRun, crash: { readonly error: unknown } | undefined): void {
  const end: RunEnd =
    crash === undefined
      ? { state: 'aborted', statusReason: LEFT }
      : { state: 'error', error: crash.error ?? new Error(`Thrown: ${String(crash.error)}`) };
  run.finishNow(end.state);
  closeRun(services, run, end).catch(() => undefined);
}

/** The same where there is time: the process was sent a signal, or has nothing left to do. */
export async function closeAborted(services: Services, run: TrackedRun, statusReason: string): Promise<void> {
  await run.finish('aborted').catch(() => undefined);
  await closeRun(services, run, { state: 'aborted', statusReason });
}
