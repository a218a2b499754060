import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';
import type { LogLong } from './log-long.js';

// A step that fails once has failed: nothing is tried again.
const steps = proxySteps<typeof handlers>({ heartbeatTimeout: '10 seconds', retry: { maximumAttempts: 1 } });
// These may be tried again: their worker is killed.
const retried = proxySteps<typeof handlers>({
  heartbeatTimeout: '2 seconds',
  retry: { initialInterval: '50 milliseconds', backoffCoefficient: 1 },
});

/** How much goes on side by side. */
export type WhileAway = LogLong & {
  readonly long: number;
  readonly relays: number;
  readonly links: number;
  readonly linkMillis: number;
};

/** Long steps, and relays of short ones that open, read and close all the time, each told by the pipeline itself. */
export const whileAway = definePipeline('while-away', async (context, params: WhileAway) => {
  const { salt, rows, pauseMillis, long, relays, links, linkMillis } = params;
  const longs = Array.from({ length: long }, (_, number) =>
    steps.logLong({ params: { salt: `${salt} ${number}`, rows, pauseMillis }, options: { id: `long-${number}` } }),
  );
  const relayed = Array.from({ length: relays }, async (_, number) => {
    let before: string | undefined;
    for (let link = 0; link < links; link++) {
      const inputs = before === undefined ? {} : { before };
      const { artifacts } = await steps.relay({
        params: { link, pauseMillis: linkMillis * (1 + (number % 3)) },
        inputs,
        options: { id: `relay-${number}-${link}` },
      });
      before = artifacts['text'];
      context.logMetric(`relay-${number}`, link);
      context.logger.info(`relay ${number} link ${link}`);
      if (link % 2 === 0) await context.logResult(`relay-${number}`, link);
    }
    return before;
  });
  await Promise.all(longs);
  return Promise.all(relayed);
});

/** One long step that may be tried again. */
export const oneLong = definePipeline('one-long', async (_context, params: LogLong) => {
  await retried.logLong({ params });
});
