import { defineSignal, setHandler } from '@temporalio/workflow';
import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './stopping.js';
import type { Stoppable } from './stopping.js';

const steps = proxySteps<typeof handlers>({
  heartbeatTimeout: '1500 milliseconds',
  retry: { initialInterval: '50 milliseconds', backoffCoefficient: 1 },
});

/** One step that may be stopped, and what the pipeline itself logs around it. */
export const stopped = definePipeline('stopped', async (context, params: Stoppable) => {
  context.logger.info('before the step');
  const done = await steps.heeds({ params, options: { name: params.name } });
  context.logResult('done', done.results['return'] ?? null);
  return done.results['return'];
});

/** The same with a step that does not listen. */
export const unstopped = definePipeline('unstopped', async (context, params: Stoppable) => {
  context.logger.info('before the step');
  const done = await steps.goesOn({ params, options: { name: params.name } });
  context.logResult('done', done.results['return'] ?? null);
  return done.results['return'];
});

/** A step whose next attempt is far away. */
export const between = definePipeline('between', async (_context, params: Stoppable) =>
  steps.heeds({ params: { ...params, failures: 1 }, options: { name: params.name, retry: { initialInterval: '1 hour' } } }),
);

/** A step that has a second, once. */
export const late = definePipeline('late', async (_context, params: Stoppable) =>
  steps.goesOn({ params, options: { startToCloseTimeout: '1 second', heartbeatTimeout: '30 seconds', retry: { maximumAttempts: 1 } } }),
);

/** Logs line by line, each a local activity of its own, and what it is told by signals among them. */
export const talks = definePipeline('talks', async (context, params: { readonly lines: number }) => {
  setHandler(defineSignal<[number]>('note'), (note) => {
    context.logger.info(`note ${note}`);
    context.logMetric('notes', note);
  });
  for (let line = 0; line < params.lines; line++) {
    context.logMetric('line', line);
    await context.logger.info(`line ${line}`);
    context.logResult('last', line);
  }
  return params.lines;
});
