import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { startDevServer } from '../../src/worker/index.js';
import type { DevServer } from '../../src/worker/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { neverKilled } from './never-killed.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import type { UnderWay } from './scene.js';
import { compare, latestOf, recordsOf, shown, unmatched } from './shown.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import type { WatchedProcess } from './watched-process.js';

const ROUNDS = faultRounds(2);
const LINKS = [0, 1, 2];

describe.each(trackingStores)('kill -9 of the Temporal server in the middle of a pipeline, on $name', ({ name, open }) => {
  const chance = seeded(faultSeed(`kill -9 of the Temporal server, ${name}`));
  const tally = { lost: 0, doubled: 0, attempts: 0 };
  const runs: string[] = [];
  let folder: string;
  let server: DevServer;
  let store: FreshStore;
  let scene: Scene;
  let worker: WatchedProcess;

  beforeAll(async () => {
    folder = temporaryFolder();
    server = await startDevServer({ folder: join(folder, 'temporal'), ui: false });
    store = await open(folder);
    scene = await Scene.open(folder, { tracking: store.url, address: server.address });
    worker = await scene.startWorker();
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
    await server.stop();
    const { lost, doubled, attempts } = tally;
    console.log(`${name}: ${ROUNDS} rounds, ${lost} rows lost, ${doubled} doubled; ${attempts} attempts of ${3 * ROUNDS} steps`);
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => [round + 1, round % 2 === 1] as const))(
    'loses and doubles nothing: the pipeline completes (round %i, resumes: %s)',
    async (round, resumes) => {
      const params = { salt: `round ${round}`, resumes, pauseMillis: 3 };
      worker.lines.length = 0;
      const run = await scene.start('chain', params);
      await worker.told('row', 1 + Math.floor(chance() * 299));
      await sleep(chance() * 20);
      await killServer();
      // Shorter and longer than a heartbeat timeout.
      await sleep(chance() * 3000);
      await startServer();
      await answering(run);
      await scene.resultOf(run);
      const pipeline = await scene.services.tracking.getRun(run.uid);
      expect(pipeline).toMatchObject({ state: 'completed', attempt: 1 });
      const { metrics, lines } = await shown(scene.services, run.uid);
      expect(metrics).toEqual(LINKS.map((link) => `link ${link} ${link * 10}`));
      expect(lines).toEqual(LINKS.map((link) => `info logger link ${link} undefined`));
      for (const link of LINKS)
        await checkLink(pipeline?.results[`uid-${link}`] as string, { ...params, salt: `${params.salt} ${link}` }, { link, round });
      const children = await scene.services.tracking.listRuns({ parentUid: run.uid });
      expect(children.map((child) => child.state)).toEqual(['completed', 'completed', 'completed']);
    },
    120_000,
  );

  it('leaves no record without its body, and no body without its record', async () => {
    expect(await unmatched(scene.services, 'faults', await recordsOf(scene.services, runs))).toEqual({
      withoutBody: [],
      withoutRecord: [],
    });
  });

  async function checkLink(
    uid: string,
    params: Parameters<typeof neverKilled>[0],
    { link, round }: { link: number; round: number },
  ): Promise<void> {
    runs.push(uid);
    const run = await scene.services.tracking.getRun(uid);
    tally.attempts += run?.attempt ?? 0;
    expect(run).toMatchObject({ state: 'completed', name: `link-${link}` });
    const expected = await neverKilled(params, `link-${link}`);
    const found = await shown(scene.services, uid);
    const { lost, doubled } = compare(found, expected);
    tally.lost += lost;
    tally.doubled += doubled;
    expect(found).toEqual(expected);
    const latest = await latestOf(scene.services, `store://models/faults/link-${link}_model`);
    expect(latest).toMatchObject({ runUid: uid, attempt: run?.attempt, version: round });
  }

  async function killServer(): Promise<void> {
    process.kill(server.pid, 'SIGKILL');
    while (isThere(server.pid)) await sleep(5);
  }

  async function startServer(): Promise<void> {
    const port = Number(server.address.split(':')[1]);
    server = await startDevServer({ folder: join(folder, 'temporal'), ui: false, port });
  }
});

/** The connection has to find the server again. */
async function answering(run: UnderWay): Promise<void> {
  for (const limit = Date.now() + 10_000; ; await sleep(100)) {
    try {
      await run.handle.describe();
      return;
    } catch (error) {
      if (Date.now() > limit) throw error;
    }
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
