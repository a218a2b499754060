import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/tracking/index.js';
import { completed, draft, logged, newUid, numbered, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** What whoever watches learns from. */
export function changesContract(store: OpenedStore): void {
  const since = async (cursor: string): Promise<readonly Change[]> => (await store().changes(cursor)).changes;
  const now = async () => (await store().changes()).cursor;

  describe('the changes after a moment', () => {
    it('are none until something is committed', async () => {
      await logged(store(), opening(newUid()), [{ type: 'result', key: 'x', value: 1 }]);
      const cursor = await now();
      expect(await store().changes(cursor)).toEqual({ cursor: expect.any(String), changes: [], complete: true });
    });

    it('name the run with its project and parent when it opens, closes, is settled, retracted or to be aborted', async () => {
      const [uid, parentUid] = [newUid(), newUid()];
      const request = opening(uid, { run: { parentUid } });
      const told: Change[][] = [];
      let cursor = await now();
      const after = async (work: Promise<unknown>) => {
        await work;
        const answer = await store().changes(cursor);
        cursor = answer.cursor;
        told.push([...answer.changes]);
      };
      await after(store().openAttempt(request));
      await after(store().requestAbort(uid, T0));
      await after(store().closeAttempt({ uid, attempt: 1, time: T0, state: 'error' }));
      await after(store().settleRun({ run: request.run, time: T0, state: 'aborted' }));
      await after(store().openAttempt(opening(uid)));
      await after(store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed', summary: {} }));
      await after(store().retractRun({ uid, state: 'aborted', time: T0 }));
      for (const changes of told) expect(changes).toContainEqual({ uid, project: 'demo', parentUid });
    });

    it('say where events were added and what is among them, whatever their order', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      const cursor = await now();
      const late = draft('model');
      const [metric, log] = numbered(
        [
          { type: 'metric', key: 'loss', step: 0, value: NaN },
          { type: 'log', level: 'info', stream: 'logger', message: 'hello' },
        ],
        6,
      );
      const [artifact] = numbered([{ type: 'artifact', artifact: late }], 5);
      if (metric === undefined || log === undefined || artifact === undefined) throw new Error('three events');
      await store().append([{ uid, attempt: 1, events: [metric, log] }]);
      await store().append([{ uid, attempt: 1, events: [artifact] }]);
      const run = { uid, project: 'demo' };
      const none = { logs: false, metrics: false, artifacts: false, values: false };
      expect(await since(cursor)).toEqual([
        { ...run, events: { ...none, attempt: 1, first: 6, last: 7, logs: true, metrics: true } },
        { ...run, events: { ...none, attempt: 1, first: 5, last: 5, artifacts: true } },
      ]);
      expect(await store().loggedIn(uid, { attempt: 1, first: 6, last: 7 })).toMatchObject({
        lines: [{ seq: 7, message: 'hello', level: 'info' }],
        points: [{ key: 'loss', step: 0, value: NaN }],
        artifactUids: [],
      });
      expect(await store().loggedIn(uid, { attempt: 1, first: 5, last: 5 })).toEqual({ lines: [], points: [], artifactUids: [late.uid] });
      expect(await store().loggedIn(uid, { attempt: 2, first: 1, last: 9 })).toEqual({ lines: [], points: [], artifactUids: [] });
    });

    it('name the artifact whose tag moved, and the run that was removed', async () => {
      const uid = newUid();
      const artifact = draft('model');
      await completed(store(), opening(uid), [{ type: 'artifact', artifact }]);
      let cursor = await now();
      await store().tagArtifact({ artifactUid: artifact.uid, tag: 'best', by: 'amy', time: T0 });
      expect(await since(cursor)).toContainEqual({ uid, project: 'demo', artifactUid: artifact.uid });
      cursor = await now();
      await store().remove({ runs: [uid], artifacts: [], force: true, latestHolds: false });
      expect(await since(cursor)).toEqual([{ uid, project: 'demo', removed: true }]);
    });

    it('are all there when several write at once, each change once from cursor to cursor', async () => {
      const uids = Array.from({ length: 8 }, newUid);
      const seen: Change[] = [];
      let cursor = await now();
      let isOver = false;
      const writing = Promise.all(
        uids.map(async (uid) => {
          await store().openAttempt(opening(uid));
          for (let seq = 1; seq <= 20; seq++) {
            const events = numbered([{ type: 'log', level: 'info', stream: 'logger', message: String(seq) }], seq);
            await store().append([{ uid, attempt: 1, events }]);
          }
        }),
      ).then(() => (isOver = true));
      for (let last = false; !last; last = isOver) {
        const answer = await store().changes(cursor);
        expect(answer.complete).toBe(true);
        seen.push(...answer.changes);
        cursor = answer.cursor;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await writing;
      seen.push(...(await since(cursor)));
      for (const uid of uids) {
        const seqs = seen.flatMap((change) => (change.uid === uid && change.events !== undefined ? [change.events.first] : []));
        expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      }
    });

    it('cannot be told from text that is no cursor, or from one of the future', async () => {
      const cursor = await now();
      await store().openAttempt(opening(newUid()));
      const later = await now();
      for (const wrong of ['', 'x', '-1', '1; DROP TABLE runs', '9:1:/1', '1:9:3,,2/1', '0:0:/0', '3:9:1,20/1', `${later}9999`]) {
        expect(await store().changes(wrong)).toMatchObject({ changes: [], complete: false });
      }
      expect((await store().changes(cursor)).complete).toBe(true);
    });
  });
}
