import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, parseArtifactUri } from '../../../src/core/index.js';
import type { ArtifactFilter } from '../../../src/tracking/index.js';
import { completed, draft, logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Artifact records: pending, published, superseded; by URI and in lists. */
export function artifactsContract(store: OpenedStore): void {
  const get = (uri: string) => store().getArtifact(parseArtifactUri(uri));
  const uids = async (filter: ArtifactFilter) => (await store().listArtifacts(filter)).map(({ uid }) => uid);
  const log = (...drafts: ReturnType<typeof draft>[]) => drafts.map((artifact) => ({ type: 'artifact', artifact }) as const);

  describe('publication', () => {
    it('gives the whole record back', async () => {
      const request = opening(newUid(), { run: { tree: 'pipe1', iteration: 2 } });
      const artifact = draft('model', {
        kind: 'model',
        labels: { framework: 'xgboost' },
        spec: { fileName: 'model.txt', metrics: { auc: { $tidemark: 'number', value: 'NaN' } } },
        status: { preview: [[1, 'x']] },
        tags: ['best'],
      });
      await completed(store(), request, log(artifact));
      const { tags: _, ...shown } = artifact;
      const uri = `store://models/demo/train_model#2@pipe1^${artifact.uid}`;
      expect(await get(uri)).toEqual({
        ...shown,
        uri,
        version: 1,
        project: 'demo',
        tree: 'pipe1',
        iteration: 2,
        runUid: request.run.uid,
        attempt: 1,
        tags: ['best', 'latest'],
        created: '2026-01-02T03:04:05.679Z',
        status: { preview: [[1, 'x']], state: 'published' },
      });
      expect((await store().getRun(request.run.uid))?.artifacts).toEqual({ model: uri });
    });

    it('shows a record while the step runs, pending, without version or tag', async () => {
      const request = opening(newUid());
      const artifact = draft('model', { tags: ['best'] });
      await logged(store(), request, log(artifact));
      expect(await get(`store://demo/train_model^${artifact.uid}`)).toMatchObject({ version: 0, tags: [], status: { state: 'pending' } });
      expect(await get('store://demo/train_model')).toBeUndefined();
      expect(await get('store://demo/train_model:best')).toBeUndefined();
      expect(await uids({})).toEqual([]);
      expect(await uids({ includePending: true })).toEqual([artifact.uid]);
    });

    it('counts versions by project, kind and db key, and moves tags in the order of the calls', async () => {
      const [a, b, c] = [draft('m', { tags: ['x'] }), draft('m', { tags: ['x', 'y'] }), draft('m')];
      const early = newUid();
      const [model, chart] = [draft('m', { kind: 'model' }), draft('m', { kind: 'chart', dbKey: 'other' })];
      await completed(store(), opening(newUid()), log(draft('m', { kind: 'model', uid: early }), model, a, b, chart));
      await completed(store(), opening(newUid()), log(c));
      const found = await store().listArtifacts({ key: 'm' });
      expect(Object.fromEntries(found.map(({ uid, version, tags }) => [uid, { version, tags }]))).toEqual({
        [a.uid]: { version: 1, tags: [] },
        [b.uid]: { version: 2, tags: ['x', 'y'] },
        [c.uid]: { version: 3, tags: ['latest'] },
        [early]: { version: 1, tags: [] },
        [model.uid]: { version: 2, tags: ['latest'] },
        [chart.uid]: { version: 1, tags: ['latest'] },
      });
    });

    it.each(['error', 'aborted', 'pendingRetry'] as const)('does not happen in a step that ends in %s', async (state) => {
      const first = draft('m');
      await completed(store(), opening(newUid()), log(first));
      const uid = newUid();
      await logged(store(), opening(uid), log(draft('m')));
      await store().closeAttempt({ uid, attempt: 1, time: T0, state });
      expect(await get('store://demo/train_m:latest')).toMatchObject({ uid: first.uid, version: 1 });
      expect(await uids({ dbKey: 'train_m' })).toEqual([first.uid]);
    });

    it('supersedes what earlier attempts of the run had left pending', async () => {
      const uid = newUid();
      const [lost, kept] = [draft('m'), draft('m')];
      await logged(store(), opening(uid), log(lost));
      await logged(store(), opening(uid), log(kept));
      expect(await uids({ includePending: true })).toEqual([kept.uid]);
      await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed' });
      expect(await get(`store://demo/train_m^${lost.uid}`)).toMatchObject({ version: 0, attempt: 1, status: { state: 'superseded' } });
      expect(await uids({ includePending: true })).toEqual([kept.uid]);
      expect(await uids({ runUid: uid })).toEqual([kept.uid]);
      expect(await uids({ runUid: uid, attempt: 1 })).toEqual([lost.uid]);
      expect((await store().getRun(uid, 1))?.artifacts['m']).toContain(lost.uid);
    });

    it('publishes under a later attempt what that adopted from an earlier one', async () => {
      const uid = newUid();
      const adopted = draft('m');
      await logged(store(), opening(uid), log(adopted));
      await completed(store(), opening(uid), log(adopted));
      expect(await get(`store://demo/train_m^${adopted.uid}`)).toMatchObject({ attempt: 2, version: 1, status: { state: 'published' } });
      expect(await uids({ runUid: uid, attempt: 1 })).toEqual([adopted.uid]);
    });
  });

  describe('a URI', () => {
    it('finds by uid only within its own project, kind, key and tree', async () => {
      const artifact = draft('m', { kind: 'model' });
      const uid = newUid();
      await completed(store(), opening(uid), log(artifact));
      expect(await get(`store://models/demo/train_m@${uid}^${artifact.uid}`)).toMatchObject({ uid: artifact.uid });
      for (const wrong of [
        `models/other/train_m`,
        `models/demo/train_x`,
        `datasets/demo/train_m`,
        `demo/train_m`,
        `models/demo/train_m@elsewhere`,
        `models/demo/train_m#7`,
      ]) {
        expect(await get(`store://${wrong}^${artifact.uid}`)).toBeUndefined();
      }
    });

    it('of an artifact finds a chart too', async () => {
      const [chart, file] = [draft('c', { kind: 'chart' }), draft('both')];
      await completed(store(), opening(newUid()), log(chart, file, draft('both', { kind: 'chart' })));
      expect(await get(`store://artifacts/demo/train_c^${chart.uid}`)).toMatchObject({ kind: 'chart' });
      expect(await get('store://demo/train_c')).toMatchObject({ uid: chart.uid });
      expect(await get('store://demo/train_both')).toMatchObject({ uid: file.uid });
      expect(await get('store://models/demo/train_c')).toBeUndefined();
    });

    it('means the latest, or another tag, or the newest of a tree, or of an iteration', async () => {
      const drafts = ['one', 'two', 'three'].map((tag) => draft('m', { tags: [tag] }));
      for (const [index, artifact] of drafts.entries()) {
        await completed(store(), opening(newUid(), { run: { tree: index < 2 ? 'early' : 'late', iteration: index } }), log(artifact));
      }
      await logged(store(), opening(newUid(), { run: { tree: 'early' } }), log(draft('m')));
      const [one, two, three] = drafts.map(({ uid }) => uid);
      const found = async (uri: string) => (await get(uri))?.uid;
      expect(await found('store://demo/train_m')).toBe(three);
      expect(await found('store://demo/train_m:latest')).toBe(three);
      expect(await found('store://demo/train_m:one')).toBe(one);
      expect(await found('store://demo/train_m@early')).toBe(two);
      expect(await found('store://demo/train_m:one@early')).toBe(one);
      expect(await found('store://demo/train_m#1')).toBe(two);
      expect(await found('store://demo/train_m#0@early')).toBe(one);
      expect(await found('store://demo/train_m:latest@early')).toBeUndefined();
      expect(await found('store://demo/train_m:none')).toBeUndefined();
    });
  });

  describe('a list of artifacts', () => {
    it('is narrowed by every field, newest first', async () => {
      const [model, data, tagged] = [
        draft('m', { kind: 'model' }),
        draft('d', { kind: 'dataset', dbKey: 'raw' }),
        draft('m', { tags: ['best'] }),
      ];
      const [one, two] = [newUid(), newUid()];
      await completed(store(), opening(one, { run: { tree: 'pipe' } }), log(model, data));
      await completed(store(), opening(two, { run: { project: 'other' } }), log(draft('q'), draft('r'), draft('s'), tagged));
      expect(await uids({ runUid: one })).toEqual([data.uid, model.uid]);
      expect(await uids({ kind: 'dataset' })).toEqual([data.uid]);
      expect(await uids({ key: 'm' })).toEqual([tagged.uid, model.uid]);
      expect(await uids({ dbKey: 'raw' })).toEqual([data.uid]);
      expect(await uids({ tag: 'best' })).toEqual([tagged.uid]);
      expect(await uids({ tree: 'pipe', kind: 'model' })).toEqual([model.uid]);
      expect(await uids({ project: 'other' })).toHaveLength(4);
      expect(await uids({ project: 'other', limit: 1 })).toEqual([tagged.uid]);
      expect(await uids({ key: 'm', limit: 1, offset: 1 })).toEqual([model.uid]);
    });

    it('of an attempt needs the run', async () => {
      await expect(store().listArtifacts({ attempt: 1 })).rejects.toThrow(InvalidArgumentError);
    });
  });
}
