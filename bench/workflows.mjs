import { proxyActivities } from '@temporalio/workflow';
import { definePipeline, proxySteps } from 'tidemark/workflow';

const activities = proxyActivities({ startToCloseTimeout: '1 minute' });
const steps = proxySteps({ startToCloseTimeout: '1 minute' });

/** `count` bare activities, one after the other or all at once. */
export async function bareSteps({ count, parallel }) {
  const calls = Array.from({ length: count }, (_, number) => () => activities.bare({ params: { number } }));
  return run(calls, parallel);
}

/** The same with tracked steps, each given the dataset of the first by its URI. */
export const trackedSteps = definePipeline('tracked-steps', async (_context, { count, parallel, data }) => {
  const calls = Array.from({ length: count }, (_, number) => () => steps.tracked({ params: { number }, inputs: { data } }));
  await run(calls, parallel);
});

/** `count` steps of one handler, without params. */
export const stepsOf = definePipeline('steps-of', async (_context, { handler, count, parallel }) => {
  const calls = Array.from({ length: count }, () => () => steps[handler]());
  await run(calls, parallel);
});

async function run(calls, parallel) {
  if (parallel) return void (await Promise.all(calls.map((call) => call())));
  for (const call of calls) await call();
}
