import { describe, expect, it } from 'vitest';
import { completed, logged, newUid, numbered, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Who vouches for a run, and how one asks it to stop. */
export function leasesContract(store: OpenedStore): void {
  const unreported = async (time: number) => (await store().listRuns({ unreported: new Date(time) })).map(({ uid }) => uid);

  describe('a lease', () => {
    it('is held by the newest running attempt, and lost by every other', async () => {
      const [held, superseded, failed, settled] = [newUid(), newUid(), newUid(), newUid()];
      for (const uid of [held, superseded, superseded, failed, settled]) await store().openAttempt(opening(uid));
      await store().closeAttempt({ uid: failed, attempt: 1, time: T0, state: 'pendingRetry' });
      await store().settleRun({ run: opening(settled).run, time: T0, state: 'unknown' });
      const leases = [held, superseded, failed, settled, newUid()].map((uid) => ({ uid, attempt: 1 }));
      expect(await store().renewLeases([...leases, { uid: superseded, attempt: 2 }, { uid: held, attempt: 2 }], T0)).toEqual([
        'held',
        'superseded',
        'over',
        'over',
        'over',
        'held',
        'over',
      ]);
      expect(await store().renewLeases([], T0)).toEqual([]);
    });

    it('keeps a run from being unreported until it lapses', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid, { leaseUntil: T0 + 1000 }));
      expect(await unreported(T0 + 1000)).toEqual([]);
      expect(await unreported(T0 + 1001)).toEqual([uid]);
      await store().renewLeases([{ uid, attempt: 1 }], T0 + 2000);
      expect(await unreported(T0 + 2000)).toEqual([]);
      expect(await unreported(T0 + 2001)).toEqual([uid]);
    });

    it('never gets shorter', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid, { leaseUntil: T0 + 1000 }));
      await store().renewLeases([{ uid, attempt: 1 }], T0 + 500);
      expect(await unreported(T0 + 1000)).toEqual([]);
    });

    it('is given by the opening when a settled execution opens its attempt again', async () => {
      const request = opening(newUid(), { leaseUntil: T0 + 1000 });
      await store().openAttempt(request);
      await store().settleRun({ run: request.run, time: T0, state: 'unknown' });
      await store().openAttempt({ ...request, leaseUntil: T0 + 5000 });
      expect(await unreported(T0 + 5000)).toEqual([]);
      expect(await unreported(T0 + 5001)).toEqual([request.run.uid]);
    });
  });

  describe('unreported runs', () => {
    it('are those that are not over and that nobody holds, by their newest attempt', async () => {
      const open = async (name: string, leaseUntil?: number, uid = newUid()) => {
        await store().openAttempt(opening(uid, { run: { name }, ...(leaseUntil === undefined ? {} : { leaseUntil }) }));
        return uid;
      };
      const [past, future] = [T0 - 1, T0 + 1];
      await open('free');
      await open('held', future);
      await open('lapsed', past);
      await open('held again', future, await open('held again', past));
      await open('free again', undefined, await open('free again', future));
      for (const state of ['completed', 'error', 'aborted', 'pendingRetry', 'pending'] as const) {
        await store().closeAttempt({ uid: await open(state, future), attempt: 1, time: T0, state });
      }
      await store().settleRun({ run: opening(newUid(), { run: { name: 'unknown' } }).run, time: T0, state: 'unknown' });
      await store().requestAbort(await open('aborting'), T0);
      const found = await store().listRuns({ unreported: new Date(T0) });
      expect(found.map(({ name }) => name).toSorted()).toEqual([
        'aborting',
        'free',
        'free again',
        'lapsed',
        'pending',
        'pendingRetry',
        'unknown',
      ]);
      expect(await store().listRuns({ unreported: new Date(T0), name: 'free', limit: 1 })).toHaveLength(1);
      expect(await store().listRuns({ unreported: new Date(T0), state: 'running' })).toHaveLength(3);
    });
  });

  abortingContract(store);
  pausingContract(store);
}

