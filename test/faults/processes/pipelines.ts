import { continueAsNew, sleep } from '@temporalio/workflow';
import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';
import type { LogMuch } from './log-much.js';
import type { LogStubbornly } from './log-stubbornly.js';
export { oneLong, whileAway } from './away-pipelines.js';
export { bodiesAway, oneWithBodies } from './body-pipelines.js';
export { bulk } from './bulk-pipelines.js';
export { crowd } from './crowd-pipelines.js';
export { leaks } from './leak-pipelines.js';

// Temporal has to see soon that a worker is gone.
const steps = proxySteps<typeof handlers>({
  heartbeatTimeout: '1500 milliseconds',
  retry: { initialInterval: '50 milliseconds', backoffCoefficient: 1 },
});

/** One step, and rows of its own before and after it. */
export const oneStep = definePipeline('one-step', async (context, params: LogMuch) => {
  context.logResult('salt', params.salt);
  context.logMetric('progress', 0.5);
  const { artifacts } = await steps.logMuch({ params });
  context.logMetric('progress', 1);
  context.logger.info('the step is over');
  return Object.keys(artifacts);
});

/** Three steps, each after the one before it. */
export const chain = definePipeline('chain', async (context, params: LogMuch) => {
  for (let link = 0; link < 3; link++) {
    context.logMetric('link', link * 10);
    context.logger.info(`link ${link}`);
    const { uid } = await steps.logMuch({ params: { ...params, salt: `${params.salt} ${link}` }, options: { name: `link-${link}` } });
    context.logResult(`uid-${link}`, uid);
  }
});

/** One step, on a task queue of its own so that its workers can be stopped and nothing else. */
export const stubborn = definePipeline(
  'stubborn',
  async (_context, { taskQueue, ...params }: LogStubbornly & { readonly taskQueue: string }) => {
    const { results } = await steps.logStubbornly({ params, options: { taskQueue } });
    return results;
  },
);

/** Goes on as new twice, each time while its step runs; waits for the last one only. */
export const parts = definePipeline(
  'parts',
  async (context, params: LogStubbornly & { readonly part: number; readonly goesOnAfterMillis: number }): Promise<unknown> => {
    const { part, goesOnAfterMillis, ...call } = params;
    context.logMetric('part', part * 10);
    context.logResult(`part-${part}`, part);
    const step = steps.logStubbornly({ params: call });
    if (part < 2) {
      await sleep(goesOnAfterMillis);
      await continueAsNew<(next: typeof params) => Promise<unknown>>({ ...params, part: part + 1 });
    }
    return (await step).results;
  },
);
