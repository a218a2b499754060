import { describe, expect, it } from 'vitest';
import { openTrackingStore } from '../../src/tracking/index.js';
import { newUid, opening } from '../contracts/tracking-store/story.js';
import { startChild } from './child.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();

describe('one SQLite file in several processes', () => {
  it('takes the events of all of them, loses none and reports no lock', async () => {
    const url = `sqlite:${folder()}/shared.db`;
    const store = await openTrackingStore(url);
    const uids = Array.from({ length: 4 }, newUid);
    for (const uid of uids) await store.openAttempt(opening(uid));
    await Promise.all(uids.map((uid) => startChild('append', url, uid, '1500').exited));
    for (const uid of uids) {
      expect((await store.metrics(uid)).map(({ value }) => value)).toEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
    }
    await store.close();
  });

  it('keeps every acknowledged event of a process that is killed', async () => {
    const url = `sqlite:${folder()}/killed.db`;
    const store = await openTrackingStore(url);
    for (const acknowledged of [1, 100, 737]) {
      const uid = newUid();
      await store.openAttempt(opening(uid));
      const child = startChild('append', url, uid, '1000000');
      await child.printed(acknowledged);
      child.kill();
      expect(await child.exited).toBeNull();
      const kept = (await store.metrics(uid)).map(({ step }) => step);
      // The one that was under way may be there too.
      expect(kept.length - child.lines.length).toBeOneOf([0, 1]);
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => index + 1));
      expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
    }
    await store.close();
  });

  it('is made once by processes that start at once, and gives each its own attempt', async () => {
    for (const round of [1, 2, 3]) {
      const url = `sqlite:${folder()}/new-${round}/tracking.db`;
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
