import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { tell } from './tell.js';

/** What a step is asked for that logs for a while. */
export type LogLong = {
  /** Makes the bodies of this run its own. */
  readonly salt: string;
  readonly rows: number;
  readonly pauseMillis: number;
};

/** Logs row after row: some awaited and some not, in lines of each kind, now and then with a body; and tells what was acknowledged. */
export async function logLong(context: RunContext, { salt, rows, pauseMillis }: LogLong): Promise<number> {
  tell(`began ${context.attempt} ${context.uid}`);
  for (let row = 0; row < rows; row++) {
    context.logMetric('row', row / 8, row);
    if (row % 5 === 0) context.logger.info(`row ${row}`, { row });
    if (row % 5 === 2) console.log(`printed ${row}`);
    if (row % 50 === 25) await logBody(context, salt, row);
    if (row % 10 === 9) {
      await context.logResult('rows', row + 1);
      tell(`durable ${context.uid} ${row + 1} ${Date.now()}`);
    }
    await sleep(pauseMillis);
  }
  tell(`ended ${context.uid}`);
  return rows;
}

async function logBody(context: RunContext, salt: string, row: number): Promise<void> {
  const receipt = context.logArtifact(`body-${row}`, { body: `${salt} ${row}\n`.repeat(500) });
  if (row % 100 === 25) await receipt;
}

/** What one link of a relay is asked for. */
export type Relay = { readonly link: number; readonly pauseMillis: number };

/** A short step: reads what the one before it wrote, by its URI, and writes more. */
export async function relay(context: RunContext, { link, pauseMillis }: Relay): Promise<void> {
  const before = link === 0 ? '' : await context.getInput('before').text();
  context.logResult('link', link);
  context.logger.info(`link ${link} after ${before}`);
  await sleep(pauseMillis);
  context.logMetric('link', link, link);
  context.logArtifact('text', { body: `${before}${link};` });
}