function abortingContract(store: OpenedStore): void {
  describe('a request to abort', () => {
    const aborting = async () => {
      const request = opening(newUid());
      await store().openAttempt(request);
      expect(await store().requestAbort(request.run.uid, T0)).toBe('aborting');
      return request;
    };

    it('is learned from the lease, and until then the attempt writes', async () => {
      const { uid } = (await aborting()).run;
      expect(await store().getRun(uid)).toMatchObject({ state: 'aborting', attempts: [{ state: 'running' }] });
      expect(await store().append([{ uid, attempt: 1, events: numbered([{ type: 'result', key: 'x', value: 1 }]) }])).toEqual([undefined]);
      expect(await store().renewLeases([{ uid, attempt: 1 }], T0 + 1000)).toEqual(['aborting']);
      expect(await store().listRuns({ unreported: new Date(T0 + 1000) })).toEqual([]);
      expect(await store().requestAbort(uid, T0 + 1)).toBe('aborting');
      expect((await store().getRun(uid))?.results).toEqual({ x: 1 });
    });

    it.each(['completed', 'error', 'aborted'] as const)('ends when the attempt closes as %s', async (state) => {
      const { uid } = (await aborting()).run;
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 1, state, statusReason: 'cancelled', summary: 1 });
      expect(await store().getRun(uid)).toMatchObject({ state, statusReason: 'cancelled', attempts: [{ state }] });
      expect(await store().requestAbort(uid, T0 + 2)).toBe(state);
    });

    it.each(['error', 'aborted', 'unknown'] as const)('ends when the run is settled as %s', async (state) => {
      const { run } = await aborting();
      await store().settleRun({ run, time: T0 + 1, state });
      expect(await store().getRun(run.uid)).toMatchObject({ state, attempts: [{ state }] });
      expect(await store().requestAbort(run.uid, T0 + 2)).toBe(state);
    });

    it('reaches a run that waits, and the attempt that opens after it', async () => {
      for (const state of ['pendingRetry', 'pending'] as const) {
        const uid = newUid();
        await store().openAttempt(opening(uid));
        await store().closeAttempt({ uid, attempt: 1, time: T0, state });
        expect(await store().requestAbort(uid, T0 + 1)).toBe('aborting');
        await store().openAttempt(opening(uid));
        expect(await store().getRun(uid)).toMatchObject({ state: 'aborting', attempts: [{ state }, { state: 'running' }] });
        expect(await store().renewLeases([{ uid, attempt: 2 }], T0)).toEqual(['aborting']);
      }
    });

    it.each(['pendingRetry', 'pending'] as const)('outlasts an attempt that closes as %s', async (state) => {
      const { uid } = (await aborting()).run;
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 1, state, error: { name: 'Error', message: 'flaky' } });
      const run = await store().getRun(uid);
      expect(run).toMatchObject({ state: 'aborting', error: { message: 'flaky' }, attempts: [{ state }] });
      expect(run).not.toHaveProperty('endTime');
    });

    it('of a run that there is not is refused', async () => {
      await expect(store().requestAbort(newUid(), T0)).rejects.toMatchObject({ code: 'ERR_RUN_NOT_FOUND' });
    });
  });
}

function pausingContract(store: OpenedStore): void {
  describe('a paused run', () => {
    it('is pending, without an end, and opens again', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [{ type: 'metric', key: 'loss', step: 1, value: 1 }]);
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 1, state: 'pending', statusReason: 'paused' });
      const run = await store().getRun(uid);
      expect(run).toMatchObject({
        state: 'pending',
        statusReason: 'paused',
        metrics: { loss: { count: 1 } },
        attempts: [{ state: 'pending', statusReason: 'paused', endTime: '2026-01-02T03:04:05.679Z' }],
      });
      expect(run).not.toHaveProperty('endTime');
      await completed(store(), opening(uid), []);
      expect(await store().getRun(uid)).toMatchObject({
        state: 'completed',
        attempt: 2,
        attempts: [{ state: 'pending' }, { state: 'completed' }],
      });
    });

    it('is settled with its attempt', async () => {
      const request = opening(newUid());
      await store().openAttempt(request);
      await store().closeAttempt({ uid: request.run.uid, attempt: 1, time: T0, state: 'pending', statusReason: 'paused' });
      await store().settleRun({ run: request.run, time: T0 + 1, state: 'aborted', statusReason: 'terminated' });
      expect(await store().getRun(request.run.uid)).toMatchObject({
        state: 'aborted',
        statusReason: 'terminated',
        attempts: [{ state: 'aborted', statusReason: 'terminated' }],
      });
    });
  });
}
