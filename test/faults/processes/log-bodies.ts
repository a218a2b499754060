import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { tell } from './tell.js';

/** What a step is asked for that logs bodies for a while. */
export type LogBodies = {
  /** Makes the bodies of this run its own. */
  readonly salt: string;
  readonly rows: number;
  readonly pauseMillis: number;
};

/** Larger than what is held in memory of a stream, in some rows. */
export const STREAM_BYTES = 9_000_000;

/** The text of a row's body; every fourth one is that of the row before. */
export function textOf(salt: string, row: number): string {
  return `${salt} ${row % 4 === 3 ? row - 1 : row}\n`.repeat(200);
}

/** Logs a metric and a body a row, every second body awaited; now and then one is a stream. Tells what was acknowledged. */
export async function logBodies(context: RunContext, { salt, rows, pauseMillis }: LogBodies): Promise<number> {
  tell(`began ${context.attempt} ${context.uid}`);
  for (let row = 0; row < rows; row++) {
    context.logMetric('row', row, row);
    const body = row % 50 === 30 ? stream(salt, row) : textOf(salt, row);
    const receipt = context.logArtifact(`body-${row}`, { body });
    if (row % 2 === 1) {
      await receipt;
      tell(`durable ${context.uid} ${row + 1} ${Date.now()}`);
    }
    await sleep(pauseMillis);
  }
  tell(`ended ${context.uid}`);
  return rows;
}

async function* stream(salt: string, row: number): AsyncGenerator<Uint8Array> {
  const chunk = new TextEncoder().encode(`${salt} ${row}`.padEnd(100_000, '.'));
  for (let sent = 0; sent < STREAM_BYTES; sent += chunk.length) yield chunk;
}
