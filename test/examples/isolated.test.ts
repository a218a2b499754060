import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { openClient } from '../../src/client/index.js';
import type { Run, TidemarkClient } from '../../src/client/index.js';
import { startWorker } from '../../src/worker/index.js';
import { silence } from '../support/silence.js';
import { temporalAddress } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

silence();
const examples = join(import.meta.dirname, '../../examples');

/** Runs an example's pipeline with every handler isolated, or none; resolves to its steps. */
async function stepsOf(
  example: string,
  isolate: boolean,
  start: (client: TidemarkClient, taskQueue: string) => ReturnType<TidemarkClient['start']>,
) {
  const [home, taskQueue, address] = [temporaryFolder(), `example-${randomUUID().slice(0, 8)}`, await temporalAddress()];
  const temporal = new Client({ connection: await Connection.connect({ address }) });
  const folder = join(examples, example);
  const [handlersPath, pipelines] = [join(folder, 'handlers.ts'), join(folder, 'pipeline.ts')];
  const worker = await startWorker({ handlersPath, pipelines, isolate, home, taskQueue, connection: { address }, captureConsole: false });
  const client = await openClient({ home, temporal });
  try {
    const pipeline = await (await start(client, taskQueue)).run();
    expect(pipeline.record).toMatchObject({ state: 'completed' });
    const steps = await client.listRuns({ parentUid: pipeline.uid });
    return await Promise.all(steps.toReversed().map(seen));
  } finally {
    await client.close();
    await worker.stop();
    await temporal.connection.close();
  }
}

/** What is the same wherever a step ran; and whether that was this process. */
async function seen(run: Run) {
  const { name, state, attempt, results, attempts } = run.record;
  const metrics = (await run.metrics()).map(({ key, step, value }) => [key, step, value]);
  const records = await run.artifactRecords();
  // A report is of the run that it is about.
  const artifacts = records.map(({ key, kind, size }) => (key === 'report' ? [key, kind] : [key, kind, size])).sort();
  return { here: attempts.map(({ pid }) => pid === process.pid), step: { name, state, attempt, results, metrics, artifacts } };
}

it.each([
  [
    '00-context',
    (client: TidemarkClient, taskQueue: string) =>
      client.start('jobPipeline', { infile: join(examples, '00-context/infile.txt'), p1: 5 } as never, { taskQueue }),
    1,
  ],
  [
    '01-train',
    (client: TidemarkClient, taskQueue: string) =>
      client.start('trainPenguins', { raw: join(examples, '01-train/data/penguins.csv'), epochs: 30, failFirstAttempt: true } as never, {
        taskQueue,
      }),
    4,
  ],
] as const)('the example %s logs the same, isolated or not', async (example, start, count) => {
  const isolated = await stepsOf(example, true, start);
  const here = await stepsOf(example, false, start);
  expect(isolated).toHaveLength(count);
  expect(isolated.flatMap((one) => one.here)).not.toContain(true);
  expect(here.flatMap((one) => one.here)).not.toContain(false);
  expect(isolated.map(({ step }) => step)).toEqual(here.map(({ step }) => step));
});
