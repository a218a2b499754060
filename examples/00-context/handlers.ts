/** The job as a handler: for `runLocal`, or a step of a pipeline. Its declarations are checked before and after it runs. */
import { defineHandler } from 'tidemark';
import { z } from 'zod';
import { job } from './job.js';

export const myJob = defineHandler({
  name: 'train',
  params: z.object({ p1: z.number().default(1), p2: z.string().default('x') }),
  inputs: { 'infile.txt': 'artifact' },
  outputs: { model: 'artifact', html_result: 'artifact', chart: 'chart', mydf: 'dataset' },
  results: z.object({ accuracy: z.number(), loss: z.number() }),
  async run(context, params) {
    await job(context, params);
  },
});
