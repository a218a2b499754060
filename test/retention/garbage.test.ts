import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DIRECTORY_MEDIA_TYPE, openFileStore, openMemoryStore } from '../../src/artifacts/index.js';
import type { ArtifactStore } from '../../src/artifacts/index.js';
import { collectGarbage } from '../../src/retention/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { TrackingStore } from '../../src/tracking/index.js';
import { completed, draft, logged, newUid, opening } from '../contracts/tracking-store/story.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { bodyName, expected, make, worlds } from './world.js';

interface Stores {
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactStore;
}

const open = {
  'SQLite and bodies in memory': async (): Promise<Stores> => ({
    tracking: await openTrackingStore('memory:'),
    artifacts: openMemoryStore(),
  }),
  'SQLite and bodies in a folder': async (): Promise<Stores> => {
    const folder = temporaryFolder();
    return { tracking: await openTrackingStore(`sqlite:${folder}/tracking.db`), artifacts: openFileStore(`${folder}/artifacts`) };
  },
};

async function found({ tracking, artifacts }: Stores) {
  const inventory = await tracking.inventory();
  const bodies: string[] = [];
  for (const project of await artifacts.projects()) {
    for await (const target of artifacts.list(project)) bodies.push(bodyName(project, target));
  }
  return {
    runs: inventory.runs.map(({ uid }) => uid).toSorted(),
    artifacts: [...new Set(inventory.artifacts.map(({ uid }) => uid))].toSorted(),
    bodies: bodies.toSorted(),
  };
}

describe.each(Object.entries(open))('garbage collection: %s', (name, openStores) => {
  it('deletes nothing that is reachable, and leaves nothing that is not', { timeout: 120_000 }, async () => {
    const numRuns = name.endsWith('memory') ? 150 : 15;
    let removed = 0;
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const stores = await openStores();
        const model = await make(world, stores, Date.now());
        await sleep(2);
        const before = await found(stores);
        const would = await collectGarbage(stores, { ...world.rules, graceMillis: 0, dryRun: true });
        expect(await found(stores)).toEqual(before);
        const did = await collectGarbage(stores, { ...world.rules, graceMillis: 0 });
        expect(await found(stores)).toEqual(expected(model, world.rules));
        expect({ ...did, dryRun: true }).toEqual(would);
        expect(await collectGarbage(stores, { ...world.rules, graceMillis: 0 })).toMatchObject({ bodies: [] });
        removed += did.runs.length + did.artifacts.length + did.bodies.length;
        await stores.tracking.close();
      }),
      { numRuns },
    );
    expect(removed).toBeGreaterThan(numRuns);
  });
});

