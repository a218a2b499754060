import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';

/** Ticks for half a minute, or until it is told to stop. */
export async function slow(context: RunContext): Promise<void> {
  for (let tick = 0; tick < 300; tick++) {
    context.logMetric('tick', tick);
    console.log(`tick ${tick}`);
    await sleep(100, undefined, { signal: context.signal });
  }
}
