import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { tell } from './tell.js';

export const ROWS = 1000;
const ROWS_A_TURN = 10;

/** What the step that gets killed is asked for. */
export type LogMuch = {
  /** Makes the bodies of this round its own. */
  readonly salt: string;
  /** Goes on where the last attempt stopped, instead of beginning anew. */
  readonly resumes: boolean;
  /** How long each ten rows take, in milliseconds. */
  readonly pauseMillis: number;
};

/** Logs 1,000 metric rows, 20 results, 50 lines and 5 artifacts, all of them bound to the number of the row, and says how far it is. */
export async function logMuch(context: RunContext, params: LogMuch): Promise<void> {
  const { resumes, pauseMillis } = params;
  tell(`began ${context.attempt}`);
  if (resumes) await context.once('first rows', () => logRows(context, params, { from: 0, to: ROWS / 10 }));
  const from = resumes ? ((await context.lastCheckpoint<number>()) ?? ROWS / 10) : 0;
  for (let row = from; row < ROWS; row += ROWS / 10) {
    await logRows(context, params, { from: row, to: row + ROWS / 10 });
    if (resumes) await context.checkpoint(row + ROWS / 10);
    else await context.logMetric('loss', lossAt(row), row);
    tell(`durable ${row + ROWS / 10}`);
  }
  tell('ended');
  await sleep(pauseMillis);
}

async function logRows(context: RunContext, params: LogMuch, { from, to }: { from: number; to: number }): Promise<void> {
  for (let row = from; row < to; row++) {
    context.logMetric('loss', lossAt(row), row);
    if (row % 50 === 7) context.logResult(`result-${(row - 7) / 50}`, { row, at: new Date(row), big: 10n ** BigInt(row % 30) });
    if (row % 20 === 11) context.logger.info(`line ${(row - 11) / 20}`, { row });
    if (row % 200 === 113) await logBody(context, params.salt, (row - 113) / 200);
    if (row % ROWS_A_TURN !== ROWS_A_TURN - 1) continue;
    tell(`row ${row + 1}`);
    await sleep(params.pauseMillis);
  }
}

// One is not a number, one of infinite size.
function lossAt(row: number): number {
  if (row === 500) return Number.NaN;
  return row === 0 ? Number.POSITIVE_INFINITY : 1 / row;
}

// Every other one is awaited: the record of the others may still be on its way when the process dies.
async function logBody(context: RunContext, salt: string, number: number): Promise<void> {
  switch (number) {
    case 0:
      context.logArtifact('text', { body: salt.repeat(20_000), labels: { salt } });
      return;
    case 1:
      await context.logArtifact('stream', { body: chunks(salt) });
      return;
    case 2:
      context.logDataset(
        'table',
        Array.from({ length: 200 }, (_, n) => ({ n, salt })),
      );
      return;
    case 3:
      await context.logModel('model', { body: `${salt} as a model`, framework: 'none' });
      return;
    default:
      context.logChart('chart', { mark: 'bar', data: { values: [{ salt, n: 1 }] }, encoding: { x: { field: 'n', type: 'quantitative' } } });
  }
}

async function* chunks(salt: string): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; chunk < 8; chunk++) {
    yield Buffer.from(`${chunk} ${salt}\n`.repeat(4000));
    await sleep(1);
  }
}
