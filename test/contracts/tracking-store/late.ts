import { describe, expect, it } from 'vitest';
import { parseArtifactUri, StaleAttemptError } from '../../../src/core/index.js';
import type { TrackingEvent } from '../../../src/tracking/index.js';
import { completed, draft, logged, newUid, numbered, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Events that were spooled while the store was away. */
export function lateContract(store: OpenedStore): void {
  const late = async (uid: string, events: readonly TrackingEvent[], attempt = 1) =>
    (await store().append([{ uid, attempt, events, late: true }]))[0];
  const point = (step: number, value: number) => ({ type: 'metric', key: 'loss', step, value }) as const;

  describe('late events', () => {
    it('of a superseded attempt are kept under it, and never show in the newest', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [{ type: 'result', key: 'x', value: 1 }]);
      await logged(store(), opening(uid), [{ type: 'result', key: 'x', value: 2 }]);
      const newest = await store().getRun(uid);
      const events = numbered(
        [
          { type: 'result', key: 'x', value: 10 },
          { type: 'label', key: 'l', value: 'late' },
          point(1, 0.5),
          { type: 'log', level: 'info', stream: 'logger', message: 'spooled' },
        ],
        2,
      );
      expect(await late(uid, events)).toBeUndefined();
      expect(await store().getRun(uid, 1)).toMatchObject({
        state: 'aborted',
        statusReason: 'superseded',
        results: { x: 10 },
        labels: { l: 'late' },
        metrics: { loss: { last: 0.5, count: 1 } },
      });
      expect(await store().logs(uid, { attempt: 1 })).toMatchObject([{ seq: 5, message: 'spooled', time: '2026-01-02T03:04:05.683Z' }]);
      expect(await store().getRun(uid)).toEqual(newest);
      expect(await store().metrics(uid)).toEqual([]);
    });

    it.each([false, true])(
      'leave an artifact superseded from the start, whether the newest attempt has completed (%s) or not',
      async (done) => {
        const uid = newUid();
        const [before, spooled, kept] = [draft('m'), draft('m', { tags: ['best'] }), draft('m')];
        await logged(store(), opening(uid), [{ type: 'artifact', artifact: before }]);
        await (done ? completed : logged)(store(), opening(uid), [{ type: 'artifact', artifact: kept }]);
        await late(uid, numbered([{ type: 'artifact', artifact: spooled }], 2));
        const found = await store().getArtifact(parseArtifactUri(`store://demo/train_m^${spooled.uid}`));
        expect(found).toMatchObject({ attempt: 1, version: 0, tags: [], status: { state: 'superseded' } });
        if (!done) await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed' });
        expect(await store().getArtifact(parseArtifactUri('store://demo/train_m'))).toMatchObject({ uid: kept.uid, version: 1 });
        expect(await store().getArtifact(parseArtifactUri('store://demo/train_m:best'))).toBeUndefined();
        const ofFirst = await store().listArtifacts({ runUid: uid, attempt: 1 });
        expect(ofFirst.map((artifact) => artifact.uid)).toEqual([spooled.uid, before.uid]);
        expect(await store().listArtifacts({ includePending: true })).toMatchObject([{ uid: kept.uid }]);
      },
    );

    it('of a superseded attempt pin no input', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().openAttempt(opening(uid));
      await late(uid, numbered([{ type: 'input', key: 'csv', input: { uri: '/late.csv' } }]));
      expect(await store().inputs(uid)).toEqual([]);
      expect(await store().openAttempt(opening(uid, { inputs: { csv: { uri: '/now.csv' } } }))).toMatchObject({
        inputs: { csv: { uri: '/now.csv' } },
      });
    });

    it.each(['error', 'aborted', 'pendingRetry', 'pending'] as const)(
      'of an attempt that closed as %s show in it, and leave its end as it is',
      async (state) => {
        const uid = newUid();
        const artifact = draft('m');
        await logged(store(), opening(uid), [point(1, 4)]);
        await store().closeAttempt({ uid, attempt: 1, time: T0 + 9, state, statusReason: 'why' });
        const before = await store().getRun(uid);
        await late(
          uid,
          numbered([point(2, 6), { type: 'artifact', artifact }, { type: 'input', key: 'csv', input: { uri: '/a.csv' } }], 2),
        );
        const uri = `store://artifacts/demo/train_m@${uid}^${artifact.uid}`;
        expect(await store().getRun(uid)).toEqual({
          ...before,
          metrics: { loss: { last: 6, min: 4, max: 6, count: 2 } },
          artifacts: { m: uri },
          inputs: { csv: '/a.csv' },
        });
        expect(await store().getArtifact(parseArtifactUri(uri))).toMatchObject({ status: { state: 'pending' } });
        await completed(store(), opening(uid), []);
        expect(await store().getArtifact(parseArtifactUri(uri))).toMatchObject({ status: { state: 'superseded' } });
      },
    );

    it('of a completed attempt are passed over when it has them; a batch with a new one is refused whole', async () => {
      const uid = newUid();
      await completed(store(), opening(uid), [{ type: 'result', key: 'x', value: 1 }, point(1, 1)]);
      const before = await store().getRun(uid);
      expect(await late(uid, numbered([{ type: 'result', key: 'x', value: 5 }]))).toBeUndefined();
      expect(await late(uid, numbered([point(1, 5), point(2, 5)], 2))).toBeInstanceOf(StaleAttemptError);
      expect(await late(uid, [])).toBeUndefined();
      expect(await store().getRun(uid)).toEqual(before);
      expect(await store().metrics(uid)).toHaveLength(1);
    });

    it('are counted once, whether they come again or had arrived in time', async () => {
      const uid = newUid();
      const events = numbered([
        point(1, 1),
        { type: 'log', level: 'info', stream: 'logger', message: 'm' },
        { type: 'result', key: 'x', value: 1 },
      ]);
      await store().openAttempt(opening(uid));
      await store().append([{ uid, attempt: 1, events: events.slice(0, 2) }]);
      await store().openAttempt(opening(uid));
      await late(uid, events);
      const once = [await store().getRun(uid, 1), await store().logs(uid, { attempt: 1 })];
      await late(uid, events);
      expect([await store().getRun(uid, 1), await store().logs(uid, { attempt: 1 })]).toEqual(once);
      expect(once).toMatchObject([{ results: { x: 1 }, metrics: { loss: { count: 1 } } }, [{ seq: 2 }]]);
    });

    it('of the running attempt are like any other', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      expect(await late(uid, numbered([{ type: 'artifact', artifact: draft('m') }]))).toBeUndefined();
      await store().closeAttempt({ uid, attempt: 1, time: T0, state: 'completed' });
      expect(await store().listArtifacts({ tag: 'latest' })).toMatchObject([{ runUid: uid, version: 1 }]);
    });

    it('of a run that was settled meanwhile are there when its own execution opens it again', async () => {
      const request = opening(newUid());
      const { uid } = request.run;
      await store().openAttempt(request);
      await store().settleRun({ run: request.run, time: T0, state: 'unknown' });
      await late(uid, numbered([point(1, 1)]));
      await store().openAttempt(request);
      await store().append([{ uid, attempt: 1, events: numbered([point(2, 2)], 2) }]);
      expect(await store().getRun(uid)).toMatchObject({ state: 'running', metrics: { loss: { last: 2, min: 1, count: 2 } } });
    });

    it('of runs and attempts that the store never opened are refused; the other batches of the call are committed', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      const events = numbered([point(1, 1)]);
      const answers = await store().append([
        { uid, attempt: 2, events, late: true },
        { uid: newUid(), attempt: 1, events, late: true },
        { uid, attempt: 1, events, late: true },
      ]);
      expect(answers).toEqual([
        expect.objectContaining({ code: 'ERR_STALE_ATTEMPT' }),
        expect.objectContaining({ code: 'ERR_RUN_NOT_FOUND' }),
        undefined,
      ]);
      expect(await store().metrics(uid)).toHaveLength(1);
    });
  });
}
