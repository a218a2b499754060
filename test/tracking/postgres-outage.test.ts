import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { StaleAttemptError, TrackingStoreError } from '../../src/core/index.js';
import { openPostgresStore } from '../../src/tracking/drivers/postgres.js';
import { parseConnectionUrl } from '../../src/tracking/drivers/postgres/connection-url.js';
import { connectDatabase } from '../../src/tracking/drivers/postgres/database.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { AppendBatch, TrackingStore } from '../../src/tracking/index.js';
import { draft, logged, newUid, numbered, opening, T0 } from '../contracts/tracking-store/story.js';
import { postgresServer } from './postgres-server.js';

const server = postgresServer();

const retryable = { name: 'TrackingStoreError', retryable: true };

/** Events `first` to `last`, each a point of a series. */
function batch(uid: string, first: number, last: number): AppendBatch {
  const events = Array.from(
    { length: last - first + 1 },
    (_, index) => ({ type: 'metric', key: 'm', step: first + index, value: first + index }) as const,
  );
  return { uid, attempt: 1, events: numbered(events, first) };
}

/** Appends until it is acknowledged, as a journal does; gives the errors on the way. */
async function appendUntilDone(store: TrackingStore, batches: readonly AppendBatch[]): Promise<readonly unknown[]> {
  for (const errors: unknown[] = []; ; await sleep(50)) {
    try {
      expect(await store.append(batches)).toEqual(batches.map(() => undefined));
      return errors;
    } catch (error) {
      errors.push(error);
    }
  }
}

describe('a PostgreSQL server that is killed', () => {
  it('has every acknowledged event once when it is back, and the store goes on by itself', async () => {
    const store = await openTrackingStore(server().newStoreUrl());
    const uid = newUid();
    await store.openAttempt(opening(uid));
    const errors: unknown[] = [];
    let acknowledged = 0;
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        errors.push(...(await appendUntilDone(store, [batch(uid, acknowledged + 1, acknowledged + 20)])));
        acknowledged += 20;
      }
    })();
    for (const _ of [1, 2, 3]) {
      await sleep(300);
      const before = acknowledged;
      await server().kill();
      await expect(store.getRun(uid)).rejects.toMatchObject(retryable);
      await server().start();
      // What was acknowledged before is there.
      expect((await store.metrics(uid)).length).toBeGreaterThanOrEqual(before);
    }
    isOver = true;
    await writing;
    expect((await store.metrics(uid)).map(({ value }) => value)).toEqual(Array.from({ length: acknowledged }, (_, index) => index + 1));
    expect(acknowledged).toBeGreaterThan(60);
    expect(errors.length).toBeGreaterThanOrEqual(3);
    for (const error of errors) {
      expect(error).toMatchObject(retryable);
      expect(String(error)).toMatch(
        /The tracking database postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres\?schema=\w+ could not be used: /,
      );
    }
    await store.close();
  });

  it('publishes once, however often the closing is repeated', async () => {
    const store = await openTrackingStore(server().newStoreUrl());
    for (const delay of [0, 1, 2, 4, 8]) {
      const uid = newUid();
      await logged(store, opening(uid), [{ type: 'artifact', artifact: draft('m', { dbKey: 'same', tags: ['best'] }) }]);
      const close = () => store.closeAttempt({ uid, attempt: 1, time: T0, state: 'completed', summary: { uid } });
      const first = close().catch((error: unknown) => error);
      await sleep(delay);
      await server().kill();
      await first;
      await server().start();
      await close();
      expect(await store.openAttempt(opening(uid))).toMatchObject({ state: 'completed', summary: { uid } });
    }
    expect((await store.listArtifacts({ dbKey: 'same' })).map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
    await store.close();
  });
});

