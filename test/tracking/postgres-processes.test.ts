import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../src/tracking/drivers/postgres/database.js';
import { parseConnectionUrl } from '../../src/tracking/drivers/postgres/connection-url.js';
import { migrate, MIGRATIONS } from '../../src/tracking/drivers/postgres/migrations.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import { completed, draft, logged, newUid, numbered, opening, T0 } from '../contracts/tracking-store/story.js';
import { startChild } from './child.js';
import { postgresServer } from './postgres-server.js';

const server = postgresServer();

describe('one PostgreSQL database in several processes', () => {
  it('takes the events of all of them and loses none', async () => {
    const url = server().newStoreUrl();
    const store = await openTrackingStore(url);
    const uids = Array.from({ length: 3 }, newUid);
    for (const uid of uids) await store.openAttempt(opening(uid));
    await Promise.all(uids.map((uid) => startChild('append', url, uid, '300').exited));
    for (const uid of uids) {
      expect((await store.metrics(uid)).map(({ value }) => value)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    }
    await store.close();
  });

  it('keeps every acknowledged event of a process that is killed', async () => {
    const url = server().newStoreUrl();
    const store = await openTrackingStore(url);
    const uid = newUid();
    await store.openAttempt(opening(uid));
    const child = startChild('append', url, uid, '1000000');
    await child.printed(150);
    child.kill();
    expect(await child.exited).toBeNull();
    const kept = (await store.metrics(uid)).map(({ step }) => step);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => index + 1));
    // The one that was under way may be there too.
    expect(kept.length - child.lines.length).toBeOneOf([0, 1]);
    await store.close();
  });

  it('is made once by processes that start at once, and gives each its own attempt', async () => {
    for (const _ of [1, 2]) {
      const url = server().newStoreUrl();
      const uid = newUid();
      const at = String(Date.now() + 1500);
      const children = Array.from({ length: 4 }, () => startChild('open', url, uid, at));
      await Promise.all(children.map(({ exited }) => exited));
      expect(children.flatMap(({ lines }) => lines).toSorted()).toEqual(['1', '2', '3', '4']);
      const store = await openTrackingStore(url);
      expect(await store.getRun(uid)).toMatchObject({ attempt: 4, state: 'running' });
      await store.close();
    }
  });
});

