import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactRecord } from '../../src/core/index.js';
import { collectGarbage } from '../../src/retention/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { LogMuch } from './processes/log-much.js';
import { neverKilled } from './never-killed.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import type { UnderWay } from './scene.js';
import { compare, latestOf, recordsOf, shown, targetsOf, unmatched } from './shown.js';
import type { Shown } from './shown.js';
import { trackingStores } from './stores.js';
import type { FreshStore } from './stores.js';
import type { WatchedProcess } from './watched-process.js';

const ROUNDS = faultRounds(4);
const KEYS = ['text', 'stream', 'table', 'model', 'chart'];
const uriOf = (key: string) => {
  const kinds: Record<string, string> = { table: 'datasets', model: 'models', chart: 'charts' };
  return `store://${kinds[key] ?? 'artifacts'}/faults/logMuch_${key}`;
};

describe.each(trackingStores)('kill -9 of the worker in the middle of a step, on $name', ({ name, open }) => {
  const chance = seeded(faultSeed(`kill -9 of the worker, ${name}`));
  const tally = { lost: 0, doubled: 0, kills: 0, spooled: 0, orphans: 0 };
  const runs: string[] = [];
  /** Targets of bodies that have a record. */
  const known = new Set<string>();
  let store: FreshStore;
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
    const { kills, lost, doubled, spooled, orphans } = tally;
    console.log(
      `${name}: ${ROUNDS} rounds, ${kills} kills, ${lost} rows lost, ${doubled} doubled; ${spooled} spools left by a killed worker, ${orphans} bodies without a record right after a kill`,
    );
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => [round + 1, round % 2 === 1] as const))(
    'leaves the rows of a run that was never killed (round %i, resumes: %s)',
    async (round, resumes) => {
      const params = { salt: `round ${round}`, resumes, pauseMillis: 3 };
      const before = await latests();
      worker.lines.length = 0;
      const run = await scene.start('oneStep', params);
      const uid = run.stepUid('logMuch-1');
      runs.push(uid);
      const kills = 1 + Math.floor(chance() * 1.4) + Math.floor(chance() * 1.2);
      for (let kill = 0; kill < kills; kill++) {
        const killed = worker;
        const isOver = await killSomewhere(uid, before);
        worker = await scene.startWorker();
        await checkAcknowledged(uid, killed.lines);
        if (isOver) break;
      }
      await expect(scene.resultOf(run)).resolves.toHaveLength(5);
      const expected = await neverKilled(params);
      await checkPipeline(run, params);
      const found = await shown(scene.services, uid);
      const { lost, doubled } = compare(found, expected);
      tally.lost += lost;
      tally.doubled += doubled;
      expect(found).toEqual(expected);
      await checkAttempts(uid, expected);
      await checkLatest(uid, round);
      await know(await recordsOf(scene.services, [uid]));
    },
    120_000,
  );

  it('leaves no record without its body, and no body without its record: each retry stored the same ones again', async () => {
    const records = await recordsOf(scene.services, runs);
    expect(await unmatched(scene.services, 'faults', records)).toEqual({ withoutBody: [], withoutRecord: [] });
  });

  it('leaves no body to gc but those without a record, and none after it', async () => {
    const { tracking, artifacts } = scene.services;
    await artifacts.put('faults', new TextEncoder().encode(`of a worker that never came back, ${name}`));
    await sleep(5);
    const before = await unmatched(scene.services, 'faults', await recordsOf(scene.services, runs));
    const { bodies, runs: gone, artifacts: records } = await collectGarbage({ tracking, artifacts }, { graceMillis: 0 });
    expect(bodies.map(({ target }) => target).toSorted()).toEqual(before.withoutRecord.toSorted());
    expect([gone, records]).toEqual([[], []]);
    const after = await unmatched(scene.services, 'faults', await recordsOf(scene.services, runs));
    expect(after).toEqual({ withoutBody: [], withoutRecord: [] });
  });

  /** Anywhere from the first line of the handler to after its end, where the attempt closes. Resolves to whether it has closed. */
  async function killSomewhere(uid: string, before: readonly (string | undefined)[]): Promise<boolean> {
    const where = chance();
    // A row past the last one is the end.
    const row = where < 0.85 ? 1 + Math.floor(chance() * 100) : Infinity;
    if (where < 0.05) await worker.told('began');
    else await worker.until((lines) => lines.includes('ended') || lines.filter((line) => line.startsWith('row ')).length >= row);
    await sleep(chance() * (row === Infinity ? 30 : 6));
    await worker.kill();
    tally.kills += 1;
    // What a server was committing for it may still get there.
    await sleep(200);
    const now = await latests();
    const run = await scene.services.tracking.getRun(uid);
    const isOver = run?.state === 'completed';
    // What is published is published whole, what is not has moved nothing.
    expect(isOver ? before : now).toEqual(before);
    tally.spooled += spoolsOf(scene);
    await checkBodies(uid);
    return isOver;
  }

  /** No record that a killed attempt left is without its body. A body may be without its record: it comes first. */
  async function checkBodies(uid: string): Promise<void> {
    const records = await recordsOf(scene.services, [uid]);
    const found = await unmatched(scene.services, 'faults', records);
    await know(records);
    const orphans = found.withoutRecord.filter((target) => !known.has(target));
    tally.orphans += orphans.length;
    expect(found.withoutBody).toEqual([]);
    // Two are not awaited, and one is under way; of a model that is its two files and their manifest.
    expect(orphans.length).toBeLessThanOrEqual(5);
  }

  async function know(records: readonly ArtifactRecord[]): Promise<void> {
    for (const record of records) for (const target of await targetsOf(scene.services.artifacts, record)) known.add(target);
  }

  /** What an awaited call had acknowledged is there although the process died: in the store, or on its disk, from where the next process brought it. */
  async function checkAcknowledged(uid: string, told: readonly string[]): Promise<void> {
    let attempt = 0;
    const durable = new Map<number, number>();
    for (const line of told) {
      const [what, number] = line.split(' ');
      if (what === 'began') attempt = Number(number);
      if (what === 'durable') durable.set(attempt, Number(number));
    }
    for (const [of, rows] of durable) {
      const points = await scene.services.tracking.metrics(uid, { attempt: of });
      const missing = Math.max(0, rows - points.length);
      tally.lost += missing;
      expect(missing, `rows acknowledged in attempt ${of} and not there`).toBe(0);
    }
  }

  async function checkPipeline({ uid }: UnderWay, { salt }: LogMuch): Promise<void> {
    const run = await scene.services.tracking.getRun(uid);
    expect(run).toMatchObject({ state: 'completed', attempt: 1, results: { salt, return: expect.any(Array) } });
    const { metrics, lines } = await shown(scene.services, uid);
    expect(metrics).toEqual(['progress 0 0.5', 'progress 1 1']);
    expect(lines).toEqual(['info logger the step is over undefined']);
  }

  /** Every attempt is readable, over, and has the first rows of the whole and nothing else. */
  async function checkAttempts(uid: string, expected: Shown): Promise<void> {
    const run = await scene.services.tracking.getRun(uid);
    expect(run?.state).toBe('completed');
    for (const { attempt, state } of run?.attempts.slice(0, -1) ?? []) {
      expect(state).toBe('aborted');
      const { metrics, lines, artifacts } = await shown(scene.services, uid, attempt);
      expect(metrics).toEqual(expected.metrics.slice(0, metrics.length));
      expect(lines).toEqual(expected.lines.slice(0, lines.length));
      expect(expected.artifacts).toEqual(expect.arrayContaining([...artifacts]));
    }
  }

  async function checkLatest(uid: string, round: number): Promise<void> {
    const run = await scene.services.tracking.getRun(uid);
    for (const key of KEYS) {
      const latest = await latestOf(scene.services, uriOf(key));
      expect(latest).toMatchObject({ runUid: uid, uri: run?.artifacts[key], version: round });
      expect(latest?.status.state).toBe('published');
    }
  }

  function latests(): Promise<readonly (string | undefined)[]> {
    return Promise.all(KEYS.map(async (key) => (await latestOf(scene.services, uriOf(key)))?.uid));
  }
});

function spoolsOf({ services }: Scene): number {
  const folder = join(services.configuration.home, 'spool');
  return existsSync(folder) ? readdirSync(folder).length : 0;
}
