import { describe, expect, it } from 'vitest';
import { RunNotFoundError } from '../../../src/core/index.js';
import { completed, logged, newUid, numbered, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Labels that are set by hand, and what workers say they can run. */
export function labelsContract(store: OpenedStore): void {
  const labelsOf = async (uid: string, attempt?: number) => (await store().getRun(uid, attempt))?.labels;

  describe('labels that are set by hand', () => {
    it('are added to those of a run that is over, replace them and take them off', async () => {
      const uid = newUid();
      await completed(store(), opening(uid, { labels: { team: 'risk', stage: 'draft' } }), []);
      await store().setLabels({ uids: [uid], labels: { stage: 'final', team: null, reviewed: '' } });
      expect(await labelsOf(uid)).toEqual({ stage: 'final', reviewed: '' });
      expect((await store().listRuns({ labels: { stage: 'final' } })).map((run) => run.uid)).toEqual([uid]);
      expect(await store().listRuns({ labels: { team: 'risk' } })).toEqual([]);
      await store().setLabels({ uids: [uid], labels: { team: 'ops', reviewed: null } });
      expect(await labelsOf(uid)).toEqual({ stage: 'final', team: 'ops' });
    });

    it('win over what the run logs afterwards, and over what a later attempt begins with', async () => {
      const uid = newUid();
      await logged(store(), opening(uid, { labels: { team: 'risk' } }), [{ type: 'label', key: 'stage', value: 'draft' }]);
      await store().setLabels({ uids: [uid], labels: { stage: 'final', team: null } });
      const again = numbered([
        { type: 'label', key: 'stage', value: 'draft' },
        { type: 'label', key: 'team', value: 'ops' },
        { type: 'label', key: 'free', value: 'yes' },
      ]);
      await store().append([{ uid, attempt: 1, events: again.map((event) => ({ ...event, seq: event.seq + 5 })) }]);
      expect(await labelsOf(uid)).toEqual({ stage: 'final', free: 'yes' });
      await store().openAttempt(opening(uid, { labels: { team: 'risk' } }));
      expect(await labelsOf(uid)).toEqual({ stage: 'final' });
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 8, at: 1 });
      expect(await labelsOf(uid)).toEqual({ stage: 'final', free: 'yes' });
    });

    it('stay when an execution that was abandoned is forgotten', async () => {
      const uid = newUid();
      await logged(store(), opening(uid, { run: { kind: 'pipeline' }, labels: { team: 'risk' } }), [
        { type: 'label', key: 'a', value: '1' },
      ]);
      await store().setLabels({ uids: [uid], labels: { team: null, a: '2' } });
      const replay = numbered([{ type: 'label', key: 'a', value: '3' }]).map((event) => ({ ...event, time: event.time + 1000 }));
      await store().append([{ uid, attempt: 1, events: replay, replaces: true }]);
      expect(await labelsOf(uid)).toEqual({ a: '2' });
    });

    it('are set of all runs or of none', async () => {
      const uids = [newUid(), newUid()];
      for (const uid of uids) await store().openAttempt(opening(uid));
      const missing = newUid();
      await expect(store().setLabels({ uids: [...uids, missing], labels: { a: '1' } })).rejects.toEqual(new RunNotFoundError(missing));
      expect(await Promise.all(uids.map((uid) => labelsOf(uid)))).toEqual([{}, {}]);
      await store().setLabels({ uids, labels: { a: '1' } });
      expect(await Promise.all(uids.map((uid) => labelsOf(uid)))).toEqual([{ a: '1' }, { a: '1' }]);
    });

    it('are told to who watches, and go with their run', async () => {
      const uid = newUid();
      await completed(store(), opening(uid), []);
      await store().setLabels({ uids: [uid], labels: { a: '1' } });
      const { cursor } = await store().changes();
      await store().setLabels({ uids: [uid], labels: { a: '2' } });
      expect((await store().changes(cursor)).changes).toContainEqual({ uid, project: 'demo' });
      await store().remove({ runs: [uid], artifacts: [] });
      await store().openAttempt(opening(uid));
      expect(await labelsOf(uid)).toEqual({});
    });
  });

  describe('what a worker can run', () => {
    const schema = { type: 'object', properties: { epochs: { type: 'integer' } } };
    const train = { handler: 'train', name: 'Training', params: schema, inputs: { data: 'dataset?' }, outputs: {}, time: T0 };
    const place = { namespace: 'default', taskQueue: 'gpu' };

    it('is what the last one of its task queue said, beside those of other task queues', async () => {
      const other = { namespace: 'default', taskQueue: 'cpu' };
      await store().publishHandlers(place, [train, { handler: 'old', name: 'old', time: T0 }]);
      await store().publishHandlers(other, [{ handler: 'train', name: 'train', time: T0 + 1 }]);
      await store().publishHandlers(place, [train, { handler: 'clean', name: 'clean', time: T0 }]);
      expect(await store().listHandlers()).toEqual([
        { ...place, handler: 'clean', name: 'clean', time: T0 },
        { ...other, handler: 'train', name: 'train', time: T0 + 1 },
        { ...place, ...train },
      ]);
      expect(await store().listHandlers({ ...place, handler: 'train' })).toEqual([{ ...place, ...train }]);
    });

    it('is all of one worker when several start at once', async () => {
      const offers = Array.from({ length: 8 }, (_, n) => [1, 2, 3].map((m) => ({ handler: `h${m}`, name: `of ${n}`, time: T0 })));
      await Promise.all(offers.map((handlers) => store().publishHandlers(place, handlers)));
      const found = await store().listHandlers(place);
      expect(found.map(({ handler }) => handler)).toEqual(['h1', 'h2', 'h3']);
      expect(new Set(found.map(({ name }) => name)).size).toBe(1);
    });
  });
}
