import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackingStore } from '../../../src/tracking/index.js';
import { toTagged } from '../../../src/core/index.js';
import { logged, newUid, numbered, opening, T0, visible } from './story.js';
import type { OpenedStore } from './story.js';

/** What log calls leave behind. */
export function eventsContract(store: OpenedStore): void {
  describe('events', () => {
    it('show as labels, annotations, parameters, results and progress; the last of a key wins', async () => {
      const request = opening(newUid(), { labels: { owner: 'ann', stage: 'dev' }, parameters: { p1: 1, p2: 'x' } });
      await logged(store(), request, [
        { type: 'label', key: 'stage', value: 'prod' },
        { type: 'annotation', key: 'note', value: 'a "quoted" — note' },
        { type: 'param', key: 'p1', value: 5 },
        { type: 'result', key: 'accuracy', value: 0.5 },
        { type: 'result', key: 'accuracy', value: 0.75 },
        { type: 'progress', done: 1, total: 4 },
        { type: 'progress', done: 2, total: 4 },
      ]);
      expect(await store().getRun(request.run.uid)).toMatchObject({
        labels: { owner: 'ann', stage: 'prod' },
        annotations: { note: 'a "quoted" — note' },
        parameters: { p1: 5, p2: 'x' },
        results: { accuracy: 0.75 },
        progress: { done: 2, total: 4 },
      });
    });

    it('hand values back as what they were', async () => {
      const uid = newUid();
      const values = {
        nan: NaN,
        minus: -Infinity,
        zero: -0,
        big: 12345678901234567890n,
        date: new Date(T0),
        nested: [{ a: [NaN, null] }],
        __proto__x: '',
      };
      const events = Object.entries(values).map(([key, value]) => ({ type: 'result', key, value: toTagged(value) }) as const);
      await logged(store(), opening(uid), events);
      expect((await store().getRun(uid))?.results).toStrictEqual(values);
    });

    it('may have any key, even one that objects are touchy about', async () => {
      const uid = newUid();
      await logged(store(), opening(uid, { labels: { constructor: 'c' } }), [{ type: 'result', key: '__proto__', value: 1 }]);
      const run = await store().getRun(uid);
      expect(Object.entries(run?.results ?? {})).toEqual([['__proto__', 1]]);
      expect(run?.labels).toEqual({ constructor: 'c' });
    });

    it('are counted once when they are sent twice, whatever the second says', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [
        { type: 'result', key: 'x', value: 1 },
        { type: 'log', level: 'info', stream: 'logger', message: 'once' },
      ]);
      await store().append([
        {
          uid,
          attempt: 1,
          events: numbered([
            { type: 'result', key: 'y', value: 2 },
            { type: 'result', key: 'x', value: 3 },
          ]),
        },
      ]);
      expect((await store().getRun(uid))?.results).toEqual({ x: 1 });
      expect(await store().logs(uid)).toHaveLength(1);
    });

    it('leave the same behind in any order, in any batches, with any repeats', async () => {
      const one = fc.oneof(
        fc.record({ type: fc.constant('result' as const), key: fc.constantFrom('a', 'b'), value: fc.integer() }),
        fc.record({ type: fc.constant('label' as const), key: fc.constantFrom('a', 'b'), value: fc.string() }),
        fc.record({ type: fc.constant('metric' as const), key: fc.constantFrom('a', 'b'), step: fc.nat(3), value: fc.double() }),
        fc.record({ type: fc.constant('progress' as const), done: fc.nat() }),
        fc.record({
          type: fc.constant('log' as const),
          level: fc.constant('info' as const),
          stream: fc.constant('stdout' as const),
          message: fc.string(),
        }),
      );
      const story = fc.array(one, { minLength: 1, maxLength: 12 }).chain((events) => {
        const all = numbered(events);
        return fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...all], { minLength: 0 }),
          fc.shuffledSubarray([...all], { minLength: all.length }),
          fc.nat(12),
        );
      });
      await fc.assert(
        fc.asyncProperty(story, async ([inOrder, repeats, shuffled, cut]) => {
          const [plain, wild] = [newUid(), newUid()];
          await store().openAttempt(opening(plain));
          await store().openAttempt(opening(wild));
          await store().append([{ uid: plain, attempt: 1, events: inOrder }]);
          for (const events of [repeats, shuffled.slice(0, cut), shuffled.slice(cut), repeats])
            await store().append([{ uid: wild, attempt: 1, events }]);
          expect(await visible(store(), wild)).toEqual(await visible(store(), plain));
        }),
        { numRuns: 60 },
      );
    });

    it('of an attempt that crashed do not mix into the next one', async () => {
      const [crashed, calm] = [newUid(), newUid()];
      const story = [
        { type: 'result', key: 'x', value: 1 },
        { type: 'metric', key: 'loss', step: 1, value: 0.5 },
        { type: 'log', level: 'warn', stream: 'logger', message: 'm', fields: { n: 1 } },
      ] as const;
      await logged(store(), opening(crashed), [
        ...story,
        { type: 'label', key: 'half', value: 'done' },
        { type: 'metric', key: 'loss', step: 9, value: 9 },
      ]);
      await logged(store(), opening(crashed), story);
      await logged(store(), opening(calm), story);
      expect(await visible(store(), crashed)).toEqual(await visible(store(), calm));
      expect(await store().getRun(crashed, 1)).toMatchObject({
        attempt: 1,
        state: 'aborted',
        labels: { half: 'done' },
        metrics: { loss: { last: 9, count: 2 } },
      });
      expect(await store().getRun(crashed, 3)).toBeUndefined();
    });

    it('are committed when the call returns, before anyone awaits', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid));
      const written = store().append([{ uid, attempt: 1, events: numbered([{ type: 'result', key: 'x', value: 1 }]) }]);
      const read = store().getRun(uid);
      expect((await read)?.results).toEqual({ x: 1 });
      expect(await written).toEqual([undefined]);
    });

    it('that read an input record it with its digest, and never move a pin', async () => {
      const uid = newUid();
      await logged(store(), opening(uid, { inputs: { csv: { uri: '/a.csv' } } }), [
        { type: 'input', key: 'csv', input: { uri: '/other.csv', sha256: 'bb' } },
        { type: 'input', key: 'csv', input: { uri: '/a.csv', sha256: 'aa', size: 3 } },
        { type: 'input', key: 'more', input: { uri: 'store://datasets/p/d^1', artifactUid: '1' } },
      ]);
      expect(await store().inputs(uid)).toEqual([
        { runUid: uid, key: 'csv', uri: '/a.csv', sha256: 'aa', size: 3 },
        { runUid: uid, key: 'more', uri: 'store://datasets/p/d^1', artifactUid: '1' },
      ]);
      expect(await store().inputs(newUid())).toEqual([]);
    });
  });

  seriesContract(store);
}

