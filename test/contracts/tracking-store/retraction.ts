import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArtifactUri, StaleAttemptError } from '../../../src/core/index.js';
import type { RetractRun } from '../../../src/tracking/index.js';
import { completed, draft, logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Completions that Temporal never had. */
export function retractionContract(store: OpenedStore): void {
  const tagged = async (tag: string) => (await store().getArtifact(parseArtifactUri(`store://demo/train_m:${tag}`)))?.uid;
  const publish = async (...tags: string[]) => {
    const [uid, artifact] = [newUid(), draft('m', { tags })];
    await completed(store(), opening(uid), [{ type: 'artifact', artifact }]);
    return { uid, artifact: artifact.uid };
  };
  const retract = (uid: string, changes: Partial<RetractRun> = {}) =>
    store().retractRun({ uid, state: 'aborted', time: T0 + 5000, ...changes });

  describe('retraction', () => {
    it.each(['error', 'aborted', 'unknown'] as const)(
      'gives the run and its attempt the state %s, and keeps what was logged',
      async (state) => {
        const uid = newUid();
        await completed(store(), opening(uid), [
          { type: 'result', key: 'x', value: 1 },
          { type: 'metric', key: 'loss', step: 1, value: 1 },
        ]);
        const error = { name: 'TerminatedFailure', message: 'terminated' };
        await retract(uid, { state, statusReason: 'terminated', error });
        const run = await store().getRun(uid);
        expect(run).toMatchObject({
          state,
          statusReason: 'terminated',
          error,
          results: { x: 1 },
          metrics: { loss: { count: 1 } },
          attempts: [{ state, statusReason: 'terminated', error, endTime: '2026-01-02T03:04:06.678Z' }],
        });
        expect(run?.endTime).toBe(state === 'unknown' ? undefined : '2026-01-02T03:04:10.678Z');
      },
    );

    it('lets the run open again, and the old owner no more', async () => {
      const { uid } = await publish();
      await retract(uid);
      await expect(store().closeAttempt({ uid, attempt: 1, time: T0, state: 'completed' })).rejects.toThrow(StaleAttemptError);
      expect(await store().openAttempt(opening(uid))).toMatchObject({ state: 'opened', attempt: 2 });
      await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed', summary: 2 });
      expect(await store().openAttempt(opening(uid))).toEqual({ state: 'completed', attempt: 2, summary: 2 });
    });

    it('supersedes the artifacts, whose versions are not given again, and moves their tags back', async () => {
      const [first, second] = [await publish('best', 'old'), await publish('best', 'new')];
      await retract(second.uid);
      expect(await store().getArtifact(parseArtifactUri(`store://demo/train_m^${second.artifact}`))).toMatchObject({
        version: 2,
        tags: [],
        status: { state: 'superseded' },
      });
      expect(await store().listArtifacts({})).toMatchObject([{ uid: first.artifact, version: 1, tags: ['best', 'latest', 'old'] }]);
      expect(await tagged('new')).toBeUndefined();
      const third = await publish();
      expect(await store().listArtifacts({ tag: 'latest' })).toMatchObject([{ uid: third.artifact, version: 3 }]);
    });

    it('leaves no tag when nothing else ever had it', async () => {
      const { uid } = await publish('best');
      await retract(uid);
      expect(await tagged('latest')).toBeUndefined();
      expect(await tagged('best')).toBeUndefined();
      expect(await store().listArtifacts({})).toEqual([]);
    });

    it('moves a tag back step by step', async () => {
      const runs = [await publish('best'), await publish(), await publish('best'), await publish('best')];
      const seen: (string | undefined)[][] = [];
      for (const { uid } of runs.toReversed()) {
        await retract(uid);
        seen.push([await tagged('latest'), await tagged('best')]);
      }
      const [first, second, third] = runs.map(({ artifact }) => artifact);
      expect(seen).toEqual([
        [third, third],
        [second, first],
        [first, first],
        [undefined, undefined],
      ]);
    });

    it('leaves tags alone that have moved on, and goes back past what was retracted before', async () => {
      const [first, second, third, fourth] = [await publish(), await publish(), await publish(), await publish()];
      await retract(third.uid);
      expect(await tagged('latest')).toBe(fourth.artifact);
      await retract(second.uid);
      await retract(fourth.uid);
      expect(await tagged('latest')).toBe(first.artifact);
    });

    it('takes every artifact of the attempt, and those of other kinds and keys go their own ways', async () => {
      const before = await publish();
      const uid = newUid();
      const others = [draft('m', { kind: 'model' }), draft('x')];
      await completed(
        store(),
        opening(uid),
        [draft('m'), draft('m'), ...others].map((artifact) => ({ type: 'artifact', artifact }) as const),
      );
      await retract(uid);
      expect(await store().listArtifacts({})).toMatchObject([{ uid: before.artifact, tags: ['latest'] }]);
      expect(await store().listArtifacts({ runUid: uid, attempt: 1 })).toHaveLength(4);
      expect(await store().getArtifact(parseArtifactUri('store://models/demo/train_m'))).toBeUndefined();
    });

    it('has every tag at its newest artifact that still counts, whatever was published and retracted', async () => {
      const TAGS = ['latest', 'a', 'b'];
      const step = fc.oneof(fc.record({ publish: fc.subarray(['a', 'b']) }), fc.record({ retract: fc.nat(9) }));
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const dbKey = `train_${newUid()}`;
          let published: { uid: string; artifact: string; tags: readonly string[] }[] = [];
          for (const action of steps) {
            if ('publish' in action) {
              const [uid, artifact] = [newUid(), draft('m', { dbKey, tags: action.publish })];
              await completed(store(), opening(uid), [{ type: 'artifact', artifact }]);
              published.push({ uid, artifact: artifact.uid, tags: [...action.publish, 'latest'] });
            } else {
              const gone = published[action.retract % (published.length || 1)];
              if (gone !== undefined) await retract(gone.uid);
              published = published.filter((entry) => entry !== gone);
            }
          }
          for (const tag of TAGS) {
            const found = await store().getArtifact(parseArtifactUri(`store://demo/${dbKey}:${tag}`));
            expect(found?.uid).toBe(published.findLast(({ tags }) => tags.includes(tag))?.artifact);
          }
        }),
        { numRuns: 50 },
      );
    });

    it('is no error a second time, and changes nothing then', async () => {
      const first = await publish();
      const { uid } = await publish();
      await retract(uid);
      const before = await store().getRun(uid);
      await retract(uid, { state: 'error', time: T0 + 9000 });
      expect(await store().getRun(uid)).toEqual(before);
      expect(await tagged('latest')).toBe(first.artifact);
    });

    it('of an older attempt leaves the run to the newest', async () => {
      const { uid, artifact } = await publish();
      await logged(store(), opening(uid, { reopen: true }), []);
      await retract(uid, { attempt: 1, statusReason: 'reset' });
      expect(await store().getRun(uid)).toMatchObject({
        state: 'running',
        attempts: [{ state: 'aborted', statusReason: 'reset' }, { state: 'running' }],
      });
      expect(await store().listArtifacts({})).toEqual([]);
      expect(await store().listArtifacts({ runUid: uid, attempt: 1 })).toMatchObject([{ uid: artifact, tags: [] }]);
    });

    it('leaves a run alone that is not completed', async () => {
      const { uid } = await publish();
      await store().openAttempt(opening(uid, { reopen: true }));
      const before = await store().getRun(uid);
      await retract(uid);
      await retract(uid, { attempt: 7 });
      expect(await store().getRun(uid)).toEqual(before);
      expect(await store().listArtifacts({})).toHaveLength(1);
    });

    it('withdraws what the attempt had adopted under the one it came from too', async () => {
      const [uid, artifact] = [newUid(), draft('m')];
      await logged(store(), opening(uid), [
        { type: 'artifact', artifact },
        { type: 'once', key: 'k', from: 1, value: 1 },
      ]);
      await store().openAttempt(opening(uid));
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 2, at: 1 });
      await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed' });
      await retract(uid);
      expect(await store().listArtifacts({ includePending: true })).toEqual([]);
      for (const attempt of [1, 2]) {
        expect(await store().listArtifacts({ runUid: uid, attempt })).toMatchObject([
          { uid: artifact.uid, tags: [], status: { state: 'superseded' } },
        ]);
      }
      expect(await store().openAttempt(opening(uid))).toMatchObject({ resume: { onces: { k: { attempt: 2 } } } });
      await store().adopt({ uid, attempt: 3, fromAttempt: 2, from: 1, to: 2, at: 1 });
      await store().closeAttempt({ uid, attempt: 3, time: T0, state: 'completed' });
      expect(await store().listArtifacts({})).toMatchObject([{ uid: artifact.uid, attempt: 3, version: 2, tags: ['latest'] }]);
    });

    it('of a run that there is not is refused', async () => {
      await expect(retract(newUid())).rejects.toMatchObject({ code: 'ERR_RUN_NOT_FOUND' });
    });
  });
}
