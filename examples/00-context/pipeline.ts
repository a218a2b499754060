/** The job as the only step of a pipeline. Everything around it is an ordinary Temporal workflow. */
import { definePipeline, proxySteps } from 'tidemark/workflow';
import type * as handlers from './handlers.js';

const steps = proxySteps<typeof handlers>({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 3 } });

export const jobPipeline = definePipeline('job-pipeline', async (context, params: { infile: string; p1?: number }) => {
  const done = await steps.myJob({ params: { p1: params.p1 }, inputs: { 'infile.txt': params.infile } });
  context.logResult('accuracy', done.results.accuracy);
  return done.artifacts.model;
});
