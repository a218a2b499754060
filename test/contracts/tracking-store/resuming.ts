import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, parseArtifactUri, StaleAttemptError } from '../../../src/core/index.js';
import type { AdoptEvents, TrackingEvent } from '../../../src/tracking/index.js';
import { draft, logged, newUid, numbered, opening, T0, visible } from './story.js';
import type { OpenedStore } from './story.js';

const log = (message: string) => ({ type: 'log', level: 'info', stream: 'logger', message }) as const;
const result = (key: string, value: number) => ({ type: 'result', key, value }) as const;
const once = (key: string, from: number, value: number) => ({ type: 'once', key, from, value }) as const;
const checkpoint = (value: number) => ({ type: 'checkpoint', value }) as const;

/** Going on inside a step: what a later attempt finds, and what it takes over. */
export function resumingContract(store: OpenedStore): void {
  const resume = async (uid: string, changes = {}) => {
    const opened = await store().openAttempt(opening(uid, changes));
    return opened.state === 'opened' ? opened.resume : undefined;
  };
  const messages = async (uid: string, attempt?: number) =>
    (await store().logs(uid, attempt === undefined ? {} : { attempt })).map(({ seq, message }) => [seq, message]);

  describe('what a later attempt goes on from', () => {
    it('is nothing in a first attempt, or after attempts that left nothing', async () => {
      const uid = newUid();
      expect(await resume(uid)).toBeUndefined();
      await store().append([{ uid, attempt: 1, events: numbered([result('x', 1)]) }]);
      expect(await resume(uid)).toBeUndefined();
      expect(await store().openAttempt(opening(uid))).not.toHaveProperty('resume');
    });

    it('is the newest value of each key, and the newest checkpoint, with the seqs that belong to them', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [log('a'), once('load', 1, 10), checkpoint(1), once('fit', 4, 20), checkpoint(2)]);
      expect(await resume(uid)).toEqual({
        onces: { load: { attempt: 1, from: 1, to: 2, value: 10 }, fit: { attempt: 1, from: 4, to: 4, value: 20 } },
        checkpoint: { attempt: 1, to: 5, value: 2 },
      });
    });

    it.each(['superseded', 'error', 'aborted', 'pendingRetry', 'pending'] as const)(
      'comes from attempts that ended as %s alike',
      async (state) => {
        const uid = newUid();
        await logged(store(), opening(uid), [once('a', 1, 1), checkpoint(1)]);
        if (state !== 'superseded') await store().closeAttempt({ uid, attempt: 1, time: T0, state });
        expect(await resume(uid)).toEqual({
          onces: { a: { attempt: 1, from: 1, to: 1, value: 1 } },
          checkpoint: { attempt: 1, to: 2, value: 1 },
        });
      },
    );

    it('is of the newest attempt that has it; the attempt’s own and what came after it are not among it', async () => {
      const uid = newUid();
      const third = opening(uid);
      await logged(store(), opening(uid), [once('a', 1, 1), once('b', 2, 1), checkpoint(1)]);
      await logged(store(), opening(uid), [log('x'), once('b', 1, 2)]);
      const expected = {
        onces: { a: { attempt: 1, from: 1, to: 1, value: 1 }, b: { attempt: 2, from: 1, to: 2, value: 2 } },
        checkpoint: { attempt: 1, to: 3, value: 1 },
      };
      await logged(store(), third, [once('b', 1, 3), checkpoint(3)]);
      await logged(store(), opening(uid), [once('b', 1, 4), checkpoint(4)]);
      expect(await store().openAttempt(third)).toMatchObject({ attempt: 3, resume: expected });
    });

    it('holds what arrived late, and any key and value', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().openAttempt(opening(uid));
      const value = { $tidemark: 'number', value: 'NaN' };
      const events = numbered([
        { type: 'once', key: '__proto__', from: 1, value },
        { type: 'checkpoint', value: null },
      ]);
      await store().append([{ uid, attempt: 1, events, late: true }]);
      const found = await resume(uid);
      expect(Object.entries(found?.onces ?? {})).toEqual([['__proto__', { attempt: 1, from: 1, to: 1, value }]]);
      expect(found?.checkpoint).toEqual({ attempt: 1, to: 2, value: null });
    });

    it('does not show in the run', async () => {
      const [with_, without] = [newUid(), newUid()];
      await logged(store(), opening(with_), [result('x', 1), once('a', 1, 1), checkpoint(2)]);
      await logged(store(), opening(without), [result('x', 1)]);
      expect(await visible(store(), with_)).toEqual(await visible(store(), without));
    });
  });

  describe('adopting', () => {
    it('takes over events with their times, at their distances, as if they were logged there', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [
        log('before'),
        log('inside'),
        { type: 'metric', key: 'loss', step: 1, value: 0.5 },
        { type: 'metric', key: 'loss', step: 2, value: NaN },
        { type: 'param', key: 'p', value: 2 },
        { type: 'label', key: 'l', value: 'v' },
        { type: 'annotation', key: 'n', value: 'w' },
        { type: 'progress', done: 1, total: 2 },
        result('x', 7),
        once('all', 2, 1),
        log('after'),
      ]);
      await logged(store(), opening(uid), [log('mine')]);
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 2, to: 10, at: 5 });
      expect(await messages(uid)).toEqual([
        [1, 'mine'],
        [5, 'inside'],
      ]);
      expect((await store().logs(uid))[1]?.time).toBe('2026-01-02T03:04:05.680Z');
      expect(await store().getRun(uid)).toMatchObject({
        parameters: { p: 2 },
        labels: { l: 'v' },
        annotations: { n: 'w' },
        progress: { done: 1, total: 2 },
        results: { x: 7 },
        metrics: { loss: { last: NaN, min: 0.5, count: 2 } },
      });
      expect(await store().metrics(uid)).toEqual(await store().metrics(uid, { attempt: 1 }));
      expect(await resume(uid)).toEqual({ onces: { all: { attempt: 2, from: 5, to: 13, value: 1 } } });
      await store().adopt({ uid, attempt: 3, fromAttempt: 2, from: 5, to: 13, at: 1 });
      expect(await messages(uid)).toEqual([[1, 'inside']]);
      expect(await store().listRuns({ orderBy: 'results.x' })).toMatchObject([{ uid, results: { x: 7 } }]);
    });

    it('changes nothing a second time', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [log('a'), result('x', 1), { type: 'artifact', artifact: draft('m') }, once('k', 1, 1)]);
      await store().openAttempt(opening(uid));
      const request: AdoptEvents = { uid, attempt: 2, fromAttempt: 1, from: 1, to: 4, at: 3 };
      await store().adopt(request);
      await store().append([{ uid, attempt: 2, events: numbered([result('x', 2)], 7) }]);
      const before = [await visible(store(), uid), await store().listArtifacts({ includePending: true })];
      await store().adopt(request);
      expect([await visible(store(), uid), await store().listArtifacts({ includePending: true })]).toEqual(before);
    });

    it('leaves later values of the attempt’s own in place', async () => {
      const uid = newUid();
      const metric = (value: number) => ({ type: 'metric', key: 'loss', step: 1, value }) as const;
      await logged(store(), opening(uid), [result('x', 1), metric(1), once('k', 1, 1)]);
      await store().openAttempt(opening(uid));
      await store().append([{ uid, attempt: 2, events: numbered([result('x', 9), metric(9)], 10) }]);
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 3, at: 1 });
      expect(await store().getRun(uid)).toMatchObject({ results: { x: 9 }, metrics: { loss: { last: 9, count: 1 } } });
    });

    it('makes a run look as if it had never crashed, over any number of attempts', async () => {
      const event = fc.oneof(
        fc.record({ type: fc.constant('result' as const), key: fc.constantFrom('a', 'b'), value: fc.integer() }),
        fc.record({ type: fc.constant('label' as const), key: fc.constantFrom('a', 'b'), value: fc.string() }),
        fc.record({ type: fc.constant('metric' as const), key: fc.constantFrom('a', 'b'), step: fc.nat(3), value: fc.double() }),
        fc.record({ type: fc.constant('progress' as const), done: fc.nat() }),
        fc.string().map(log),
        fc.constantFrom('a', 'b').map((key) => ({ type: 'artifact' as const, artifact: draft(key, { uid: key.repeat(32) }) })),
        fc.constantFrom('a', 'b').map((key) => ({ type: 'input' as const, key, input: { uri: `/${key}` } })),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(event, { maxLength: 6 }), { minLength: 1, maxLength: 4 }), async (parts) => {
          const [crashed, calm] = [newUid(), newUid()];
          const events = parts.flatMap((part, index) => [...part, checkpoint(index)]);
          await logged(store(), opening(calm), events);
          let seq = 0;
          for (const [index, part] of parts.entries()) {
            await store().openAttempt(opening(crashed));
            if (index > 0) await store().adopt({ uid: crashed, attempt: index + 1, fromAttempt: index, from: 1, to: seq, at: 1 });
            const own: readonly TrackingEvent[] = numbered([...part, checkpoint(index)], seq + 1);
            await store().append([{ uid: crashed, attempt: index + 1, events: own }]);
            seq += own.length;
          }
          expect(await visible(store(), crashed)).toEqual(await visible(store(), calm));
        }),
        { numRuns: 50 },
      );
    });

    it('leaves a once behind that began before the range, and every checkpoint but the last event', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [log('a'), checkpoint(1), once('outer', 1, 1), once('inner', 4, 2), checkpoint(5)]);
      await store().openAttempt(opening(uid));
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 2, to: 4, at: 1 });
      expect(await resume(uid)).toEqual({
        onces: { outer: { attempt: 1, from: 1, to: 3, value: 1 }, inner: { attempt: 2, from: 3, to: 3, value: 2 } },
        checkpoint: { attempt: 1, to: 5, value: 5 },
      });
      await store().adopt({ uid, attempt: 3, fromAttempt: 1, from: 1, to: 5, at: 2 });
      expect(await resume(uid)).toEqual({
        onces: { outer: { attempt: 3, from: 2, to: 4, value: 1 }, inner: { attempt: 3, from: 5, to: 5, value: 2 } },
        checkpoint: { attempt: 3, to: 6, value: 5 },
      });
    });

    it('pins the inputs that were read inside, also those that came too late to be pinned', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      await store().openAttempt(opening(uid));
      const events = numbered([{ type: 'input', key: 'csv', input: { uri: '/a.csv', sha256: 'aa' } }, once('k', 1, 1)]);
      await store().append([{ uid, attempt: 1, events, late: true }]);
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 2, at: 1 });
      expect(await store().inputs(uid)).toEqual([{ runUid: uid, key: 'csv', uri: '/a.csv', sha256: 'aa' }]);
    });

    it('is fenced as an append is', async () => {
      const uid = newUid();
      const adopt = (attempt: number, inRun = uid) => store().adopt({ uid: inRun, attempt, fromAttempt: 1, from: 1, to: 1, at: 1 });
      await logged(store(), opening(uid), [result('x', 1)]);
      await store().openAttempt(opening(uid));
      await store().openAttempt(opening(uid));
      await expect(adopt(2)).rejects.toThrow(StaleAttemptError);
      await store().closeAttempt({ uid, attempt: 3, time: T0, state: 'error' });
      await expect(adopt(3)).rejects.toThrow(StaleAttemptError);
      await expect(adopt(2, newUid())).rejects.toMatchObject({ code: 'ERR_RUN_NOT_FOUND' });
      expect((await store().getRun(uid, 2))?.results).toEqual({});
      expect((await store().getRun(uid))?.results).toEqual({});
    });

    it.each([{ fromAttempt: 2 }, { fromAttempt: 3 }, { fromAttempt: 0 }, { from: 0 }, { to: 0 }, { at: 0 }])(
      'refuses %j',
      async (change) => {
        const uid = newUid();
        await store().openAttempt(opening(uid));
        await store().openAttempt(opening(uid));
        await expect(store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 1, at: 1, ...change })).rejects.toThrow(
          InvalidArgumentError,
        );
      },
    );
  });

  adoptedArtifactsContract(store);
}

