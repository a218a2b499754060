import type { RunContext } from 'tidemark';

/** Metrics, lines of every level, and values that JSON does not have. */
export async function series(context: RunContext, params: { rate?: number }): Promise<void> {
  const rate = params.rate ?? 1;
  console.log('printed by the handler');
  process.stdout.write('written by the handler\n');
  for (let step = 1; step <= 8; step++) context.logMetric('loss', rate / step, step);
  context.logMetric('accuracy', 0.5, 1);
  context.logger.debug('in detail');
  context.logger.info('going on', { step: 3 });
  context.logger.warn('a bit late');
  context.logResult('score', rate * 10);
  context.logResult('worst', Number.NaN);
  context.logResult('count', 12_345_678_901_234_567_890n);
  context.logResult('day', new Date('2026-03-01T00:00:00Z'));
  await context.logArtifact('notes', { body: `rate ${rate}`, localPath: 'notes.txt' });
}
