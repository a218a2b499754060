import { describe, expect, it } from 'vitest';
import type { TrackingEvent } from '../../../src/tracking/index.js';
import { logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Calls of a pipeline that are executed again, since the task they belonged to was abandoned: with other events in the same places. */
export function abandonedContract(store: OpenedStore): void {
  const result = (seq: number, key: string, value: number) => ({ seq, type: 'result', key, value }) as const;
  const line = (seq: number, message: string) => ({ seq, type: 'log', level: 'info', stream: 'logger', message }) as const;
  type Timeless<E> = E extends unknown ? Omit<E, 'time'> : never;
  const opened = async () => {
    const request = opening(newUid(), { labels: { team: 'red' } });
    await store().openAttempt(request);
    const { uid } = request.run;
    const append = async (time: number, events: readonly Timeless<TrackingEvent>[]) =>
      expect(
        await store().append([
          { uid, attempt: 1, replaces: true, events: events.map((event) => ({ ...event, time: T0 + time }) as TrackingEvent) },
        ]),
      ).toEqual([undefined]);
    const shown = async () => ({
      results: (await store().getRun(uid))?.results,
      metrics: (await store().metrics(uid)).map(({ key, step, value }) => [key, step, value]),
      lines: (await store().logs(uid)).map(({ seq, message }) => [seq, message]),
    });
    return { uid, append, shown };
  };

  describe('events that replace those of an abandoned execution', () => {
    it('leave labels and params as they were at the start, where only that execution had changed them', async () => {
      const request = opening(newUid(), {
        run: { kind: 'pipeline' },
        labels: { team: 'red', color: 'blue' },
        parameters: { rate: 1 },
      });
      await store().openAttempt(request);
      const { uid } = request.run;
      const append = (time: number, events: readonly Timeless<TrackingEvent>[]) =>
        store().append([{ uid, attempt: 1, replaces: true, events: events.map((event) => ({ ...event, time }) as TrackingEvent) }]);
      await append(T0 + 1, [{ seq: 1, type: 'label', key: 'color', value: 'green' }]);
      await append(T0 + 2, [
        { seq: 2, type: 'label', key: 'team', value: 'abandoned' },
        { seq: 3, type: 'label', key: 'color', value: 'abandoned' },
        { seq: 4, type: 'param', key: 'rate', value: 4 },
      ]);
      expect(await store().getRun(uid)).toMatchObject({ labels: { team: 'abandoned' } });
      await append(T0 + 3, [result(2, 'x', 1)]);
      expect(await store().getRun(uid)).toMatchObject({ labels: { team: 'red', color: 'green' }, parameters: { rate: 1 } });
      expect((await store().listRuns({ labels: { team: 'red' } })).map((run) => run.uid)).toEqual([uid]);
    });

    it('take the places of all that it had logged from there on', async () => {
      const { uid, append, shown } = await opened();
      await append(1, [result(1, 'kept', 1), line(2, 'kept'), { seq: 3, type: 'metric', key: 'loss', step: 0, value: 1 }]);
      await append(2, [
        result(4, 'abandoned', 4),
        result(5, 'kept', 5),
        line(6, 'abandoned'),
        { seq: 7, type: 'metric', key: 'loss', step: 0, value: 7 },
        { seq: 8, type: 'label', key: 'color', value: 'blue' },
      ]);
      await append(3, [line(4, 'signal came first'), result(5, 'other', 5)]);
      expect(await shown()).toEqual({
        results: { kept: 1, other: 5 },
        metrics: [['loss', 0, 1]],
        lines: [
          [2, 'kept'],
          [4, 'signal came first'],
        ],
      });
      expect((await store().getRun(uid))?.labels).toEqual({ team: 'red' });
    });

    it('change nothing when they are sent twice', async () => {
      const { append, shown } = await opened();
      await append(1, [result(1, 'a', 1)]);
      await append(1, [result(2, 'b', 2), line(3, 'once')]);
      const before = await shown();
      await append(1, [result(2, 'b', 2), line(3, 'once')]);
      expect(await shown()).toEqual(before);
    });

    it('of an execution that is older than what is there are passed over where places are taken', async () => {
      const { append, shown } = await opened();
      await append(5, [result(1, 'a', 1), line(2, 'newer')]);
      await append(4, [line(1, 'older'), result(2, 'a', 2)]);
      expect(await shown()).toEqual({ results: { a: 1 }, metrics: [], lines: [[2, 'newer']] });
    });

    it('leave other attempts alone', async () => {
      const request = opening(newUid());
      await logged(store(), request, [{ type: 'result', key: 'first', value: 1 }]);
      const { uid } = request.run;
      await store().openAttempt(opening(uid));
      await store().append([{ uid, attempt: 2, replaces: true, events: [{ ...result(1, 'second', 2), time: T0 + 60_000 }] }]);
      expect((await store().getRun(uid, 1))?.results).toEqual({ first: 1 });
      expect((await store().getRun(uid))?.results).toEqual({ second: 2 });
    });
  });
}
