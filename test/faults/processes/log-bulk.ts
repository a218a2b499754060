import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';
import { tell } from './tell.js';

/** What a step is asked for that fills a disk. */
export type LogBulk = {
  /** Lines of 4 KiB. */
  readonly lines: number;
  /** Bytes of the large body; 0 for none. */
  readonly bytes: number;
  /** `array` and `stream` are awaited; `unawaited` is not, and its failure is the step's all the same. */
  readonly how: 'array' | 'stream' | 'unawaited';
};

// A file that may not grow any more is an error to handle, not the end of the process.
process.on('SIGXFSZ', () => undefined);

/** Logs a little, then more than there is room for. */
export async function logBulk(context: RunContext, { lines, bytes, how }: LogBulk): Promise<void> {
  tell(`began ${context.attempt}`);
  context.logMetric('before', 1);
  await context.logArtifact('small', { body: 'fits in' });
  for (let line = 0; line < lines; line++) {
    const receipt = context.logger.info(`${line} ${'x'.repeat(4096)}`);
    if (line % 10 === 0) await receipt;
    if (line % 50 === 0) await sleep(5);
  }
  tell('logged');
  if (bytes > 0) await logBody(context, bytes, how);
  await context.logResult('after', lines);
}

async function logBody(context: RunContext, bytes: number, how: LogBulk['how']): Promise<void> {
  const receipt = context.logArtifact('large', { body: how === 'stream' ? chunks(bytes) : new Uint8Array(bytes).fill(7) });
  if (how !== 'unawaited') await receipt;
}

async function* chunks(bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0; left -= 64 * 1024) {
    yield new Uint8Array(Math.min(left, 64 * 1024)).fill(7);
    await sleep(1);
  }
}
