import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, present, toTagged } from '../../../src/core/index.js';
import { parseRunQuery } from '../../../src/search/index.js';
import type { Value } from '../../../src/core/index.js';
import type { RunFilter } from '../../../src/tracking/index.js';
import { completed, draft, logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Runs by filter and order. */
export function listingContract(store: OpenedStore): void {
  const names = async (filter: RunFilter = {}) => (await store().listRuns(filter)).map(({ name }) => name);
  const run = async (name: string, changes: Parameters<typeof opening>[1] = {}, results: Record<string, Value> = {}) => {
    const events = Object.entries(results).map(([key, value]) => ({ type: 'result', key, value: toTagged(value) }) as const);
    await logged(store(), opening(newUid(), { ...changes, run: { name, ...changes.run } }), events);
  };

  describe('a list of runs', () => {
    it('shows each run as getRun does, newest first', async () => {
      const [one, two] = [newUid(), newUid()];
      const events = [
        { type: 'result', key: 'x', value: 1 },
        { type: 'metric', key: 'loss', step: 1, value: 1 },
        { type: 'artifact', artifact: draft('m') },
        { type: 'input', key: 'csv', input: { uri: '/a.csv' } },
      ] as const;
      await completed(store(), opening(one), events);
      await logged(store(), opening(two, { time: T0 + 1, parameters: { p: 1 } }), events);
      await logged(store(), opening(two, { time: T0 + 2, labels: { l: '1' } }), events.slice(0, 2));
      const { run: settled } = opening(newUid());
      await store().settleRun({ run: settled, time: T0 - 1, state: 'aborted' });
      expect(await store().listRuns()).toEqual(await Promise.all([two, one, settled.uid].map((uid) => store().getRun(uid))));
    });

    it('has the runs that ended since a time', async () => {
      const ended = async (name: string, time: number) => completed(store(), opening(newUid(), { time, run: { name } }), []);
      await ended('early', T0);
      await ended('late', T0 + 5);
      await run('running', { time: T0 + 10 });
      expect(await names({ endedSince: new Date(T0 + 1005) })).toEqual(['late']);
      expect(await names({ endedSince: new Date(T0 + 1000), kind: 'step', state: 'completed' })).toEqual(['late', 'early']);
    });

    it('goes on after a run, whatever came and went before it', async () => {
      const uids = Array.from({ length: 6 }, newUid);
      for (const [n, uid] of uids.entries())
        await completed(store(), opening(uid, { time: T0 + Math.floor(n / 3), run: { name: `n${n}` } }), [
          { type: 'artifact', artifact: draft('m') },
        ]);
      const after = { uid: uids[4] ?? '', time: T0 + 1 };
      expect(await names({ after, limit: 2 })).toEqual(['n3', 'n2']);
      await run('new', { time: T0 + 9 });
      expect(await names({ after, limit: 2 })).toEqual(['n3', 'n2']);
      expect(await names({ after: { uid: uids[1] ?? '', time: T0 }, orderBy: '-startTime' })).toEqual(['n2', 'n3', 'n4', 'n5', 'new']);
      const artifacts = await store().listArtifacts();
      const [, second] = artifacts;
      const place = { uid: second?.uid ?? '', attempt: 1, time: Date.parse(second?.created ?? '') };
      await completed(store(), opening(newUid(), { time: T0 + 20 }), [{ type: 'artifact', artifact: draft('m') }]);
      expect(await store().listArtifacts({ after: place })).toEqual(artifacts.slice(2).map((record) => ({ ...record, tags: [] })));
      // Who is gone has no place among those of its time: they are shown again rather than left out.
      await store().remove({ runs: [after.uid], artifacts: [], force: true });
      expect(await names({ after, limit: 3 })).toEqual(['n5', 'n3', 'n2']);
      await expect(store().listRuns({ after, orderBy: 'results.x' })).rejects.toThrow(InvalidArgumentError);
    });

    it('is empty when there is none, and a run that there is not is undefined', async () => {
      expect(await store().listRuns()).toEqual([]);
      expect(await store().getRun(newUid())).toBeUndefined();
    });

    it('is narrowed by conditions on columns and on what was logged', async () => {
      await run('a', { time: T0, labels: { team: 'x' }, parameters: { rate: 0.5, mode: 'Fast %' } }, { accuracy: 0.9, ok: true });
      await run('b', { time: T0 + 1000, labels: { team: 'y' }, parameters: { rate: 2 } }, { accuracy: 0.5, note: 'say "hi"' });
      await run('c', { time: T0 + 2000, run: { kind: 'pipeline', uid: 'c'.repeat(32), workflowId: 'nightly-1' } });
      await completed(store(), opening(newUid(), { time: T0 + 3000, run: { name: 'd', parentUid: 'c'.repeat(32) } }), [
        { type: 'metric', key: 'loss', step: 0, value: 9 },
        { type: 'metric', key: 'loss', step: 1, value: 1 },
      ]);
      const where = (text: string) => names({ ...present({ where: parseRunQuery(text) }), orderBy: '-startTime' });
      expect(await where('results.accuracy > 0.6')).toEqual(['a']);
      expect(await where('results.accuracy <= 0.9')).toEqual(['a', 'b']);
      expect(await where('results.accuracy != 0.9')).toEqual(['b']);
      expect(await where('not results.accuracy = 0.9')).toEqual(['b', 'c', 'd']);
      expect(await where('results.ok = true')).toEqual(['a']);
      expect(await where('results.note = "say \\"hi\\""')).toEqual(['b']);
      expect(await where('results.note ~ HI')).toEqual(['b']);
      expect(await where('params.rate >= 1 or params.mode ~ "fast %"')).toEqual(['a', 'b']);
      expect(await where('params.mode ~ "fast_"')).toEqual([]);
      expect(await where('labels.team in (x, z) and params.mode exists')).toEqual(['a']);
      expect(await where('metrics.loss < 2')).toEqual(['d']);
      expect(await where('metrics.loss > 2 or metrics.other exists')).toEqual([]);
      expect(await where('pipeline = c')).toEqual(['d']);
      expect(await where('workflow = nightly-1 or workflow ~ NIGHT')).toEqual(['c']);
      expect(await where('kind = pipeline or not (labels.team exists or pipeline exists)')).toEqual(['c']);
      expect(await where('state = completed and duration >= 1s and duration < 2s')).toEqual(['d']);
      expect(await where(`started > ${new Date(T0 + 500).toISOString()} and ended exists`)).toEqual(['d']);
      expect(await where('name ~ A and project != other and attempt = 1')).toEqual(['a']);
      expect(await names({ ...present({ where: parseRunQuery('labels.team exists') }), orderBy: 'results.accuracy', limit: 1 })).toEqual([
        'a',
      ]);
      await logged(store(), opening(newUid(), { time: T0 + 4000, run: { name: 'e' } }), [
        { type: 'metric', key: 'speed', step: 3, value: 7 },
      ]);
      expect(await where('metrics.speed = 7')).toEqual(['e']);
      expect(await where('not metrics.speed = 7')).toEqual(['a', 'b', 'c', 'd']);
    });

    it('is narrowed by every field', async () => {
      await run('a', { time: T0, run: { project: 'p' } });
      await run('b', { time: T0 + 1, run: { kind: 'pipeline' }, labels: { team: 'x', stage: 'dev' } });
      await run('c', { time: T0 + 2, run: { parentUid: 'parent' }, labels: { team: 'x' } });
      await completed(store(), opening(newUid(), { time: T0 + 3, run: { name: 'd' } }), []);
      expect(await names()).toEqual(['d', 'c', 'b', 'a']);
      expect(await names({ project: 'p' })).toEqual(['a']);
      expect(await names({ name: 'c' })).toEqual(['c']);
      expect(await names({ kind: 'pipeline' })).toEqual(['b']);
      expect(await names({ state: 'completed' })).toEqual(['d']);
      expect(await names({ state: ['completed', 'running'] })).toEqual(['d', 'c', 'b', 'a']);
      expect(await names({ state: [] })).toEqual([]);
      expect(await names({ labels: { team: 'x' } })).toEqual(['c', 'b']);
      expect(await names({ labels: { team: 'x', stage: 'dev' } })).toEqual(['b']);
      expect(await names({ parentUid: 'parent' })).toEqual(['c']);
      expect(await names({ since: new Date(T0 + 2) })).toEqual(['d', 'c']);
      expect(await names({ limit: 2, offset: 1 })).toEqual(['c', 'b']);
      expect(await names({ orderBy: '-startTime' })).toEqual(['a', 'b', 'c', 'd']);
    });

    it('looks for labels in the newest attempt only', async () => {
      const uid = newUid();
      await store().openAttempt(opening(uid, { labels: { old: 'yes' } }));
      await store().openAttempt(opening(uid, { labels: { new: 'yes' } }));
      expect(await names({ labels: { old: 'yes' } })).toEqual([]);
      expect(await names({ labels: { new: 'yes' } })).toEqual(['train']);
    });

    it('is ordered by a result, largest first; runs without such a number follow, newest first', async () => {
      await run('low', { time: T0 }, { score: -2.5 });
      await run('none', { time: T0 + 1 });
      await run('nan', { time: T0 + 2 }, { score: NaN });
      await run('text', { time: T0 + 3 }, { score: 'high' });
      await run('high', { time: T0 + 4 }, { score: 10 });
      await run('endless', { time: T0 + 5 }, { score: Infinity });
      await run('big', { time: T0 + 6 }, { score: 9n });
      await run('even', { time: T0 + 7 }, { score: 10, other: 0 });
      const order = ['endless', 'even', 'high', 'big', 'low', 'text', 'nan', 'none'];
      expect(await names({ orderBy: 'results.score' })).toEqual(order);
      expect(await names({ orderBy: '-results.score' })).toEqual(['low', 'big', 'even', 'high', 'endless', 'text', 'nan', 'none']);
      for (const limit of [1, 3, 5]) {
        const pages = await Promise.all(
          Array.from({ length: 9 }, (_, page) => names({ orderBy: 'results.score', limit, offset: page * limit })),
        );
        expect(pages.flat()).toEqual(order);
      }
      expect(await names({ orderBy: 'results.score', since: new Date(T0 + 3), name: 'text' })).toEqual(['text']);
    });

    it('is ordered by the newest attempt of each run', async () => {
      const uid = newUid();
      await logged(store(), opening(uid, { run: { name: 'twice' } }), [{ type: 'result', key: 'score', value: 100 }]);
      await logged(store(), opening(uid), [{ type: 'result', key: 'score', value: 1 }]);
      await run('once', {}, { score: 50 });
      expect(await names({ orderBy: 'results.score' })).toEqual(['once', 'twice']);
    });

    it.each(['accuracy', 'results.', '', '-'])('refuses to be ordered by %j', async (orderBy) => {
      await expect(store().listRuns({ orderBy })).rejects.toThrow(InvalidArgumentError);
    });
  });
}
