import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';

export async function slow(context: RunContext): Promise<void> {
  process.stdout.write('step began\n');
  for (let i = 0; i < 10; i++) {
    context.logMetric('tick', i);
    await sleep(150);
  }
  context.logArtifact('doc', { body: 'done' });
}
