import { describe, expect, it } from 'vitest';
import { StaleAttemptError } from '../../../src/core/index.js';
import { newUid, numbered, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** The true end of a run, said by who knows. */
export function settlingContract(store: OpenedStore): void {
  describe('settling', () => {
    const error = { name: 'TimeoutFailure', message: 'activity timed out' };

    it('writes a run that never opened', async () => {
      const { run } = opening(newUid(), { run: { workflowId: 'w' } });
      await store().settleRun({ run, time: T0, state: 'error', statusReason: 'timed out', error });
      expect(await store().getRun(run.uid)).toEqual({
        ...run,
        iteration: 0,
        state: 'error',
        statusReason: 'timed out',
        error,
        attempt: 0,
        attempts: [],
        labels: {},
        annotations: {},
        parameters: {},
        inputs: {},
        results: {},
        metrics: {},
        artifacts: {},
        source: {},
        startTime: '2026-01-02T03:04:05.678Z',
        endTime: '2026-01-02T03:04:05.678Z',
      });
    });

    it('lets a run that was settled before it opened begin with its opening', async () => {
      const uid = newUid();
      await store().settleRun({ run: opening(uid, { run: { name: 'guessed' } }).run, time: T0 - 5000, state: 'unknown' });
      await store().openAttempt(opening(uid));
      expect(await store().getRun(uid)).toMatchObject({
        name: 'train',
        attempt: 1,
        state: 'running',
        startTime: '2026-01-02T03:04:05.678Z',
      });
    });

    it.each(['running', 'pendingRetry'] as const)('ends a run in %s, and its newest attempt with it', async (before) => {
      const request = opening(newUid());
      await store().openAttempt(request);
      if (before === 'pendingRetry') {
        await store().closeAttempt({ uid: request.run.uid, attempt: 1, time: T0, state: before, statusReason: 'retry in 1 s', error });
      }
      await store().settleRun({ run: request.run, time: T0 + 3, state: 'error', statusReason: 'last attempt', error });
      expect(await store().getRun(request.run.uid)).toMatchObject({
        state: 'error',
        statusReason: 'last attempt',
        error,
        endTime: '2026-01-02T03:04:05.681Z',
        attempts: [{ state: 'error', error }],
      });
    });

    it('leaves a completed run as it is', async () => {
      const request = opening(newUid());
      await store().openAttempt(request);
      await store().closeAttempt({ uid: request.run.uid, attempt: 1, time: T0, state: 'completed' });
      const before = await store().getRun(request.run.uid);
      await store().settleRun({ run: request.run, time: T0 + 1, state: 'error', error });
      expect(await store().getRun(request.run.uid)).toEqual(before);
    });

    it('changes nothing when it is repeated', async () => {
      const request = opening(newUid());
      await store().openAttempt(request);
      await store().settleRun({ run: request.run, time: T0 + 3, state: 'aborted', statusReason: 'terminated', error });
      const before = await store().getRun(request.run.uid);
      await store().settleRun({ run: request.run, time: T0 + 9, state: 'aborted' });
      expect(await store().getRun(request.run.uid)).toEqual(before);
    });

    it('keeps the error that the attempt closed with when it brings none', async () => {
      const request = opening(newUid());
      await store().openAttempt(request);
      await store().closeAttempt({ uid: request.run.uid, attempt: 1, time: T0, state: 'pendingRetry', error });
      await store().settleRun({ run: request.run, time: T0 + 1, state: 'error' });
      expect(await store().getRun(request.run.uid)).toMatchObject({ state: 'error', error });
    });

    it('fences the attempt, until its own execution opens it again', async () => {
      const request = opening(newUid());
      const { uid } = request.run;
      await store().openAttempt(request);
      await store().append([{ uid, attempt: 1, events: numbered([{ type: 'metric', key: 'loss', step: 1, value: 1 }]) }]);
      await store().settleRun({ run: request.run, time: T0 + 1, state: 'unknown' });
      const more = [{ uid, attempt: 1, events: numbered([{ type: 'metric', key: 'loss', step: 2, value: 3 }], 2) }];
      expect(await store().append(more)).toEqual([expect.any(StaleAttemptError)]);
      expect(await store().openAttempt(request)).toMatchObject({ attempt: 1 });
      expect(await store().append(more)).toEqual([undefined]);
      expect(await store().getRun(uid)).toMatchObject({
        state: 'running',
        metrics: { loss: { last: 3, count: 2 } },
        attempts: [{ state: 'running' }],
      });
    });

    it.each(['pendingRetry', 'pending'] as const)('as %s tells of a run that waits, and it opens again', async (state) => {
      const request = opening(newUid());
      const { uid } = request.run;
      await store().openAttempt(request);
      await store().settleRun({ run: request.run, attempt: 1, time: T0 + 1, state, statusReason: 'why' });
      const run = await store().getRun(uid);
      expect(run).toMatchObject({ state, statusReason: 'why', attempts: [{ state, statusReason: 'why' }] });
      expect(run).not.toHaveProperty('endTime');
      await store().settleRun({ run: request.run, attempt: 1, time: T0 + 2, state: 'pending', statusReason: 'paused' });
      expect(await store().getRun(uid)).toMatchObject({
        state: 'pending',
        statusReason: 'paused',
        attempts: [{ state, statusReason: 'why' }],
      });
      expect(await store().openAttempt(opening(uid))).toMatchObject({ attempt: 2 });
      expect(await store().getRun(uid)).toMatchObject({ state: 'running', attempts: [{ state }, { state: 'running' }] });
    });

    it.each(['pendingRetry', 'pending'] as const)('as %s leaves a run aborting that is to stop', async (state) => {
      const request = opening(newUid());
      await store().openAttempt(request);
      await store().requestAbort(request.run.uid, T0);
      await store().settleRun({ run: request.run, time: T0 + 1, state });
      expect(await store().getRun(request.run.uid)).toMatchObject({ state: 'aborting', attempts: [{ state }] });
    });

    it('of an attempt changes nothing when a newer one has opened', async () => {
      const request = opening(newUid());
      await store().openAttempt(request);
      await store().openAttempt(opening(request.run.uid));
      const before = await store().getRun(request.run.uid);
      await store().settleRun({ run: request.run, attempt: 1, time: T0 + 1, state: 'aborted' });
      expect(await store().getRun(request.run.uid)).toEqual(before);
    });

    it('lets nobody open again what a newer attempt has superseded meanwhile', async () => {
      const request = opening(newUid());
      await store().openAttempt(request);
      await store().settleRun({ run: request.run, time: T0 + 1, state: 'unknown' });
      await store().openAttempt(opening(request.run.uid));
      expect(await store().openAttempt(request)).toMatchObject({ attempt: 1 });
      expect(await store().getRun(request.run.uid)).toMatchObject({ attempt: 2, attempts: [{ state: 'unknown' }, { state: 'running' }] });
    });
  });
}
