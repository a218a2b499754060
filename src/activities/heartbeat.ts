import type { Context } from '@temporalio/activity';

const LONGEST_INTERVAL_MILLIS = 5000;

/** Heartbeats from beside the handler: the pending-activities tab shows where a step is, and cancellation arrives. */
export function pulse(activity: Context, details: () => unknown): { beat(): void; stop(): void } {
  const beat = () => activity.heartbeat(details());
  const { heartbeatTimeoutMs } = activity.info;
  const interval = heartbeatTimeoutMs === undefined ? LONGEST_INTERVAL_MILLIS : Math.min(heartbeatTimeoutMs / 3, LONGEST_INTERVAL_MILLIS);
  const timer = setInterval(beat, interval);
  beat();
  return { beat, stop: () => clearInterval(timer) };
}
