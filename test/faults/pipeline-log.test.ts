import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pipelineUid } from '../../src/tracking/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import { StoppingScene } from './stopping-scene.js';

const LINES = 60;
const NOTES = 20;
const ROUNDS = faultRounds(1);

describe.each(trackingStores)('the log of a pipeline whose workers are killed, on $name', ({ name, open }) => {
  const chance = seeded(faultSeed(`the log of a pipeline, ${name}`));
  let store: FreshStore;
  let scene: StoppingScene;
  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    scene = await StoppingScene.open(folder, store.url);
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => [round + 1]))(
    'has each call once, in its order (round %i)',
    { timeout: 180_000 },
    async () => {
      const taskQueue = scene.ownQueue();
      const workflowId = `talks-${randomUUID()}`;
      let worker = await scene.startWorker(taskQueue);
      const handle = await scene.temporal.workflow.start('talks', {
        workflowId,
        taskQueue,
        args: [{ lines: LINES }],
        // What a worker that is gone had in hand is given to another one after this.
        workflowTaskTimeout: '1 second',
      });
      const telling = (async () => {
        for (let note = 0; note < NOTES; note++) {
          await sleep(chance() * 150);
          await handle.signal('note', note);
        }
      })();
      for (let kill = 0; kill < 2; kill++) {
        await sleep(100 + chance() * 600);
        await worker.kill();
        worker = await scene.startWorker(taskQueue);
      }
      await telling.catch(() => undefined);
      expect(await handle.result()).toBe(LINES);
      const run = await scene.client.getRun(pipelineUid('default', workflowId, handle.firstExecutionRunId));
      const lines: string[] = [];
      for await (const { message } of run.logs()) lines.push(message);
      expect(lines.filter((line) => line.startsWith('line'))).toEqual(Array.from({ length: LINES }, (_, line) => `line ${line}`));
      const notes = lines.filter((line) => line.startsWith('note'));
      // One that came after the last line has ended with its workflow.
      expect(notes).toEqual(Array.from({ length: notes.length }, (_, note) => `note ${note}`));
      expect((await run.metrics('line')).map(({ step, value }) => [step, value])).toEqual(
        Array.from({ length: LINES }, (_, line) => [line, line]),
      );
      expect((await run.metrics('notes')).map(({ value }) => value)).toEqual(Array.from({ length: notes.length }, (_, note) => note));
      expect(run.record).toMatchObject({ state: 'completed', attempt: 1, results: { last: LINES - 1, return: LINES } });
      await worker.kill();
    },
  );
});
