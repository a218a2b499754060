import { describe, expect, it } from 'vitest';
import { parseArtifactUri } from '../../../src/core/index.js';
import type { ArtifactDraft, OpenAttempt, RemovalRequest } from '../../../src/tracking/index.js';
import { completed, digestOf, draft, logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** What is deleted, and what is not. */
export function removalContract(store: OpenedStore): void {
  const publish = async (changes: Partial<ArtifactDraft> = {}, open: Parameters<typeof opening>[1] = {}) => {
    const [uid, artifact] = [newUid(), draft('m', changes)];
    await completed(store(), opening(uid, open), [
      { type: 'artifact', artifact },
      { type: 'result', key: 'x', value: 1 },
      { type: 'metric', key: 'loss', step: 1, value: 1 },
      { type: 'log', level: 'info', stream: 'logger', message: 'hello' },
    ]);
    return { uid, artifact: artifact.uid };
  };
  const reading = (artifactUid: string): OpenAttempt['inputs'] => ({ m: { uri: `store://demo/train_m^${artifactUid}`, artifactUid } });
  const remove = (request: Partial<RemovalRequest>) => store().remove({ runs: [], artifacts: [], ...request });
  const found = async (tag: string) => (await store().getArtifact(parseArtifactUri(`store://demo/train_m:${tag}`)))?.uid;
  const uids = async () => (await store().listArtifacts({})).map(({ uid }) => uid);

  describe('removal', () => {
    it('takes a run with all it logged, and leaves the others', async () => {
      const [first, second] = [await publish(), await publish()];
      expect(await remove({ runs: [second.uid, newUid()] })).toEqual({ blockers: [], runs: 1, artifacts: 1 });
      expect(await store().getRun(second.uid)).toBeUndefined();
      expect(await store().metrics(second.uid)).toEqual([]);
      expect(await store().logs(second.uid)).toEqual([]);
      expect(await uids()).toEqual([first.artifact]);
      expect((await store().listRuns()).map(({ uid }) => uid)).toEqual([first.uid]);
      expect(await store().metrics(first.uid)).toHaveLength(1);
      expect(await found('latest')).toBe(first.artifact);
      expect(await remove({ runs: [second.uid] })).toEqual({ blockers: [], runs: 0, artifacts: 0 });
    });

    it('takes the record of an artifact out of its run, whose number is not given again', async () => {
      const [first, second] = [await publish(), await publish()];
      expect(await remove({ artifacts: [second.artifact] })).toEqual({ blockers: [], runs: 0, artifacts: 1 });
      expect(await store().getRun(second.uid)).toMatchObject({ state: 'completed', artifacts: {}, results: { x: 1 } });
      expect(await found('latest')).toBe(first.artifact);
      expect(await found('v2')).toBeUndefined();
      await publish();
      expect((await store().listArtifacts({})).map(({ version }) => version)).toEqual([3, 1]);
    });

    it('hands a version on to the record that repeats it', async () => {
      const sha256 = digestOf('same');
      const [first, second, third] = [await publish({ sha256 }), await publish({ sha256 }), await publish({ sha256 })];
      await remove({ runs: [first.uid] });
      expect(await found('v1')).toBe(second.artifact);
      expect(await found('latest')).toBe(third.artifact);
      expect((await store().listArtifacts({})).map(({ version, status }) => [version, status.sameAs?.replace(/.*\^/, '')])).toEqual([
        [1, second.artifact],
        [1, undefined],
      ]);
    });

    it('is of nothing while a tag is on an artifact, unless it is forced', async () => {
      const [first, second] = [await publish({ tags: ['prod'] }), await publish({ tags: ['prod'] })];
      const blocker = { reason: 'tagged', uid: second.artifact, runUid: second.uid, by: 'prod' };
      expect(await remove({ runs: [first.uid, second.uid] })).toEqual({ blockers: [blocker], runs: 0, artifacts: 0 });
      expect(await remove({ artifacts: [second.artifact] })).toMatchObject({ blockers: [blocker] });
      expect(await uids()).toEqual([second.artifact, first.artifact]);
      expect(await remove({ artifacts: [second.artifact], force: true })).toMatchObject({ blockers: [], artifacts: 1 });
      expect(await found('prod')).toBe(first.artifact);
    });

    it('counts latest as a reason where that is asked for', async () => {
      const { uid, artifact } = await publish();
      expect(await remove({ runs: [uid], latestHolds: true })).toMatchObject({
        blockers: [{ reason: 'tagged', uid: artifact, by: 'latest' }],
      });
      expect(await remove({ runs: [uid] })).toMatchObject({ runs: 1 });
      expect(await found('latest')).toBeUndefined();
    });

    it('is of nothing that a run has read which stays', async () => {
      const { uid, artifact } = await publish();
      const reader = newUid();
      await completed(store(), opening(reader, { inputs: reading(artifact) }), []);
      const blocker = { reason: 'read', uid: artifact, runUid: uid, by: reader };
      expect(await remove({ runs: [uid] })).toMatchObject({ blockers: [blocker], runs: 0 });
      expect(await remove({ artifacts: [artifact] })).toMatchObject({ blockers: [blocker] });
      expect(await remove({ runs: [uid, reader] })).toMatchObject({ blockers: [], runs: 2, artifacts: 1 });
      expect(await store().consumers(artifact)).toEqual([]);
    });

    it('is of nothing that is running, forced or not', async () => {
      const [uid, artifact] = [newUid(), draft('m')];
      await logged(store(), opening(uid), [{ type: 'artifact', artifact }]);
      const blocker = { reason: 'running', uid, runUid: uid, by: 'running' };
      for (const force of [true, false]) {
        expect(await remove({ runs: [uid], force })).toMatchObject({ blockers: [blocker], runs: 0 });
        expect(await remove({ artifacts: [artifact.uid], force })).toMatchObject({ blockers: [blocker], artifacts: 0 });
      }
      await store().settleRun({ run: opening(uid).run, time: T0, state: 'unknown' });
      expect(await remove({ runs: [uid] })).toMatchObject({ runs: 1, artifacts: 1 });
    });

    it('is of no step without its pipeline while that runs, and of no pipeline without its steps', async () => {
      const pipeline = newUid();
      await store().openAttempt(opening(pipeline, { run: { kind: 'pipeline' } }));
      const step = await publish({}, { run: { parentUid: pipeline } });
      const running = { reason: 'pipeline', uid: step.uid, runUid: step.uid, by: pipeline };
      expect(await remove({ runs: [step.uid] })).toMatchObject({ blockers: [running] });
      expect(await remove({ artifacts: [step.artifact] })).toMatchObject({ blockers: [running] });
      await store().closeAttempt({ uid: pipeline, attempt: 1, time: T0, state: 'completed', summary: {} });
      const steps = { reason: 'steps', uid: pipeline, runUid: pipeline, by: step.uid };
      expect(await remove({ runs: [pipeline] })).toMatchObject({ blockers: [steps], runs: 0 });
      expect(await remove({ runs: [pipeline, step.uid] })).toMatchObject({ runs: 2, artifacts: 1 });
    });

    it('takes an artifact from every attempt that has it', async () => {
      const [uid, artifact] = [newUid(), draft('m')];
      await logged(store(), opening(uid), [
        { type: 'artifact', artifact },
        { type: 'once', key: 'k', from: 1, value: 1 },
      ]);
      await store().openAttempt(opening(uid));
      await store().adopt({ uid, attempt: 2, fromAttempt: 1, from: 1, to: 2, at: 1 });
      await store().closeAttempt({ uid, attempt: 2, time: T0, state: 'completed', summary: {} });
      expect(await store().recordsOfBodies({ project: 'demo', sha256: [artifact.sha256] })).toHaveLength(2);
      expect(await remove({ artifacts: [artifact.uid] })).toMatchObject({ artifacts: 1 });
      expect(await store().recordsOfBodies({ project: 'demo', sha256: [artifact.sha256] })).toEqual([]);
    });
  });

  describe('the inventory', () => {
    it('has runs, records of every attempt, and what was read', async () => {
      const pipeline = newUid();
      await store().openAttempt(opening(pipeline, { run: { kind: 'pipeline' }, time: T0 + 1 }));
      const made = await publish({ tags: ['prod'] }, { run: { parentUid: pipeline }, time: T0 + 2 });
      const [failed, kept, lost] = [newUid(), draft('m'), draft('m')];
      await logged(store(), opening(failed, { run: { project: 'other' }, inputs: reading(made.artifact), time: T0 + 3 }), [
        { type: 'artifact', artifact: kept },
        { type: 'once', key: 'k', from: 1, value: 1 },
        { type: 'artifact', artifact: lost },
      ]);
      await store().closeAttempt({ uid: failed, attempt: 1, time: T0 + 9, state: 'error' });
      const { runs, artifacts, reads } = await store().inventory();
      expect(runs).toEqual([
        { uid: failed, name: 'train', isOver: true, time: T0 + 9 },
        { uid: made.uid, name: 'train', isOver: true, time: T0 + 1002, parentUid: pipeline },
        { uid: pipeline, name: 'train', isOver: false, time: T0 + 1 },
      ]);
      const name = { kind: 'artifact', dbKey: 'train_m' };
      const pending = { ...name, project: 'other', runUid: failed, version: 0, state: 'pending', isTagged: false };
      expect(artifacts).toEqual([
        { ...pending, uid: lost.uid, time: T0 + 3, isResumable: false },
        { ...pending, uid: kept.uid, time: T0 + 1, isResumable: true },
        {
          ...{ ...name, project: 'demo', uid: made.artifact, runUid: made.uid, version: 1, state: 'published', time: T0 + 1 },
          ...{ isTagged: true, isResumable: false },
        },
      ]);
      expect(reads).toEqual([{ runUid: failed, artifactUid: made.artifact }]);
      expect(await store().inventory('demo')).toMatchObject({ runs: [{}, {}], artifacts: [{}], reads });
      expect(await store().inventory('none')).toEqual({ runs: [], artifacts: [], reads: [] });
      expect(await store().projects()).toEqual(['demo', 'other']);
    });

    it('of bodies has every record with a digest or a media type, of one project', async () => {
      const { artifact } = await publish({ sha256: digestOf('x'), mediaType: 'text/html' });
      const pending = draft('m', { sha256: digestOf('x') });
      await logged(store(), opening(newUid()), [{ type: 'artifact', artifact: pending }]);
      const of = async (filter: object) => (await store().recordsOfBodies({ project: 'demo', ...filter })).map(({ uid }) => uid);
      expect(await of({ sha256: [digestOf('x'), digestOf('y')] })).toEqual([artifact, pending.uid]);
      expect(await of({ mediaType: 'text/html' })).toEqual([artifact]);
      expect(await of({ sha256: [] })).toEqual([]);
      expect(await of({ project: 'other', mediaType: 'text/html' })).toEqual([]);
    });
  });
}
