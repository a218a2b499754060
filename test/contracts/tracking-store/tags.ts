import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, parseArtifactUri, ProtectedTagError } from '../../../src/core/index.js';
import type { TagChange } from '../../../src/tracking/index.js';
import { completed, draft, logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Tags that are moved by hand, and those that are protected. */
export function tagsContract(store: OpenedStore): void {
  const holder = async (tag: string) => (await store().getArtifact(parseArtifactUri(`store://demo/train_m:${tag}`)))?.uid;
  const publish = async (...tags: string[]) => {
    const [uid, artifact] = [newUid(), draft('m', { tags })];
    await completed(store(), opening(uid), [{ type: 'artifact', artifact }]);
    return { uid, artifact: artifact.uid };
  };
  const change = (artifactUid: string, changes: Partial<TagChange> = {}): TagChange => ({
    artifactUid,
    tag: 'prod',
    by: 'ann',
    time: T0 + 5000,
    ...changes,
  });
  const protect = () => store().protectTag({ project: 'demo', tag: 'prod', by: 'ann', time: T0 });
  const name = { project: 'demo', kind: 'artifact', dbKey: 'train_m' } as const;

  describe('a tag that is moved by hand', () => {
    it('is on one artifact of its name, and remembers where it was, when, and by whom', async () => {
      const [one, two] = [await publish('prod'), await publish()];
      await store().tagArtifact(change(two.artifact));
      await store().tagArtifact(change(two.artifact, { by: 'bob', time: T0 + 6000 }));
      expect(await holder('prod')).toBe(two.artifact);
      expect((await store().listArtifacts({})).map(({ uid, tags }) => [uid, tags])).toEqual([
        [two.artifact, ['latest', 'prod']],
        [one.artifact, []],
      ]);
      const moves = (await store().tagMoves(name)).filter(({ tag }) => tag === 'prod');
      expect(moves).toEqual([
        { tag: 'prod', artifactUid: one.artifact, version: 1, removed: false, time: T0 + 1000, byRun: one.uid },
        { tag: 'prod', artifactUid: two.artifact, version: 2, removed: false, time: T0 + 5000, by: 'ann' },
      ]);
    });

    it('has one holder when several move it at once', async () => {
      const published = await Promise.all(Array.from({ length: 6 }, () => publish()));
      await Promise.all(published.map(({ artifact }) => store().tagArtifact(change(artifact))));
      const tagged = await store().listArtifacts({ tag: 'prod' });
      expect(tagged).toHaveLength(1);
      const moves = (await store().tagMoves(name)).filter(({ tag }) => tag === 'prod');
      expect(moves).toHaveLength(6);
      expect(tagged[0]?.uid).toBe(moves.at(-1)?.artifactUid);
    });

    it('goes along with no other name', async () => {
      const { artifact } = await publish();
      const other = draft('m', { kind: 'model' });
      await completed(store(), opening(newUid()), [{ type: 'artifact', artifact: other }]);
      await store().tagArtifact(change(artifact));
      await store().tagArtifact(change(other.uid));
      expect((await store().listArtifacts({ tag: 'prod' })).map(({ uid }) => uid).toSorted()).toEqual([artifact, other.uid].toSorted());
    });

    it('is for what is published', async () => {
      const artifact = draft('m');
      await logged(store(), opening(newUid()), [{ type: 'artifact', artifact }]);
      await expect(store().tagArtifact(change(artifact.uid))).rejects.toThrow(InvalidArgumentError);
      await expect(store().tagArtifact(change(newUid()))).rejects.toThrow(/is not published/);
    });

    it('is taken off what has it, and stays off when that is retracted', async () => {
      const [one, two] = [await publish('prod'), await publish()];
      expect(await store().untagArtifact(change(two.artifact))).toBe(false);
      await store().tagArtifact(change(two.artifact));
      expect(await store().untagArtifact(change(two.artifact))).toBe(true);
      expect(await store().untagArtifact(change(two.artifact))).toBe(false);
      expect(await holder('prod')).toBeUndefined();
      expect((await store().tagMoves(name)).at(-1)).toMatchObject({ tag: 'prod', artifactUid: two.artifact, removed: true, by: 'ann' });
      const three = await publish('prod');
      await store().retractRun({ uid: three.uid, state: 'aborted', time: T0 });
      expect(await holder('prod')).toBeUndefined();
      await store().tagArtifact(change(one.artifact));
      expect(await holder('prod')).toBe(one.artifact);
    });

    it('goes back to where it was when its artifact is retracted', async () => {
      const [one, two] = [await publish(), await publish()];
      await store().tagArtifact(change(one.artifact));
      await store().tagArtifact(change(two.artifact));
      await store().retractRun({ uid: two.uid, state: 'aborted', time: T0 });
      expect(await holder('prod')).toBe(one.artifact);
    });
  });

  describe('a protected tag', () => {
    it('moves by force alone, until its protection is lifted', async () => {
      const [one, two] = [await publish('prod'), await publish()];
      await protect();
      await store().protectTag({ project: 'demo', tag: 'prod', by: 'bob', time: T0 + 9 });
      expect(await store().protectedTags('demo')).toEqual([{ project: 'demo', tag: 'prod', by: 'ann', time: T0 }]);
      await expect(store().tagArtifact(change(two.artifact))).rejects.toThrow(ProtectedTagError);
      await expect(store().untagArtifact(change(one.artifact))).rejects.toMatchObject({ code: 'ERR_PROTECTED_TAG' });
      // Where it is already.
      await store().tagArtifact(change(one.artifact));
      expect(await holder('prod')).toBe(one.artifact);
      await store().tagArtifact(change(two.artifact, { force: true }));
      expect(await holder('prod')).toBe(two.artifact);
      expect(await store().untagArtifact(change(two.artifact, { force: true }))).toBe(true);
      expect(await store().unprotectTag('demo', 'prod')).toBe(true);
      expect(await store().unprotectTag('demo', 'prod')).toBe(false);
      await store().tagArtifact(change(one.artifact));
      expect(await holder('prod')).toBe(one.artifact);
    });

    it('is moved by no closing, which publishes nothing then', async () => {
      const before = await publish('prod');
      await protect();
      const uid = newUid();
      await logged(store(), opening(uid), [
        { type: 'artifact', artifact: draft('m') },
        { type: 'artifact', artifact: draft('x', { tags: ['prod', 'best'] }) },
      ]);
      const closing = store().closeAttempt({ uid, attempt: 1, time: T0, state: 'completed', summary: {} });
      await expect(closing).rejects.toThrow(ProtectedTagError);
      expect(await store().getRun(uid)).toMatchObject({ state: 'running' });
      expect((await store().listArtifacts({})).map((record) => record.uid)).toEqual([before.artifact]);
      expect(await holder('prod')).toBe(before.artifact);
      expect(await holder('latest')).toBe(before.artifact);
      await store().closeAttempt({ uid, attempt: 1, time: T0, state: 'error' });
      expect(await store().getRun(uid)).toMatchObject({ state: 'error' });
    });

    it('is protected in its own project', async () => {
      await store().protectTag({ project: 'other', tag: 'prod', by: 'ann', time: T0 });
      const { artifact } = await publish('prod');
      expect(await holder('prod')).toBe(artifact);
      expect(await store().protectedTags('demo')).toEqual([]);
    });
  });
}
