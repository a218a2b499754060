import { describe, expect, it } from 'vitest';
import { StaleAttemptError } from '../../../src/core/index.js';
import { newUid, numbered, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Opening, closing, superseding. */
export function attemptsContract(store: OpenedStore): void {
  describe('opening', () => {
    it('numbers attempts from 1', async () => {
      const uid = newUid();
      expect(await store().openAttempt(opening(uid))).toEqual({ state: 'opened', attempt: 1, inputs: {} });
      expect(await store().openAttempt(opening(uid))).toMatchObject({ state: 'opened', attempt: 2 });
    });

    it.each(['completed', 'error', 'pending'] as const)(
      'lets an execution that closed as %s go on when it asks to reopen',
      async (state) => {
        const request = opening(newUid(), { reopen: true });
        const { uid } = request.run;
        await store().openAttempt(request);
        await store().append([{ uid, attempt: 1, events: numbered([{ type: 'result', key: 'x', value: 1 }]) }]);
        await store().closeAttempt({ uid, attempt: 1, time: T0, state, error: { name: 'Error', message: 'boom' }, summary: {} });
        expect(await store().openAttempt(request)).toMatchObject({ attempt: 1 });
        const run = await store().getRun(uid);
        expect(run).toMatchObject({ state: 'running', results: { x: 1 }, attempts: [{ state: 'running' }] });
        expect(run).not.toHaveProperty('error');
        await store().closeAttempt({ uid, attempt: 1, time: T0, state: 'aborted' });
        expect(await store().getRun(uid)).toMatchObject({ state: 'aborted', attempts: [{ state: 'aborted' }] });
      },
    );

    it('shows the Temporal run of the newest attempt, and the namespace of the first', async () => {
      const uid = newUid();
      const identity = { workflowId: 'w', namespace: 'default', namespaceId: 'n' };
      await store().openAttempt(opening(uid, { run: { ...identity, temporalRunId: 'one' } }));
      expect(await store().getRun(uid)).toMatchObject({ ...identity, temporalRunId: 'one' });
      const second = opening(uid, { run: { ...identity, temporalRunId: 'two' } });
      await store().openAttempt(second);
      expect(await store().getRun(uid)).toMatchObject({ ...identity, temporalRunId: 'two' });
      await store().settleRun({ run: { ...second.run, temporalRunId: 'three' }, time: T0, state: 'unknown' });
      expect(await store().getRun(uid)).toMatchObject({ ...identity, temporalRunId: 'two' });
    });

    it('gives the same execution the same attempt, however often it asks', async () => {
      const request = opening(newUid(), { labels: { a: '1' }, inputs: { csv: { uri: '/data.csv' } } });
      const first = await store().openAttempt(request);
      expect(await store().openAttempt(request)).toEqual(first);
      expect((await store().getRun(request.run.uid))?.attempts).toHaveLength(1);
    });

    it('aborts the attempt before it as superseded, and shows the new one', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid, { labels: { try: 'first' }, host: 'a', pid: 1, temporalAttempt: 3 }));
      await store().openAttempt(opening(uid, { labels: { try: 'second' }, time: T0 + 5000 }));
      expect(await store().getRun(uid)).toMatchObject({
        state: 'running',
        attempt: 2,
        labels: { try: 'second' },
        startTime: '2026-01-02T03:04:05.678Z',
        attempts: [
          {
            attempt: 1,
            state: 'aborted',
            statusReason: 'superseded',
            host: 'a',
            pid: 1,
            temporalAttempt: 3,
            endTime: '2026-01-02T03:04:10.678Z',
          },
          { attempt: 2, state: 'running', startTime: '2026-01-02T03:04:10.678Z' },
        ],
      });
    });

    it('hands a superseded execution its old attempt back, and leaves the newer one in charge', async () => {
      const first = opening(newUid());
      await store().openAttempt(first);
      await store().openAttempt(opening(first.run.uid));
      expect(await store().openAttempt(first)).toMatchObject({ state: 'opened', attempt: 1 });
      expect(await store().getRun(first.run.uid)).toMatchObject({
        state: 'running',
        attempt: 2,
        attempts: [{ state: 'aborted' }, { state: 'running' }],
      });
    });

    it('hands back the summary of a completed run instead of opening it', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 1, state: 'completed', summary: { results: { accuracy: 1 } } });
      expect(await store().openAttempt(opening(uid))).toEqual({ state: 'completed', attempt: 1, summary: { results: { accuracy: 1 } } });
      expect((await store().getRun(uid))?.attempts).toHaveLength(1);
    });

    it.each(['error', 'aborted', 'pendingRetry'] as const)('opens a run in %s again and clears what it ended with', async (state) => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 1, state, statusReason: 'why', error: { name: 'Error', message: 'boom' } });
      expect(await store().openAttempt(opening(uid))).toMatchObject({ state: 'opened', attempt: 2 });
      const run = await store().getRun(uid);
      expect(run).toMatchObject({
        state: 'running',
        attempts: [
          { attempt: 1, state, error: { message: 'boom' } },
          { attempt: 2, state: 'running' },
        ],
      });
      expect(run).not.toHaveProperty('error');
      expect(run).not.toHaveProperty('statusReason');
      expect(run).not.toHaveProperty('endTime');
    });

    it('keeps the identity that the first opening gave', async () => {
      const uid = newUid();
      const identity = {
        name: 'first',
        project: 'one',
        kind: 'step',
        workflowId: 'w',
        activityId: 'train-1',
        parentUid: 'p',
        tree: 'p',
      } as const;
      await store().openAttempt(opening(uid, { run: { ...identity, source: { file: 'handlers.ts', export: 'train' } } }));
      await store().openAttempt(opening(uid, { run: { name: 'second', project: 'two', kind: 'local', workflowId: 'x' } }));
      const { tree: _, ...shown } = identity;
      expect(await store().getRun(uid)).toMatchObject({ ...shown, source: { file: 'handlers.ts', export: 'train' } });
    });

    it('keeps the first pin of every input, and takes keys that were missing', async () => {
      const uid = newUid();
      await store().openAttempt(
        opening(uid, { inputs: { a: { uri: 'store://artifacts/p/a^1', artifactUid: '1', sha256: 'aa', size: 7 } } }),
      );
      const later = await store().openAttempt(opening(uid, { inputs: { a: { uri: 'store://artifacts/p/a^2' }, b: { uri: '/b.csv' } } }));
      expect(later).toEqual({
        state: 'opened',
        attempt: 2,
        inputs: { a: { uri: 'store://artifacts/p/a^1', artifactUid: '1', sha256: 'aa', size: 7 }, b: { uri: '/b.csv' } },
      });
      expect((await store().getRun(uid))?.inputs).toEqual({ a: 'store://artifacts/p/a^1', b: '/b.csv' });
    });
  });

  describe('the fence', () => {
    it('refuses the events of a superseded attempt alone; other batches of the call are committed', async () => {
      const [one, two] = [newUid(), newUid()];
      await store().openAttempt(opening(one));
      await store().openAttempt(opening(one));
      await store().openAttempt(opening(two));
      const events = numbered([{ type: 'result', key: 'x', value: 1 }]);
      const answers = await store().append([
        { uid: one, attempt: 1, events },
        { uid: two, attempt: 1, events },
        { uid: one, attempt: 2, events },
      ]);
      expect(answers).toEqual([expect.any(StaleAttemptError), undefined, undefined]);
      expect((await store().getRun(one, 1))?.results).toEqual({});
      expect((await store().getRun(one))?.results).toEqual({ x: 1 });
      expect((await store().getRun(two))?.results).toEqual({ x: 1 });
    });

    it('refuses events after the closing', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().closeAttempt({ uid, attempt: 1, time: T0, state: 'completed' });
      const [answer] = await store().append([{ uid, attempt: 1, events: numbered([{ type: 'result', key: 'x', value: 1 }]) }]);
      expect(answer).toBeInstanceOf(StaleAttemptError);
      expect((await store().getRun(uid))?.results).toEqual({});
    });

    it('refuses events of runs and attempts that it never opened', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      const answers = await store().append([
        { uid, attempt: 2, events: [] },
        { uid: newUid(), attempt: 1, events: [] },
      ]);
      expect(answers).toEqual([
        expect.objectContaining({ code: 'ERR_STALE_ATTEMPT' }),
        expect.objectContaining({ code: 'ERR_RUN_NOT_FOUND' }),
      ]);
    });

    it('refuses to close a superseded attempt', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().openAttempt(opening(uid));
      for (const state of ['completed', 'aborted'] as const) {
        await expect(store().closeAttempt({ uid, attempt: 1, time: T0, state })).rejects.toThrow(StaleAttemptError);
      }
      expect(await store().getRun(uid)).toMatchObject({ state: 'running', attempt: 2 });
    });
  });

  describe('closing', () => {
    it('stores state, end and error of the run and of the attempt', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      const error = { name: 'TypeError', message: 'no', stack: 'at x', cause: { name: 'Error', message: 'deeper' } };
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 2000, state: 'error', statusReason: 'thrown', error });
      const end = { state: 'error', statusReason: 'thrown', error, endTime: '2026-01-02T03:04:07.678Z' };
      expect(await store().getRun(uid)).toMatchObject({ ...end, attempts: [end] });
    });

    it('leaves a run that waits for a retry without an end, and says why it waits', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 1, state: 'pendingRetry', error: { name: 'Error', message: 'flaky' } });
      const run = await store().getRun(uid);
      expect(run).toMatchObject({
        state: 'pendingRetry',
        error: { message: 'flaky' },
        attempts: [{ state: 'pendingRetry', endTime: expect.any(String) }],
      });
      expect(run).not.toHaveProperty('endTime');
    });

    it('is no error a second time, and changes nothing then', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 1, state: 'completed', summary: 1 });
      const before = await store().getRun(uid);
      await store().closeAttempt({ uid, attempt: 1, time: T0 + 9, state: 'completed', summary: 2 });
      expect(await store().getRun(uid)).toEqual(before);
      expect(await store().openAttempt(opening(uid))).toMatchObject({ summary: 1 });
    });

    it('refuses another end than the first one', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().closeAttempt({ uid, attempt: 1, time: T0, state: 'error' });
      await expect(store().closeAttempt({ uid, attempt: 1, time: T0, state: 'completed' })).rejects.toThrow(StaleAttemptError);
      expect(await store().getRun(uid)).toMatchObject({ state: 'error' });
    });
  });
}
