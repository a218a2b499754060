import { resolveConfiguration } from '../../configuration/index.js';
import type { RunRecord } from '../../core/index.js';
import { isTerminal } from '../../core/index.js';
import { openTrackingStore } from '../../tracking/index.js';

/**
 * The run of a process that has ended; undefined when it made none. One that the process left open (it was killed, or crashed outside its handler) is
 * settled as aborted: nobody else can end it.
 */
export async function readEnded(uid: string, statusReason: string): Promise<RunRecord | undefined> {
  const tracking = await openTrackingStore(resolveConfiguration().tracking);
  try {
    const run = await tracking.getRun(uid);
    if (run === undefined || isTerminal(run.state)) return run;
    const { name, project, kind } = run;
    await tracking.settleRun({ run: { uid, name, project, kind }, time: Date.now(), state: 'aborted', statusReason });
    return await tracking.getRun(uid);
  } finally {
    await tracking.close();
  }
}
