import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArtifactUri } from '../../../src/core/index.js';
import type { ArtifactDraft } from '../../../src/tracking/index.js';
import { completed, digestOf, draft, logged, newUid, opening, T0 } from './story.js';
import type { OpenedStore } from './story.js';

/** Versions, and the records that repeat one. */
export function versionsContract(store: OpenedStore): void {
  const get = (uri: string) => store().getArtifact(parseArtifactUri(uri));
  const found = async (uri: string) => (await get(uri))?.uid;
  const publish = async (text: string, changes: Partial<ArtifactDraft> = {}) => {
    const [uid, artifact] = [newUid(), draft('m', { sha256: digestOf(text), ...changes })];
    await completed(store(), opening(uid), [{ type: 'artifact', artifact }]);
    return { uid, artifact: artifact.uid };
  };
  const shown = async () =>
    (await store().listArtifacts({ dbKey: 'train_m' }))
      .toReversed()
      .map(({ uid, version, status }) => ({ uid, version, sameAs: status.sameAs }));
  const pinned = async (uid: string) => (await store().listArtifacts({})).find((record) => record.uid === uid)?.uri;

  describe('the same bytes again', () => {
    it('are no new version: the record has the number of the newest one, and names the record that made it', async () => {
      const [first, second, third] = [await publish('x'), await publish('x'), await publish('x')];
      const sameAs = await pinned(first.artifact);
      expect(sameAs).toBe(`store://artifacts/demo/train_m@${first.uid}^${first.artifact}`);
      expect(await shown()).toEqual([
        { uid: first.artifact, version: 1, sameAs: undefined },
        { uid: second.artifact, version: 1, sameAs },
        { uid: third.artifact, version: 1, sameAs },
      ]);
      expect(await found('store://demo/train_m')).toBe(third.artifact);
      expect((await store().getRun(second.uid))?.artifacts['m']).toContain(second.artifact);
      expect(await found(`store://demo/train_m^${second.artifact}`)).toBe(second.artifact);
    });

    it('are a new version when that is wanted, and after other bytes came between', async () => {
      const wanted = [await publish('x'), await publish('x', { newVersion: true }), await publish('y'), await publish('x')];
      expect(await shown()).toEqual(wanted.map(({ artifact }, index) => ({ uid: artifact, version: index + 1, sameAs: undefined })));
    });

    it('are another version under another media type, name, kind or project, and when nobody knows the digest', async () => {
      await publish('x');
      await publish('x', { mediaType: 'text/html' });
      expect((await shown()).map(({ version }) => version)).toEqual([1, 2]);
      for (const other of [{ dbKey: 'other' }, { kind: 'model' }] as const) {
        const { artifact } = await publish('x', other);
        expect(await store().listArtifacts({ ...other })).toMatchObject([{ uid: artifact, version: 1, status: { state: 'published' } }]);
      }
      for (const version of [1, 2]) {
        const { artifact } = await publish('', { dbKey: 'url', sha256: '' });
        expect(await get('store://demo/url')).toMatchObject({ uid: artifact, version });
      }
    });

    it('within one attempt count as they are logged', async () => {
      const drafts = ['x', 'x', 'y', 'x', 'x'].map((text) => draft('m', { sha256: digestOf(text) }));
      await completed(
        store(),
        opening(newUid()),
        drafts.map((artifact) => ({ type: 'artifact', artifact }) as const),
      );
      expect((await shown()).map(({ version }) => version)).toEqual([1, 1, 2, 3, 3]);
      expect((await get(`store://demo/train_m:latest`))?.uid).toBe(drafts[4]?.uid);
    });

    it('hand the version on when the record that made it is retracted', async () => {
      const [first, second, third] = [await publish('x'), await publish('x'), await publish('x')];
      await store().retractRun({ uid: first.uid, state: 'aborted', time: T0 });
      expect(await shown()).toEqual([
        { uid: second.artifact, version: 1, sameAs: undefined },
        { uid: third.artifact, version: 1, sameAs: await pinned(second.artifact) },
      ]);
      expect(await found('store://demo/train_m:v1')).toBe(second.artifact);
      await store().retractRun({ uid: third.uid, state: 'aborted', time: T0 });
      expect(await found('store://demo/train_m')).toBe(second.artifact);
      await store().retractRun({ uid: second.uid, state: 'aborted', time: T0 });
      expect(await found('store://demo/train_m:v1')).toBeUndefined();
      // A number is given once, whatever became of it.
      await publish('x');
      expect((await shown()).map(({ version }) => version)).toEqual([2]);
    });

    it('follow from what is published, whatever was published and retracted before', async () => {
      const step = fc.oneof(fc.record({ publish: fc.constantFrom('x', 'y'), newVersion: fc.boolean() }), fc.record({ retract: fc.nat(9) }));
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
          const dbKey = `train_${newUid()}`;
          let last = 0;
          let model: { run: string; uid: string; text: string; version: number }[] = [];
          for (const action of steps) {
            if ('publish' in action) {
              const { uid: run, artifact: uid } = await publish(action.publish, { dbKey, newVersion: action.newVersion });
              const newest = model.at(-1);
              const repeats = !action.newVersion && newest?.text === action.publish;
              const version = repeats ? newest.version : (last += 1);
              model.push({ run, uid, text: action.publish, version });
            } else {
              const gone = model[action.retract % (model.length || 1)];
              if (gone !== undefined) await store().retractRun({ uid: gone.run, state: 'aborted', time: T0 });
              model = model.filter((one) => one !== gone);
            }
          }
          const records = (await store().listArtifacts({ dbKey })).toReversed();
          const makerOf = (version: number) => model.find((one) => one.version === version)?.uid;
          expect(records.map(({ uid, version, status }) => [uid, version, status.sameAs?.replace(/.*\^/, '') ?? uid])).toEqual(
            model.map(({ uid, version }) => [uid, version, makerOf(version)]),
          );
          expect(await found(`store://demo/${dbKey}`)).toBe(model.at(-1)?.uid);
          for (const version of [1, 2, 3]) expect(await found(`store://demo/${dbKey}:v${version}`)).toBe(makerOf(version));
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('a version in a URI', () => {
    it('is the record that made it, whatever tag is called so', async () => {
      const [one, two] = [await publish('x'), await publish('y', { tags: ['v1'] })];
      await publish('y');
      expect(await found('store://demo/train_m:v1')).toBe(one.artifact);
      expect(await found('store://artifacts/demo/train_m:v2')).toBe(two.artifact);
      expect(await found(`store://demo/train_m:v2@${two.uid}`)).toBe(two.artifact);
      expect(await found(`store://demo/train_m:v2@${one.uid}`)).toBeUndefined();
      for (const none of ['v3', 'v0', 'v01']) expect(await found(`store://demo/train_m:${none}`)).toBeUndefined();
      expect(await store().listArtifacts({ tag: 'v2' })).toHaveLength(2);
    });

    it('is of what is published alone', async () => {
      const artifact = draft('m');
      await logged(store(), opening(newUid()), [{ type: 'artifact', artifact }]);
      expect(await found('store://demo/train_m:v1')).toBeUndefined();
    });
  });
}
