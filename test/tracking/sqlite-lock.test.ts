import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/tracking/drivers/sqlite.js';
import type { TrackingStore } from '../../src/tracking/index.js';
import { newUid, opening } from '../contracts/tracking-store/story.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A store with an open run, and somebody who can take the file's lock. */
async function open() {
  const path = `${folder()}/locked.db`;
  const store = openSqliteStore(path);
  const other = new Database(path);
  closing.push(
    () => store.close(),
    () => other.close(),
  );
  const request = opening(newUid());
  await store.openAttempt(request);
  return { store, other, uid: request.run.uid };
}

const append = (store: TrackingStore, uid: string, seq: number) =>
  store.append([{ uid, attempt: 1, events: [{ type: 'metric', key: 'loss', step: seq, value: seq, seq, time: seq }] }]);

describe('while another process holds the lock of a SQLite file', () => {
  it('a write waits for it, and the event loop goes on', async () => {
    const { store, other, uid } = await open();
    other.exec('BEGIN IMMEDIATE');
    const began = performance.now();
    const written = append(store, uid, 1);
    expect(performance.now() - began).toBeLessThan(500);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    await sleep(400);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(5);
    expect(await store.metrics(uid)).toEqual([]);
    other.exec('COMMIT');
    await expect(written).resolves.toEqual([undefined]);
    expect(await store.metrics(uid)).toHaveLength(1);
  });

  it('writes are done in the order of their calls', async () => {
    const { store, other, uid } = await open();
    other.exec('BEGIN IMMEDIATE');
    const done: number[] = [];
    const writes = [1, 2, 3].map((seq) => append(store, uid, seq).then(() => done.push(seq)));
    await sleep(100);
    other.exec('COMMIT');
    // It comes when the lock is free and others wait already: it does not overtake them.
    writes.push(append(store, uid, 4).then(() => done.push(4)));
    await Promise.all(writes);
    expect(done).toEqual([1, 2, 3, 4]);
  });

  it('a store that is closed finishes what waits first', async () => {
    const { store, other, uid } = await open();
    other.exec('BEGIN IMMEDIATE');
    const written = append(store, uid, 1);
    const closed = store.close();
    await sleep(50);
    other.exec('COMMIT');
    await closed;
    await expect(written).resolves.toEqual([undefined]);
  });
});
