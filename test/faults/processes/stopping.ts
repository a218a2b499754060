import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { tell } from './tell.js';

/** What a step that is to be stopped is asked for. */
export type Stoppable = {
  readonly name: string;
  /** A folder: the step goes on when there is a file of its name in it. */
  readonly gates: string;
  /** How many attempts fail by themselves, at once. */
  readonly failures?: number;
};

/** How many rows it logs before it waits. */
export const ROWS = 25;

/** Logs, and waits until it may go on or is told to stop: then it logs what nobody awaits, and throws. */
export async function heeds(context: RunContext, { name, gates, failures = 0 }: Stoppable): Promise<string> {
  await begin(context, name);
  if (context.attempt <= failures) throw new Error(`attempt ${context.attempt} fails`);
  while (!existsSync(join(gates, name))) {
    if (context.signal.aborted) {
      tell(`stopped ${name} ${String((context.signal.reason as Error).message)}`);
      context.logger.warn('stops');
      context.logMetric('loss', -1, ROWS);
      context.logArtifact('rest', { body: `saved by attempt ${context.attempt}` });
      throw context.signal.reason as Error;
    }
    await sleep(10);
  }
  return 'went';
}

/** The same, deaf: what it is told changes nothing. */
export async function goesOn(context: RunContext, { name, gates }: Stoppable): Promise<string> {
  await begin(context, name);
  context.signal.addEventListener('abort', () => tell(`stopped ${name} ${String((context.signal.reason as Error).message)}`));
  while (!existsSync(join(gates, name))) await sleep(10);
  tell(`goes on ${name}`);
  context.logger.warn('goes on');
  await context.logArtifact('rest', { body: `of attempt ${context.attempt}` });
  return 'went';
}

async function begin(context: RunContext, name: string): Promise<void> {
  context.logArtifact('body', { body: `body of ${name}, attempt ${context.attempt}` });
  for (let row = 0; row < ROWS; row++) context.logMetric('loss', 1 / (row + 1), row);
  await context.logger.info('began', { name });
  tell(`began ${name} ${context.attempt}`);
}
