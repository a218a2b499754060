/** The job as a script that says itself when it is done. Ending without that commit leaves the run aborted, not running for ever. */
import { fileURLToPath } from 'node:url';
import { getOrCreateContext } from 'tidemark/local';
import { job } from './job.js';

const context = await getOrCreateContext('train');
// The input that the script was started with, else the file beside it.
context.getInput('infile.txt', context.inputs['infile.txt'] ?? fileURLToPath(new URL('infile.txt', import.meta.url)));
await job(context, { p1: context.getParam('p1', 1), p2: context.getParam('p2', 'x') });
await context.commit({ completed: true });