function seriesContract(store: OpenedStore): void {
  const point = (key: string, step: number, value: number) => ({ type: 'metric', key, step, value }) as const;

  describe('metrics', () => {
    it('are points by key and step; the same step again replaces', async () => {
      const uid = newUid();
      await logged(store(), opening(uid), [point('loss', 2, 20), point('loss', 1, 10), point('acc', 0.5, 1e-300), point('loss', 2, 21)]);
      expect(await store().metrics(uid)).toEqual([
        { key: 'acc', step: 0.5, value: 1e-300, time: '2026-01-02T03:04:05.681Z' },
        { key: 'loss', step: 1, value: 10, time: '2026-01-02T03:04:05.680Z' },
        { key: 'loss', step: 2, value: 21, time: '2026-01-02T03:04:05.682Z' },
      ]);
      expect(await store().metrics(uid, { key: 'acc' })).toHaveLength(1);
      expect(await store().metrics(uid, { attempt: 2 })).toEqual([]);
    });

    it('are read as columns too, every number as it was', async () => {
      const uid = newUid();
      const steps = [0, 0.1, 1 / 3, 1e21, Number.MAX_VALUE];
      const values = [Math.PI, NaN, -Infinity, Infinity, Number.MIN_VALUE];
      await logged(store(), opening(uid), [...steps.map((step, place) => point('b "é', step, values[place] ?? 0)), point('a', -7, 1 / 3)]);
      const times = [T0 + 1, T0 + 2, T0 + 3, T0 + 4, T0 + 5];
      const b = { key: 'b "é', steps, values, times };
      expect(await store().metricSeries(uid)).toEqual([{ key: 'a', steps: [-7], values: [1 / 3], times: [T0 + 6] }, b]);
      expect(await store().metricSeries(uid, { key: b.key })).toEqual([b]);
      expect(await store().metricSeries(uid, { key: 'c' })).toEqual([]);
      expect(await store().metricSeries(uid, { attempt: 2 })).toEqual([]);
    });

    it.each(['running', 'completed', 'error'] as const)(
      'are summed up in a run that is %s; NaN counts, and is neither min nor max',
      async (state) => {
        const uid = newUid();
        await logged(store(), opening(uid), [
          point('loss', 1, 3),
          point('loss', 3, NaN),
          point('loss', 2, -1),
          point('nan', 1, NaN),
          point('wide', 1, -Infinity),
          point('wide', 2, Infinity),
        ]);
        if (state !== 'running') await store().closeAttempt({ uid, attempt: 1, time: T0, state });
        expect((await store().getRun(uid))?.metrics).toEqual({
          loss: { last: NaN, min: -1, max: 3, count: 3 },
          nan: { last: NaN, min: NaN, max: NaN, count: 1 },
          wide: { last: Infinity, min: -Infinity, max: Infinity, count: 2 },
        });
        expect((await store().metrics(uid, { key: 'nan' }))[0]?.value).toBeNaN();
      },
    );
  });

  describe('logs', () => {
    it('come in order, from a seq, from a level, up to a limit, of one attempt', async () => {
      const uid = newUid();
      const line = (level: 'debug' | 'info' | 'warn' | 'error', message: string) =>
        ({ type: 'log', level, stream: 'logger', message }) as const;
      await logged(store(), opening(uid), [
        line('debug', 'one'),
        { type: 'result', key: 'x', value: 1 },
        { ...line('warn', 'two\0\n💡'), stream: 'stderr', fields: { when: toTagged(new Date(T0)) } },
        line('error', 'three'),
      ]);
      expect(await store().logs(uid)).toEqual([
        { seq: 1, time: '2026-01-02T03:04:05.679Z', level: 'debug', stream: 'logger', message: 'one' },
        { seq: 3, time: '2026-01-02T03:04:05.681Z', level: 'warn', stream: 'stderr', message: 'two\0\n💡', fields: { when: new Date(T0) } },
        { seq: 4, time: '2026-01-02T03:04:05.682Z', level: 'error', stream: 'logger', message: 'three' },
      ]);
      const seqs = async (filter: Parameters<TrackingStore['logs']>[1]) => (await store().logs(uid, filter)).map(({ seq }) => seq);
      expect(await seqs({ after: 1 })).toEqual([3, 4]);
      expect(await seqs({ level: 'warn' })).toEqual([3, 4]);
      expect(await seqs({ level: 'error' })).toEqual([4]);
      expect(await seqs({ limit: 2 })).toEqual([1, 3]);
      await store().openAttempt(opening(uid));
      expect(await seqs({})).toEqual([]);
      expect(await seqs({ attempt: 1 })).toEqual([1, 3, 4]);
      expect(await store().logs(newUid())).toEqual([]);
    });
  });
}