// Stores with connections of their own: for the server there is no difference.
describe('several workers on one PostgreSQL database', () => {
  it('never give a version twice, nor leave a tag behind, when they publish the same names in any order', async () => {
    const url = server().newStoreUrl();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openTrackingStore(url)));
    const names = ['a', 'b', 'c'];
    await Promise.all(
      stores.map(async (store, worker) => {
        for (let round = 0; round < 8; round += 1) {
          const turned = (worker + round) % 2 === 0 ? names : names.toReversed();
          await completed(
            store,
            opening(newUid()),
            turned.map((key) => ({ type: 'artifact', artifact: draft(key, { tags: ['best'] }) }) as const),
          );
        }
      }),
    );
    const [store] = stores;
    for (const key of names) {
      const found = (await store?.listArtifacts({ key })) ?? [];
      expect(found.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
      expect(found.filter(({ tags }) => tags.length > 0)).toMatchObject([{ version: 32, tags: ['best', 'latest'] }]);
    }
    await Promise.all(stores.map((one) => one.close()));
  });

  it('write to the same runs in any order without a deadlock', async () => {
    const url = server().newStoreUrl();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openTrackingStore(url)));
    const uids = Array.from({ length: 5 }, newUid);
    for (const uid of uids) await stores[0]?.openAttempt(opening(uid, { leaseUntil: T0 }));
    await Promise.all(
      stores.map(async (store, worker) => {
        for (let round = 0; round < 20; round += 1) {
          const turned = (worker + round) % 2 === 0 ? uids : uids.toReversed();
          const seq = 1 + worker * 100 + round;
          const batches = turned.map((uid) => ({
            uid,
            attempt: 1,
            events: numbered([{ type: 'result', key: `k${seq}`, value: seq }], seq),
          }));
          expect(await store.append(batches)).toEqual(uids.map(() => undefined));
          expect(
            await store.renewLeases(
              turned.map((uid) => ({ uid, attempt: 1 })),
              T0 + seq,
            ),
          ).toEqual(uids.map(() => 'held'));
        }
      }),
    );
    for (const uid of uids) expect(Object.keys((await stores[0]?.getRun(uid))?.results ?? {})).toHaveLength(80);
    // A deadlock would have been repaired by a repeat, after a second.
    expect(await query(`SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'`)).toEqual([{ deadlocks: '0' }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('hand a run on from attempt to attempt while the old owners still write: each event is under its own attempt', async () => {
    const url = server().newStoreUrl();
    const stores = await Promise.all(Array.from({ length: 3 }, () => openTrackingStore(url)));
    const uid = newUid();
    const accepted = new Map<number, number[]>();
    await Promise.all(
      stores.map(async (store) => {
        for (let round = 0; round < 10; round += 1) {
          const { attempt } = await store.openAttempt(opening(uid));
          for (let seq = 1; seq <= 10; seq += 1) {
            const events = numbered([{ type: 'metric', key: 'm', step: seq, value: attempt }], seq);
            const [refusal] = await store.append([{ uid, attempt, events }]);
            if (refusal !== undefined) break;
            accepted.set(attempt, [...(accepted.get(attempt) ?? []), seq]);
          }
        }
      }),
    );
    expect(await stores[0]?.getRun(uid)).toMatchObject({ attempt: 30 });
    for (let attempt = 1; attempt <= 30; attempt += 1) {
      const points = (await stores[0]?.metrics(uid, { attempt })) ?? [];
      expect(points.map(({ step, value }) => ({ step, value }))).toEqual(
        (accepted.get(attempt) ?? []).map((step) => ({ step, value: attempt })),
      );
    }
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe('the schema of a PostgreSQL database', () => {
  it('of a newer Tidemark is refused, with what to do', async () => {
    const url = server().newStoreUrl();
    await (await openTrackingStore(url)).close();
    const newer = connectDatabase(parseConnectionUrl(url), 10_000);
    await migrate(newer, [...MIGRATIONS, 'CREATE TABLE later (x INTEGER)']);
    await newer.close();
    await expect(openTrackingStore(url)).rejects.toMatchObject({
      name: 'TrackingStoreError',
      retryable: false,
      message: expect.stringMatching(/schema version 5.*knows versions up to 4.*Upgrade the tidemark package/s),
    });
  });

  it('may be upgraded while workers of the version before write', async () => {
    const url = server().newStoreUrl();
    const old = await openTrackingStore(url);
    const uid = newUid();
    await old.openAttempt(opening(uid));
    const newer = connectDatabase(parseConnectionUrl(url), 10_000);
    await migrate(newer, [...MIGRATIONS, 'ALTER TABLE runs ADD COLUMN later TEXT; CREATE INDEX runs_later ON runs (later)']);
    await newer.close();
    expect(await old.append([{ uid, attempt: 1, events: numbered([{ type: 'result', key: 'x', value: 1 }]) }])).toEqual([undefined]);
    expect(await old.getRun(uid)).toMatchObject({ results: { x: 1 } });
    await old.close();
  });

  it('goes from version to version, each once, and stays as it was when a step fails', async () => {
    const database = connectDatabase(parseConnectionUrl(server().newStoreUrl()), 10_000);
    const tables = () =>
      database.read((session) => session.all(`SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1`));
    await expect(migrate(database, ['CREATE TABLE one (x INTEGER)', 'CREATE TABLE one (x INTEGER)'])).rejects.toThrow(/already exists/);
    expect(await tables()).toEqual([]);
    await migrate(database, ['CREATE TABLE one (x INTEGER)']);
    for (const _ of [1, 2]) await migrate(database, ['CREATE TABLE one (x INTEGER)', 'CREATE TABLE two (x INTEGER)']);
    expect(await tables()).toEqual([{ tablename: 'one' }, { tablename: 'schema_version' }, { tablename: 'two' }]);
    await database.close();
  });

  it('takes a database in UTF-8', async () => {
    await query(`CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`);
    await expect(openTrackingStore(server().url.replace(/postgres$/, 'latin'))).rejects.toMatchObject({
      retryable: false,
      message: expect.stringMatching(/latin has the encoding LATIN1.*createdb --encoding UTF8/),
    });
  });

  it('needs the right to create it once, and afterwards only to read and write its tables', async () => {
    const url = server().newStoreUrl();
    const schema = String(new URL(url).searchParams.get('schema'));
    await query('CREATE ROLE worker LOGIN');
    await query('CREATE ROLE reader LOGIN');
    const asWorker = url.replace('postgres@', 'worker@');
    await expect(openTrackingStore(asWorker)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringMatching(/permission denied.*42501.*docs\/postgresql\.md/),
    });
    await (await openTrackingStore(url)).close();
    await query(`GRANT USAGE ON SCHEMA ${schema} TO worker`);
    await query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO worker`);
    const store = await openTrackingStore(asWorker);
    const [one, two] = [opening(newUid()), opening(newUid())];
    await logged(store, one, [{ type: 'checkpoint', value: 1 }]);
    await completed(store, opening(one.run.uid), [{ type: 'artifact', artifact: draft('m') }]);
    await store.retractRun({ uid: one.run.uid, state: 'error', time: T0 });
    await logged(store, two, [{ type: 'metric', key: 'm', step: 1, value: 1 }]);
    await store.settleRun({ run: two.run, time: T0, state: 'unknown' });
    await store.openAttempt(two);
    expect(await store.listRuns()).toHaveLength(2);
    await store.close();
    await query(`GRANT USAGE ON SCHEMA ${schema} TO reader`);
    await query(`GRANT SELECT ON ${schema}.runs_v1 TO reader`);
    const asReader = server().url.replace('postgres@', 'reader@');
    expect(await query(`SELECT uid FROM ${schema}.runs_v1`, asReader)).toHaveLength(2);
    await expect(query(`SELECT uid FROM ${schema}.runs`, asReader)).rejects.toThrow(/permission denied/);
  });
});

async function query(sql: string, url = server().url): Promise<readonly unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