function adoptedArtifactsContract(store: OpenedStore): void {
  const get = (uid: string) => store().getArtifact(parseArtifactUri(`store://demo/train_m^${uid}`));

  describe('an adopted artifact', () => {
    it('keeps its uid, URI and time, belongs to both attempts, and is published with the adopting one', async () => {
      const uid = newUid();
      const artifact = draft('m', { tags: ['best'], labels: { a: 'b' }, spec: { fileName: 'm.txt' }, status: { preview: [[1]] } });
      await logged(store(), opening(uid), [log('x'), { type: 'artifact', artifact }, once('k', 1, 1)]);
      const original = await get(artifact.uid);
      await store().openAttempt(opening(uid));
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 3, at: 4 });
      expect(await get(artifact.uid)).toEqual({ ...original, attempt: 2 });
      for (const attempt of [1, 2]) {
        expect(await store().listArtifacts({ runUid: uid, attempt, includePending: true })).toMatchObject([{ uid: artifact.uid, attempt }]);
      }
      expect(await store().listArtifacts({ includePending: true })).toHaveLength(1);
      await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed' });
      expect(await get(artifact.uid)).toEqual({
        ...original,
        attempt: 2,
        version: 1,
        tags: ['best', 'latest'],
        status: { preview: [[1]], state: 'published' },
      });
      expect(await store().listArtifacts({ runUid: uid, attempt: 1 })).toMatchObject([
        { uid: artifact.uid, status: { state: 'superseded' } },
      ]);
      expect(await store().getRun(uid)).toMatchObject({ artifacts: { m: original?.uri } });
      expect(await store().getRun(uid, 1)).toMatchObject({ artifacts: { m: original?.uri } });
    });

    it('that had come late is published with the attempt that adopts it', async () => {
      const uid = newUid();
      const artifact = draft('m');
      await store().openAttempt(opening(uid));
      await store().openAttempt(opening(uid));
      await store().append([{ uid, attempt: 1, events: numbered([{ type: 'artifact', artifact }, once('k', 1, 1)]), late: true }]);
      await store().openAttempt(opening(uid));
      await store().adopt({ uid, attempt: 3, fromAttempt: 1, from: 1, to: 2, at: 1 });
      await store().closeAttempt({ uid, attempt: 3, time: T0, state: 'completed' });
      expect(await get(artifact.uid)).toMatchObject({ attempt: 3, version: 1, tags: ['latest'] });
    });

    it('is one, at its last place, when two ranges that overlap bring it twice', async () => {
      const uid = newUid();
      const [first, second] = [draft('m'), draft('m')];
      await logged(store(), opening(uid), [
        { type: 'artifact', artifact: first },
        once('a', 1, 1),
        { type: 'artifact', artifact: second },
        checkpoint(1),
      ]);
      await store().openAttempt(opening(uid));
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 4, at: 1 });
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 2, at: 5 });
      await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed' });
      const found = await store().listArtifacts({ runUid: uid, attempt: 2 });
      expect(found.map(({ uid: artifact, version, tags }) => ({ artifact, version, tags }))).toContainEqual({
        artifact: first.uid,
        version: 2,
        tags: ['latest'],
      });
      expect(found).toHaveLength(2);
    });

    it('is published once, even when a reopened pipeline adopts it after it was', async () => {
      const uid = newUid();
      const artifact = draft('m');
      await logged(store(), opening(uid), [{ type: 'artifact', artifact }, checkpoint(1)]);
      await store().closeAttempt({ uid, attempt: 1, time: T0, state: 'completed' });
      await store().openAttempt(opening(uid, { reopen: true }));
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 2, at: 1 });
      await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed' });
      expect(await store().listArtifacts({})).toMatchObject([{ uid: artifact.uid, attempt: 2, version: 2, tags: ['latest'] }]);
    });
  });
}
