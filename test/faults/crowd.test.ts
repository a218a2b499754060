import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { spooled } from './away.js';
import { faultRounds } from './rounds.js';
import { Scene } from './scene.js';
import { compare, shown } from './shown.js';
import type { Shown } from './shown.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import type { WatchedProcess } from './watched-process.js';

const ROUNDS = Math.min(faultRounds(1), 10);
const WORKERS = 4;
const STEPS = 200;
const LOGGED = 12;

describe.each(trackingStores)(`${STEPS} steps at once in ${WORKERS} processes, on $name`, ({ name, open }) => {
  const tally = { lost: 0, doubled: 0, millis: [] as number[], blocked: 0 };
  let folder: string;
  let store: FreshStore;
  let scene: Scene;
  let workers: readonly WatchedProcess[];

  beforeAll(async () => {
    folder = temporaryFolder();
    store = await open(folder);
    scene = await Scene.open(folder, { tracking: store.url });
    workers = await Promise.all(Array.from({ length: WORKERS }, () => scene.startWorker('worker.ts', { steps: STEPS / WORKERS })));
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
    const { lost, doubled, millis, blocked } = tally;
    console.log(
      `${name}: ${ROUNDS} times ${STEPS} steps in ${millis.map((time) => `${(time / 1000).toFixed(1)} s`).join(', ')}; ` +
        `${lost} rows lost, ${doubled} doubled; no process stood still for longer than ${blocked} ms`,
    );
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'lose nothing, and no line is in the log of another (round %i)',
    async (round) => {
      const meeting = join(folder, `meeting ${round}`);
      mkdirSync(meeting);
      const began = performance.now();
      const params = { meeting, together: STEPS, rounds: LOGGED, size: STEPS / WORKERS };
      const pipelines = await Promise.all(Array.from({ length: WORKERS }, () => scene.start('crowd', params)));
      const uids = (await Promise.all(pipelines.map(({ handle }) => handle.result() as Promise<string[]>))).flat();
      tally.millis.push(performance.now() - began);
      expect(new Set(uids).size).toBe(STEPS);
      for (const uid of uids) await checkStep(uid);
      for (const { uid } of pipelines) {
        expect(await scene.services.tracking.getRun(uid)).toMatchObject({
          state: 'completed',
          attempt: 1,
          results: { size: STEPS / WORKERS },
        });
      }
      expect(
        workers.map(({ errors }) => errors.split('\n').filter((line) => line !== '' && !/^[0-9a-f]{32} error \d+$/.test(line))),
      ).toEqual(workers.map(() => []));
      expect(spooled(scene.services.configuration.home)).toEqual([]);
    },
  );

  async function checkStep(uid: string): Promise<void> {
    const record = await scene.services.tracking.getRun(uid);
    expect(record).toMatchObject({ state: 'completed', attempt: 1, attempts: [{ state: 'completed' }] });
    const found = await shown(scene.services, uid);
    const { loop, ...results } = found.results;
    tally.blocked = Math.max(tally.blocked, Number(loop));
    const expected = crowdShown(uid);
    const { lost, doubled } = compare({ ...found, results }, expected);
    tally.lost += lost;
    tally.doubled += doubled;
    expect({ ...found, results }).toEqual(expected);
  }
});

function crowdShown(uid: string): Shown {
  const rounds = Array.from({ length: LOGGED }, (_, round) => round);
  return {
    results: Object.fromEntries(rounds.map((round) => [`round ${round}`, uid])),
    metrics: rounds.map((round) => `round ${round} ${round / 4}`),
    lines: rounds.flatMap((round) => [
      `info stdout ${uid} log ${round} undefined`,
      `info logger ${uid} line ${round} {"uid":"${uid}"}`,
      `info stdout ${uid} write ${round} undefined`,
      `error stderr ${uid} error ${round} undefined`,
    ]),
    artifacts: [`uid artifact text/plain {} ${createHash('sha256').update(uid).digest('hex')}`],
  };
}
