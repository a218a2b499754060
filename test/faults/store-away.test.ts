import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { checkOwnRows, checkRelays, checkUnharmed, spooled } from './away.js';
import { longShown } from './expected.js';
import { outages } from './outages.js';
import type { FragileStore } from './outages.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import type { UnderWay } from './scene.js';
import { recordsOf, unmatched } from './shown.js';
import type { WatchedProcess } from './watched-process.js';

/** Seconds without the store: a minute for the full counts, a few by default. */
const AWAY_MILLIS = Math.min(faultRounds(6), 60) * 1000;
const LONG = 2;
const RELAYS = 4;
const PAUSE_MILLIS = 20;

/** Epoch milliseconds between which nothing answered. */
type Span = readonly [from: number, to: number];

describe.each(outages)('$name', ({ name, open }) => {
  const chance = seeded(faultSeed(name));
  const tally = { lost: 0, doubled: 0, outages: 0, millis: 0, logged: 0, acknowledged: 0 };
  let store: FragileStore;
  let scene: Scene;
  let worker: WatchedProcess;

  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    scene = await Scene.open(folder, { tracking: store.url });
    worker = await scene.startWorker();
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
    const { lost, doubled, millis, logged, acknowledged } = tally;
    console.log(
      `${name}: ${tally.outages} times, ${Math.round(millis / 1000)} s altogether; ${lost} rows lost, ${doubled} doubled; ` +
        `meanwhile ${logged} lines logged and ${acknowledged} calls acknowledged`,
    );
  });

  it('fails no step and loses no row, and the spool is empty afterwards', { timeout: 120_000 + 3 * AWAY_MILLIS }, async () => {
    const meanwhile = await survive(AWAY_MILLIS, async () => [await beAway(AWAY_MILLIS)]);
    expect(meanwhile.logged).toBeGreaterThan(AWAY_MILLIS / 250);
    expect(meanwhile.acknowledged).toBeGreaterThan(0);
  });

  it('does the same when it happens again and again', { timeout: 240_000 }, async () => {
    const times = Math.min(faultRounds(3), 20);
    await survive(times * 1500, async () => {
      const away: Span[] = [];
      for (let time = 0; time < times; time++) {
        away.push(await beAway(100 + chance() * 1500));
        await sleep(chance() * 1200);
      }
      return away;
    });
  });

  it('leaves no record without its body, and no body without its record', async () => {
    const runs = (await scene.services.tracking.listRuns()).map(({ uid }) => uid);
    expect(await unmatched(scene.services, 'faults', await recordsOf(scene.services, runs))).toEqual({
      withoutBody: [],
      withoutRecord: [],
    });
  });

  /** Checks every row of a pipeline that goes on while something happens. Resolves to how much was logged in the long steps meanwhile. */
  async function survive(millis: number, happen: () => Promise<readonly Span[]>): Promise<{ logged: number; acknowledged: number }> {
    worker.lines.length = 0;
    const [salt, rows] = [`${millis} ${name}`, Math.round((millis + 3000) / PAUSE_MILLIS / 10) * 10];
    const [relays, links] = [RELAYS, Math.round(millis / 1000) + 4];
    const run = await scene.start('whileAway', { salt, rows, pauseMillis: PAUSE_MILLIS, long: LONG, relays, links, linkMillis: 300 });
    await worker.told('began', LONG);
    await sleep(500 + chance() * 1000);
    const away = await happen();
    await expect(run.handle.result()).resolves.toHaveLength(RELAYS);
    for (let number = 0; number < LONG; number++) {
      const expected = longShown({ salt: `${salt} ${number}`, rows });
      await checkUnharmed(scene, run.stepUid(`long-${number}`), { expected, tally });
    }
    await checkRelays(scene, run, { relays, links, tally });
    await checkOwnRows(scene, run, { relays, links, tally });
    expect(spooled(scene.services.configuration.home)).toEqual([]);
    expect(worker.errors).toBe('');
    return countIn(away, run);
  }

  async function beAway(millis: number): Promise<Span> {
    await store.begin();
    const from = Date.now();
    await sleep(millis);
    const to = Date.now();
    await store.end();
    tally.outages += 1;
    tally.millis += to - from;
    return [from, to];
  }

  async function countIn(away: readonly Span[], run: UnderWay): Promise<{ logged: number; acknowledged: number }> {
    const isIn = (time: number) => away.some(([from, to]) => time > from && time < to);
    const lines = await scene.services.tracking.logs(run.stepUid('long-0'));
    const logged = lines.filter(({ time }) => isIn(Date.parse(time))).length;
    const acknowledged = worker.lines.filter((line) => line.startsWith('durable') && isIn(Number(line.split(' ')[3]))).length;
    tally.logged += logged;
    tally.acknowledged += acknowledged;
    return { logged, acknowledged };
  }
});
