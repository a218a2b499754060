import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';
import type { LogInCrowd } from './log-in-crowd.js';

// One that fails once has failed: what is passing must not be seen.
const steps = proxySteps<typeof handlers>({ retry: { maximumAttempts: 1 } });

/** Many steps at once. */
export const crowd = definePipeline('crowd', async (context, { size, ...params }: LogInCrowd & { readonly size: number }) => {
  const done = await Promise.all(Array.from({ length: size }, () => steps.logInCrowd({ params })));
  context.logResult('size', done.length);
  return done.map(({ uid }) => uid);
});
