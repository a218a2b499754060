import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { checkUnharmed, spooled } from './away.js';
import { bodiesShown } from './expected.js';
import { bodyOutages } from './outages.js';
import type { FragileStore } from './outages.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import { compare, latestOf, recordsOf, shown, unmatched } from './shown.js';
import type { WatchedProcess } from './watched-process.js';

/** Seconds without the store: a minute for the full counts, a few by default. */
const AWAY_MILLIS = Math.min(faultRounds(6), 60) * 1000;
const KILLS = Math.min(faultRounds(1), 10);
const LONG = 2;
const SHORT_ROWS = 6;
const PAUSE_MILLIS = 60;

describe.each(bodyOutages)('$name', ({ name, open }) => {
  const chance = seeded(faultSeed(name));
  const tally = { lost: 0, doubled: 0, outages: 0, millis: 0, acknowledged: 0, kills: 0, kept: 0 };
  let store: FragileStore;
  let scene: Scene;
  let home: string;

  beforeAll(async () => {
    const folder = temporaryFolder();
    store = await open(folder);
    scene = await Scene.open(folder, { tracking: `sqlite:${join(folder, 'tracking.db')}`, artifacts: store.url });
    ({ home } = scene.services.configuration);
  });
  afterAll(async () => {
    await scene.close();
    await store.close();
    const { lost, doubled, outages, millis, acknowledged, kills, kept } = tally;
    console.log(
      `${name}: ${outages} times, ${Math.round(millis / 1000)} s altogether; ${lost} rows lost, ${doubled} doubled; meanwhile ` +
        `${acknowledged} bodies acknowledged; ${kills} workers killed meanwhile, ${kept} bodies of theirs kept`,
    );
  });

  it('fails no step and loses no body, and the spool is empty afterwards', { timeout: 120_000 + 3 * AWAY_MILLIS }, async () => {
    await survive(AWAY_MILLIS, () => beAway(AWAY_MILLIS));
    expect(tally.acknowledged).toBeGreaterThan(0);
  });

  it('does the same when it happens again and again', { timeout: 240_000 }, async () => {
    const times = Math.min(faultRounds(3), 20);
    await survive(times * 2500, async () => {
      for (let time = 0; time < times; time++) {
        await beAway(100 + chance() * 2500);
        await sleep(chance() * 1200);
      }
    });
  });

  const kills = Array.from({ length: KILLS }, (_, round) => [round] as const);

  it.each(kills)('does the same when the worker is killed meanwhile (round %i)', { timeout: 120_000 }, async (round) => {
    const params = { salt: `killed ${name} ${round}`, rows: 60, pauseMillis: 30 };
    const worker = await scene.startWorker();
    const run = await scene.start('oneWithBodies', params);
    await worker.told('durable', 1 + Math.floor(chance() * 4));
    await store.begin();
    const before = durable(worker).length;
    await worker.told('durable', before + 4 + Math.floor(chance() * 6));
    await worker.kill();
    tally.kills += 1;
    tally.acknowledged += durable(worker).length - before;
    expect(spooled(home)).toHaveLength(2);
    // The next one starts while the store is still away, and goes on trying.
    const next = await scene.startWorker();
    expect(spooled(home).length).toBeGreaterThanOrEqual(2);
    await sleep(chance() * 1500);
    await store.end();
    await scene.resultOf(run);
    await eventually(() => spooled(home).length === 0);
    await next.kill();
    const uid = run.stepUid('logBodies-1');
    const [found, expected] = [await shown(scene.services, uid), bodiesShown(params)];
    count(compare(found, expected));
    expect(found).toEqual(expected);
    const attempts = [{ state: 'aborted' }, { state: 'completed' }];
    expect(await scene.services.tracking.getRun(uid)).toMatchObject({ state: 'completed', attempt: 2, attempts });
    expect(await latestOf(scene.services, 'store://artifacts/faults/logBodies_body-1')).toMatchObject({ runUid: uid, attempt: 2 });
    await checkKept(uid, worker, expected.artifacts);
  });

  it('leaves no record without its body, and no body without its record', async () => {
    const runs = (await scene.services.tracking.listRuns()).map(({ uid }) => uid);
    const { withoutBody, withoutRecord } = await unmatched(scene.services, 'faults', await recordsOf(scene.services, runs));
    expect(withoutBody).toEqual([]);
    // A killed worker may have stored a body, and not yet its record.
    expect(withoutRecord.length).toBeLessThanOrEqual(2 * tally.kills);
  });

  /** Checks every row of a pipeline that goes on while something happens. */
  async function survive(millis: number, happen: () => Promise<void>): Promise<void> {
    const worker = await scene.startWorker();
    const [salt, rows] = [`${millis} ${name}`, Math.round((millis + 3000) / PAUSE_MILLIS)];
    const short = Math.round(millis / 1000);
    const params = { salt, rows, pauseMillis: PAUSE_MILLIS, long: LONG, short, shortRows: SHORT_ROWS };
    const run = await scene.start('bodiesAway', params);
    await worker.told('began', LONG);
    await sleep(500 + chance() * 1000);
    const before = durable(worker).length;
    await happen();
    tally.acknowledged += durable(worker).length - before;
    await scene.resultOf(run);
    for (let number = 0; number < LONG; number++)
      await checkUnharmed(scene, run.stepUid(`long-${number}`), { expected: bodiesShown({ salt: `${salt} ${number}`, rows }), tally });
    for (let number = 0; number < short; number++) {
      const expected = bodiesShown({ salt: `${salt} short ${number}`, rows: SHORT_ROWS });
      await checkUnharmed(scene, run.stepUid(`short-${number}`), { expected, tally });
    }
    expect(spooled(home)).toEqual([]);
    expect(worker.errors).toBe('');
    await worker.kill();
  }

  async function beAway(millis: number): Promise<void> {
    await store.begin();
    await sleep(millis);
    await store.end();
    tally.outages += 1;
    tally.millis += millis;
  }

  /** Under the killed attempt is every body that it was told is durable, out of sight, and nothing that it did not log. */
  async function checkKept(uid: string, { lines }: WatchedProcess, all: readonly string[]): Promise<void> {
    const { artifacts } = await shown(scene.services, uid, 1);
    const keys = new Set(artifacts.map((one) => one.split(' ')[0]));
    const acknowledged = lines.filter((line) => line.startsWith('durable')).map((line) => `body-${Number(line.split(' ')[2]) - 1}`);
    const missing = acknowledged.filter((key) => !keys.has(key));
    tally.kept += artifacts.length;
    tally.lost += missing.length;
    expect(missing).toEqual([]);
    expect(all).toEqual(expect.arrayContaining([...artifacts]));
    for (const { status, tags, version } of await scene.services.tracking.listArtifacts({ runUid: uid, attempt: 1, includePending: true }))
      expect({ state: status.state, tags, version }).toEqual({ state: 'superseded', tags: [], version: 0 });
  }

  function count({ lost, doubled }: { readonly lost: number; readonly doubled: number }): void {
    tally.lost += lost;
    tally.doubled += doubled;
  }
});

function durable({ lines }: WatchedProcess): readonly string[] {
  return lines.filter((line) => line.startsWith('durable'));
}
