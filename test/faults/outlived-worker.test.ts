import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../support/postgres.js';
import type { PostgresServer } from '../support/postgres.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { spooled } from './away.js';
import { longShown } from './expected.js';
import { faultRounds, faultSeed, seeded } from './rounds.js';
import { Scene } from './scene.js';
import type { UnderWay } from './scene.js';
import { compare, latestOf, shown } from './shown.js';
import type { WatchedProcess } from './watched-process.js';

const ROUNDS = Math.min(faultRounds(1), 20);
const ROWS = 200;
const chance = seeded(faultSeed('PostgreSQL away for longer than the worker'));

describe('a PostgreSQL server that is away for longer than the worker lives', () => {
  const tally = { lost: 0, doubled: 0, acknowledged: 0, kept: 0 };
  let folder: string;
  let server: PostgresServer;
  let scene: Scene;
  let home: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    server = await startPostgres();
    scene = await Scene.open(folder, { tracking: server.newStoreUrl() });
    ({ home } = scene.services.configuration);
  });
  afterAll(async () => {
    await scene.close();
    await server.stop();
    const { lost, doubled, acknowledged, kept } = tally;
    console.log(
      `Outages that outlived the worker: ${4 * ROUNDS} rounds, ${lost} rows lost, ${doubled} doubled; of killed attempts ` +
        `${acknowledged} rows were acknowledged and ${kept} kept`,
    );
  });

  const rounds = Array.from({ length: ROUNDS }, (_, round) => (['is killed', 'hangs'] as const).map((how) => [how, round] as const)).flat();

  it.each(rounds)(
    '%s: the next worker of that home commits what was left, before the step is tried again (round %i)',
    async (how, round) => {
      const params = { salt: `${how} ${round}`, rows: ROWS, pauseMillis: 8 };
      const { run, acknowledged } = await loseWorker(how, params);
      expect(spooled(home)).toHaveLength(1);
      const worker = await scene.startWorker();
      expect(spooled(home)).toEqual([]);
      await checkKept(run, { ...params, acknowledged });
      await run.handle.result();
      await worker.kill();
      await checkNewest(run, params);
      await checkKept(run, { ...params, acknowledged });
    },
  );

  it.each(rounds)('%s: what comes in when the step has completed elsewhere stays out of sight (round %i)', async (how, round) => {
    const params = { salt: `${how} late ${round}`, rows: ROWS, pauseMillis: 8 };
    const { run, acknowledged } = await loseWorker(how, params);
    const elsewhere = await scene.startWorker('worker.ts', { home: join(folder, `elsewhere ${how} ${round}`) });
    await run.handle.result();
    await elsewhere.kill();
    await checkNewest(run, params);
    expect(spooled(home)).toHaveLength(1);
    const worker = await scene.startWorker();
    expect(spooled(home)).toEqual([]);
    await worker.kill();
    await checkNewest(run, params);
    await checkKept(run, { ...params, acknowledged });
    await checkOutOfSight(run);
  });

  /** A step that goes on logging while the server is away, until its worker is killed; then the server is back. */
  async function loseWorker(
    how: 'is killed' | 'hangs',
    params: { readonly salt: string; readonly rows: number; readonly pauseMillis: number },
  ) {
    const worker = await scene.startWorker();
    const run = await scene.start('oneLong', params);
    await worker.told('durable', 1 + Math.floor(chance() * 5));
    await (how === 'is killed' ? server.kill() : server.pause());
    await worker.told('durable', worker.lines.filter((line) => line.startsWith('durable')).length + 2 + Math.floor(chance() * 8));
    await worker.kill();
    await (how === 'is killed' ? server.start() : server.resume());
    const acknowledged = acknowledgedBy(worker);
    tally.acknowledged += acknowledged;
    return { run, acknowledged };
  }

  async function checkNewest(run: UnderWay, { salt, rows }: { readonly salt: string; readonly rows: number }): Promise<void> {
    const uid = run.stepUid('logLong-1');
    const [found, expected] = [await shown(scene.services, uid), longShown({ salt, rows })];
    const { lost, doubled } = compare(found, expected);
    tally.lost += lost;
    tally.doubled += doubled;
    expect(found).toEqual(expected);
    const record = await scene.services.tracking.getRun(uid);
    expect(record).toMatchObject({ state: 'completed', attempt: 2, attempts: [{ state: 'aborted' }, { state: 'completed' }] });
    const latest = await latestOf(scene.services, 'store://artifacts/faults/logLong_body-25');
    expect(latest).toMatchObject({ runUid: uid, attempt: 2 });
  }

  /** Under the killed attempt is all that it was told is durable, and nothing that it did not log. */
  async function checkKept(
    run: UnderWay,
    { salt, rows, acknowledged }: { salt: string; rows: number; acknowledged: number },
  ): Promise<void> {
    const expected = longShown({ salt, rows });
    const { metrics, lines, artifacts } = await shown(scene.services, run.stepUid('logLong-1'), 1);
    tally.kept += metrics.length;
    tally.lost += Math.max(0, acknowledged - metrics.length);
    expect(metrics.length).toBeGreaterThanOrEqual(acknowledged);
    expect(metrics).toEqual(expected.metrics.slice(0, metrics.length));
    expect(lines).toEqual(expected.lines.slice(0, lines.length));
    expect(expected.artifacts).toEqual(expect.arrayContaining([...artifacts]));
  }

  async function checkOutOfSight(run: UnderWay): Promise<void> {
    const records = await scene.services.tracking.listArtifacts({ runUid: run.stepUid('logLong-1'), attempt: 1, includePending: true });
    for (const { status, tags, version } of records)
      expect({ state: status.state, tags, version }).toEqual({ state: 'superseded', tags: [], version: 0 });
  }
});

function acknowledgedBy({ lines }: WatchedProcess): number {
  return Math.max(0, ...lines.filter((line) => line.startsWith('durable')).map((line) => Number(line.split(' ')[2])));
}