describe('garbage collection', () => {
  const opened: Stores[] = [];
  const fresh = async () => {
    const stores = await open['SQLite and bodies in memory']();
    opened.push(stores);
    return stores;
  };
  afterAll(async () => {
    for (const { tracking } of opened) await tracking.close();
  });
  const put = (stores: Stores, text: string) => stores.artifacts.put('demo', new TextEncoder().encode(text));
  const publish = async (stores: Stores, text: string, changes = {}) => {
    const [uid, artifact] = [newUid(), draft('m', { ...(await put(stores, text)), ...changes })];
    await completed(stores.tracking, opening(uid, { time: Date.now() - 1000 }), [{ type: 'artifact', artifact }]);
    return { uid, artifact: artifact.uid };
  };

  it('spares bodies younger than the grace time, a day unless it is given: their records are on their way', async () => {
    const stores = await fresh();
    const { target } = await put(stores, 'on its way');
    expect(await collectGarbage(stores)).toMatchObject({ bodies: [], bytes: 0 });
    expect(await collectGarbage(stores, { graceMillis: 60_000 })).toMatchObject({ bodies: [] });
    await sleep(2);
    expect(await collectGarbage(stores, { graceMillis: 0 })).toMatchObject({ bodies: [{ target, size: 10 }], bytes: 10 });
  });

  it('keeps a body as long as any record has it, in whatever state', async () => {
    const stores = await fresh();
    const [first, second] = [await publish(stores, 'shared'), await publish(stores, 'shared')];
    const failed = newUid();
    await logged(stores.tracking, opening(failed), [{ type: 'artifact', artifact: draft('x', await put(stores, 'shared')) }]);
    await stores.tracking.closeAttempt({ uid: failed, attempt: 1, time: Date.now(), state: 'error' });
    const bodiesAfter = async (uid: string) => {
      await stores.tracking.remove({ runs: [uid], artifacts: [] });
      await sleep(2);
      return (await collectGarbage(stores, { graceMillis: 0 })).bodies.length;
    };
    expect([await bodiesAfter(first.uid), await bodiesAfter(second.uid), await bodiesAfter(failed)]).toEqual([0, 0, 1]);
  });

  it('keeps what was tagged, read or opened after the plan was made', async () => {
    const stores = await fresh();
    const versions: { uid: string; artifact: string }[] = [];
    for (let index = 0; index < 5; index++) versions.push(await publish(stores, `version ${index}`));
    // Whoever looks at the inventory is overtaken.
    const tracking: TrackingStore = {
      ...stores.tracking,
      inventory: async (project) => {
        const inventory = await stores.tracking.inventory(project);
        const [first, second] = versions;
        await stores.tracking.tagArtifact({ artifactUid: first?.artifact ?? '', tag: 'prod', by: 'ann', time: Date.now() });
        const inputs = { m: { uri: 'store://x', artifactUid: second?.artifact ?? '' } };
        await completed(stores.tracking, opening(newUid(), { inputs, time: Date.now() - 1000 }), []);
        return inventory;
      },
    };
    await sleep(2);
    const { artifacts, bodies } = await collectGarbage({ ...stores, tracking }, { keepVersions: 1, graceMillis: 0 });
    expect(artifacts.map(({ version }) => version).toSorted()).toEqual([3, 4]);
    expect(bodies).toHaveLength(2);
    expect((await stores.tracking.listArtifacts({})).map(({ version }) => version)).toEqual([5, 2, 1]);
  });

  it('spares a body whose record is written between the look at records and the deletion', async () => {
    const stores = await fresh();
    const body = await put(stores, 'late');
    await sleep(2);
    let looks = 0;
    const tracking: TrackingStore = {
      ...stores.tracking,
      recordsOfBodies: async (filter) => {
        const records = await stores.tracking.recordsOfBodies(filter);
        if (filter.sha256 !== undefined && ++looks === 1) {
          await logged(stores.tracking, opening(newUid()), [{ type: 'artifact', artifact: draft('m', body) }]);
        }
        return records;
      },
    };
    await logged(stores.tracking, opening(newUid()), []);
    expect((await collectGarbage({ ...stores, tracking }, { graceMillis: 0 })).bodies).toEqual([]);
    expect(await stores.artifacts.stat(body.target)).toBeDefined();
  });

  it('deletes nothing of a project where a manifest cannot be read, and of no other project than it is asked for', async () => {
    const stores = await fresh();
    await put(stores, 'orphan');
    const elsewhere = await stores.artifacts.put('other', new TextEncoder().encode('orphan'));
    const { uid } = await publish(stores, 'no manifest', { mediaType: DIRECTORY_MEDIA_TYPE });
    await sleep(2);
    await expect(collectGarbage(stores, { graceMillis: 0, project: 'demo' })).rejects.toMatchObject({ code: 'ERR_INVALID_DIRECTORY' });
    expect(await stores.artifacts.stat(elsewhere.target)).toBeDefined();
    await stores.tracking.remove({ runs: [uid], artifacts: [] });
    expect((await collectGarbage(stores, { graceMillis: 0, project: 'demo' })).bodies).toHaveLength(2);
    expect(await stores.artifacts.stat(elsewhere.target)).toBeDefined();
  });

  it('takes a manifest that is gone for one that reaches nothing, unless it may be on its way', async () => {
    const stores = await fresh();
    const manifest = await put(stores, 'manifest');
    const artifact = draft('m', { ...manifest, mediaType: DIRECTORY_MEDIA_TYPE });
    await completed(stores.tracking, opening(newUid(), { time: Date.now() - 5000 }), [{ type: 'artifact', artifact }]);
    await stores.artifacts.delete(manifest.target);
    await put(stores, 'orphan');
    await sleep(2);
    expect((await collectGarbage(stores, { graceMillis: 0 })).bodies).toHaveLength(1);
  });

  it.each([
    [{ keepVersions: 0 }, 'keepVersions is a whole number from 1, not 0'],
    [{ keepVersions: 1.5 }, 'keepVersions'],
    [{ olderThanMillis: -1 }, 'olderThanMillis is a number of milliseconds'],
    [{ runsOlderThanMillis: Number.NaN }, 'runsOlderThanMillis'],
    [{ graceMillis: Infinity }, 'graceMillis'],
    [{ abandoned: 'yes' as never }, 'abandoned is true or false'],
  ])('refuses the rules %j', async (rules, message) => {
    const stores = await fresh();
    await expect(collectGarbage(stores, rules)).rejects.toThrow(message);
    await expect(collectGarbage(stores, rules)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  });
});