describe('a PostgreSQL server that hangs', () => {
  it('counts as away within seconds, for writes and reads, and everything works when it is back', async () => {
    const store = await openPostgresStore(server().newStoreUrl(), { timeoutMillis: 1000 });
    const uid = newUid();
    await store.openAttempt(opening(uid));
    await store.append([batch(uid, 1, 10)]);
    server().pause();
    try {
      const start = Date.now();
      const calls = [
        ...Array.from({ length: 20 }, (_, index) => store.append([batch(uid, 11 + index, 11 + index)])),
        store.openAttempt(opening(newUid())),
        store.closeAttempt({ uid, attempt: 1, time: T0, state: 'completed' }),
        store.getRun(uid),
        store.listRuns(),
      ];
      for (const outcome of await Promise.allSettled(calls)) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: { ...retryable, message: expect.stringMatching(/timeout|terminated/i) },
        });
      }
      await expect(openPostgresStore(server().newStoreUrl(), { timeoutMillis: 1000 })).rejects.toMatchObject(retryable);
      expect(Date.now() - start).toBeLessThan(10_000);
    } finally {
      server().resume();
    }
    await appendUntilDone(store, [batch(uid, 1, 40)]);
    expect((await store.metrics(uid)).map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    await store.close();
  });

  it('does not keep a process from ending its store', async () => {
    const store = await openPostgresStore(server().newStoreUrl(), { timeoutMillis: 500 });
    await store.openAttempt(opening(newUid()));
    server().pause();
    try {
      const call = store.openAttempt(opening(newUid())).catch((error: unknown) => error);
      await store.close();
      expect(await call).toMatchObject(retryable);
    } finally {
      server().resume();
    }
  });
});

describe('a PostgreSQL store', () => {
  it('does not notice that its idle connections were ended', async () => {
    const store = await openTrackingStore(server().newStoreUrl());
    const uid = newUid();
    await store.openAttempt(opening(uid));
    await store.getRun(uid);
    const ended = await admin(`SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE application_name = 'tidemark'`);
    expect(ended.length).toBeGreaterThanOrEqual(2);
    expect(await store.append([batch(uid, 1, 5)])).toEqual([undefined]);
    expect(await store.metrics(uid)).toHaveLength(5);
    await store.close();
  });

  it('does again what a deadlock undid', async () => {
    // The server looks for a deadlock when somebody has waited for so long: by then the other one waits too, and its turn would come later.
    await admin('CREATE ROLE entangled SUPERUSER LOGIN');
    await admin(`ALTER ROLE entangled SET deadlock_timeout = '3s'`);
    const url = server().newStoreUrl();
    const store = await openTrackingStore(url.replace('postgres@', 'entangled@'));
    const [one = '', two = ''] = [newUid(), newUid()].toSorted();
    for (const uid of [two, one]) await store.openAttempt(opening(uid));
    const [other, third] = [await connected(url), await connected(url)];
    await other.query(`SET deadlock_timeout = '1min'`);
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM runs WHERE uid = $1 FOR UPDATE', [two]);
    const appended = store.append([batch(two, 1, 1), batch(one, 1, 1)]);
    await untilWaiting(1);
    // Rows are taken in the order of uids, whatever the order of the batches.
    await expect(third.query('SELECT 1 FROM runs WHERE uid = $1 FOR UPDATE NOWAIT', [one])).rejects.toThrow(/could not obtain lock/);
    // The two wait for each other now.
    await other.query('SELECT 1 FROM runs WHERE uid = $1 FOR UPDATE', [one]);
    await other.query('COMMIT');
    expect(await appended).toEqual([undefined, undefined]);
    await Promise.all([other.end(), third.end(), store.close()]);
  });

  it('refuses what a superseded attempt sent before the newer one opened, when that came first', async () => {
    const url = server().newStoreUrl();
    const [old, newer] = [await openTrackingStore(url), await openTrackingStore(url)];
    const uid = newUid();
    await old.openAttempt(opening(uid));
    const other = await connected(url);
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM runs FOR UPDATE');
    const opened = newer.openAttempt(opening(uid));
    await untilWaiting(1);
    const appended = old.append([batch(uid, 1, 1)]);
    const closed = old.closeAttempt({ uid, attempt: 1, time: T0, state: 'completed' }).catch((error: unknown) => error);
    await untilWaiting(2);
    await other.query('COMMIT');
    expect(await opened).toMatchObject({ attempt: 2 });
    expect(await appended).toEqual([expect.any(StaleAttemptError)]);
    expect(await closed).toBeInstanceOf(StaleAttemptError);
    expect(await newer.getRun(uid, 1)).toMatchObject({ metrics: {}, state: 'aborted' });
    await Promise.all([other.end(), old.close(), newer.close()]);
  });

  it('commits the rest when one of several calls cannot be stored', async () => {
    const store = await openTrackingStore(server().newStoreUrl());
    const uid = newUid();
    await store.openAttempt(opening(uid));
    const bad = { uid, attempt: 1, events: [{ seq: 2, time: T0 + 0.5, type: 'progress', done: 1 }] } as const;
    const outcomes = await Promise.allSettled([store.append([batch(uid, 1, 1)]), store.append([bad]), store.append([batch(uid, 3, 3)])]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: [undefined] },
      { status: 'rejected', reason: { name: 'TrackingStoreError', retryable: false } },
      { status: 'fulfilled', value: [undefined] },
    ]);
    expect(await store.metrics(uid)).toHaveLength(2);
    await store.close();
  });

  it('flushes every commit to disk, sees what others commit and reads floats with every digit, whatever the server’s defaults are', async () => {
    await admin('CREATE ROLE sloppy SUPERUSER LOGIN');
    for (const setting of ['synchronous_commit = off', 'extra_float_digits = -15', `default_transaction_isolation = 'serializable'`]) {
      await admin(`ALTER ROLE sloppy SET ${setting}`);
    }
    const url = server().newStoreUrl().replace('postgres@', 'sloppy@');
    const database = connectDatabase(parseConnectionUrl(url), 10_000);
    const settings = `SELECT current_setting('synchronous_commit') AS sync, current_setting('transaction_isolation') AS isolation`;
    expect(await database.write((session) => session.get(settings))).toEqual({ sync: 'on', isolation: 'read committed' });
    expect(await database.read((session) => session.get(settings))).toMatchObject({ isolation: 'repeatable read' });
    await database.close();
    const store = await openTrackingStore(url);
    const uid = newUid();
    await logged(store, opening(uid), [{ type: 'metric', key: 'm', step: 0.1, value: Math.PI }]);
    expect(await store.metrics(uid)).toMatchObject([{ step: 0.1, value: Math.PI }]);
    await store.close();
  });

  it('rejects when it was closed, and may be closed twice', async () => {
    const store = await openTrackingStore(server().newStoreUrl());
    await store.openAttempt(opening(newUid()));
    await store.close();
    await store.close();
    await expect(store.listRuns()).rejects.toMatchObject({ name: 'TrackingStoreError', retryable: false });
    await expect(store.append([])).rejects.toMatchObject({ name: 'TrackingStoreError', retryable: false });
  });
});

