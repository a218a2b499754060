import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';
import type { Leak } from './leak.js';

const steps = proxySteps<typeof handlers>({
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '50 milliseconds', maximumAttempts: 2 },
});
const onceOnly = proxySteps<typeof handlers>({ retry: { maximumAttempts: 1 } });

/** A step that lets its secret out and fails at first, one that fails for good; what came of both is logged and returned. */
export const leaks = definePipeline('leaks', async (context, params: Leak) => {
  const { results } = await steps.leak({ params });
  await context.logResult('of-step', results);
  try {
    await onceOnly.failWithSecret({ params: { marker: params.marker } });
  } catch (error) {
    context.logger.error('a step failed', { reason: String(error), cause: String((error as Error).cause) });
  }
  return results;
});
