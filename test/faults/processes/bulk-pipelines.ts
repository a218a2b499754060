import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';
import type { LogBulk } from './log-bulk.js';

const steps = proxySteps<typeof handlers>({
  heartbeatTimeout: '5 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 1 },
});

/** One step that wants much room, until there is enough. */
export const bulk = definePipeline('bulk', async (_context, params: LogBulk) => {
  const { results } = await steps.logBulk({ params });
  return results['after'];
});
