import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';
import type { LogBodies } from './log-bodies.js';

// A step that fails once has failed: nothing is tried again.
const steps = proxySteps<typeof handlers>({ heartbeatTimeout: '10 seconds', retry: { maximumAttempts: 1 } });
// These may be tried again: their worker is killed.
const retried = proxySteps<typeof handlers>({
  heartbeatTimeout: '2 seconds',
  retry: { initialInterval: '50 milliseconds', backoffCoefficient: 1 },
});

/** How much goes on side by side. */
export type BodiesAway = LogBodies & { readonly long: number; readonly short: number; readonly shortRows: number };

/** Long steps, and a chain of short ones that open and close all the time. */
export const bodiesAway = definePipeline('bodies-away', async (_context, params: BodiesAway) => {
  const { salt, rows, pauseMillis, long, short, shortRows } = params;
  const longs = Array.from({ length: long }, (_, number) =>
    steps.logBodies({ params: { salt: `${salt} ${number}`, rows, pauseMillis }, options: { id: `long-${number}` } }),
  );
  for (let number = 0; number < short; number++)
    await steps.logBodies({
      params: { salt: `${salt} short ${number}`, rows: shortRows, pauseMillis },
      options: { id: `short-${number}` },
    });
  await Promise.all(longs);
});

/** One long step that may be tried again. */
export const oneWithBodies = definePipeline('one-with-bodies', async (_context, params: LogBodies) => {
  await retried.logBodies({ params });
});
