import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { getOrCreateContext, runLocal, withContext } from 'tidemark/local';
import { tell } from './tell.js';

/** A run without Temporal, in one of the ways that there are. It waits for a file, and heeds or does not heed what it is told. */
const { how, gate, heeds, uid } = JSON.parse(process.env['TIDEMARK_FAULT_WORKER'] ?? '{}') as {
  readonly how: 'runLocal' | 'withContext' | 'getOrCreateContext';
  readonly gate: string;
  readonly heeds: boolean;
  readonly uid: string;
};

async function job(context: RunContext): Promise<string> {
  context.logArtifact('body', { body: `by ${process.pid}` });
  for (let row = 0; row < 25; row++) context.logMetric('loss', 1 / (row + 1), row);
  await context.logger.info('began');
  tell(`began ${context.attempt}`);
  while (!existsSync(gate)) {
    if (heeds && context.signal.aborted) {
      tell(`stopped ${(context.signal.reason as Error).message}`);
      context.logger.warn('stops');
      throw context.signal.reason as Error;
    }
    await sleep(10);
  }
  for (let row = 25; row < 50; row++) context.logMetric('loss', 1 / (row + 1), row);
  context.logger.info('went on');
  return 'went';
}

try {
  if (how === 'runLocal') await runLocal(job, { uid, name: 'local' });
  else if (how === 'withContext') await withContext('local', job);
  else {
    const context = await getOrCreateContext('local');
    context.logResult('return', await job(context));
    await context.commit({ completed: true });
  }
  tell('completed');
} catch (error) {
  tell(`threw ${(error as Error).name}: ${(error as Error).message}`);
  process.exitCode = 1;
}
