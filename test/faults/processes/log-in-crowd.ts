import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from 'tidemark';

/** What a step of a crowd is asked for. */
export type LogInCrowd = {
  /** Where each step leaves a file, and waits for those of all others. */
  readonly meeting: string;
  readonly together: number;
  readonly rounds: number;
};

const loop = monitorEventLoopDelay({ resolution: 10 });

/** Waits until all steps of the crowd run, then logs its own uid in every way at once. */
export async function logInCrowd(context: RunContext, { meeting, together, rounds }: LogInCrowd): Promise<void> {
  const { uid } = context;
  writeFileSync(join(meeting, uid), '');
  while (readdirSync(meeting).length < together) await sleep(100);
  loop.enable();
  for (let round = 0; round < rounds; round++) {
    console.log(`${uid} log ${round}`);
    await sleep(Math.random() * 20);
    process.stdout.write(`${uid} wri`);
    context.logMetric('round', round / 4, round);
    await new Promise((resolve) => setImmediate(resolve));
    context.logger.info(`${uid} line ${round}`, { uid });
    process.stdout.write(`te ${round}\n`);
    const receipt = context.logResult(`round ${round}`, uid);
    if (round % 3 === 0) await receipt;
    console.error(`${uid} error ${round}`);
  }
  await context.logArtifact('uid', { body: uid });
  // The longest time that this process could do nothing else.
  context.logResult('loop', Math.round(loop.max / 1e6));
}