describe('a PostgreSQL server that refuses', () => {
  it('for want of connections may be asked again', async () => {
    await admin('CREATE ROLE crowded LOGIN CONNECTION LIMIT 0');
    const error = await openTrackingStore(server().url.replace('postgres@', 'crowded:hunter2@')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TrackingStoreError);
    expect(error).toMatchObject({ retryable: true, message: expect.stringMatching(/crowded@.*too many connections.*53300.*PgBouncer/) });
    expect(String(error)).not.toContain('hunter2');
  });

  it.each([
    ['an unknown user', (url: string) => url.replace('postgres@', 'nobody:hunter2@'), /nobody@.*28000.*Check user and password/],
    ['an unknown database', (url: string) => url.replace(/postgres$/, 'nowhere'), /nowhere.*3D000.*createdb/],
    ['TLS', (url: string) => `${url}?ssl=true`, /does not support SSL/],
  ])('%s says so, and that once more does not help', async (_, change, message) => {
    const error = await openTrackingStore(change(server().url)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TrackingStoreError', retryable: false, message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('hunter2');
  });
});

describe('a PostgreSQL URL', () => {
  it('is shown without password and options', async () => {
    const url = server().newStoreUrl();
    const store = await openTrackingStore(url.replace('postgres@', 'postgres:hunter2@').concat('&application_name=x'));
    expect(store.url).toBe(url);
    await store.close();
  });

  it.each(['postgres://[', 'postgres://u:hunter2@h:port/d', 'postgres://u:hunter2@h/d?schema=a"b', 'postgres://u:hunter2@h/d?schema=pg_x'])(
    'that cannot be one is refused: %s',
    async (url) => {
      const error = await openTrackingStore(url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'ConfigurationError' });
      expect(String(error)).not.toContain('hunter2');
    },
  );
});

async function connected(storeUrl: string): Promise<Client> {
  const client = new Client(server().url);
  await client.connect();
  await client.query(`SET search_path TO ${String(new URL(storeUrl).searchParams.get('schema'))}`);
  return client;
}

async function admin(sql: string): Promise<readonly unknown[]> {
  const client = new Client(server().url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Resolves when so many sessions wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  while ((await admin('SELECT DISTINCT pid FROM pg_locks WHERE NOT granted')).length < count) await sleep(20);
}
