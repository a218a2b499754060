/** The job as a script: the run is closed as completed, or as error if the block throws. */
import { fileURLToPath } from 'node:url';
import { withContext } from 'tidemark/local';
import { job } from './job.js';

await withContext('train', async (context) => {
  // The input that the script was started with, else the file beside it.
  context.getInput('infile.txt', context.inputs['infile.txt'] ?? fileURLToPath(new URL('infile.txt', import.meta.url)));
  await job(context, { p1: context.getParam('p1', 1), p2: context.getParam('p2', 'x') });
});
