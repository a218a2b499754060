import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SpooledStore, canBeAway, fileBody, openArtifactStore } from '../../../src/artifacts/index.js';
import { newS3Url, s3Environment, startS3 } from '../../support/s3.js';
import type { S3Server } from '../../support/s3.js';
import { describeArtifactStore } from '../../contracts/artifact-store.js';
import { temporaryFolder } from '../temporary-folder.js';

const MEGABYTE = 1024 * 1024;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let server: S3Server;
beforeAll(async () => {
  server = await startS3();
  Object.assign(process.env, s3Environment(server));
});
afterAll(() => server.stop());

let folder: string;
let url: string;
beforeEach(() => {
  folder = temporaryFolder();
  url = newS3Url();
});

async function open(options: { limit?: number } = {}): Promise<SpooledStore> {
  const store = await openArtifactStore(url);
  if (!canBeAway(store)) throw new Error('S3 can be away');
  return new SpooledStore(store, { folder: join(folder, 'bodies'), scratch: join(folder, 'scratch'), ...options });
}

async function textOf(store: SpooledStore, target: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(target)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const waiting = () => (existsSync(join(folder, 'bodies')) ? readdirSync(join(folder, 'bodies')) : []);

describe('a store with a spool, while there is nothing to wait for', () => {
  describeArtifactStore('S3', () => ((url = newS3Url()), open()));
});

describe.each([
  ['is killed', () => server.kill(), () => server.start()],
  ['hangs (SIGSTOP)', () => server.pause(), async () => server.resume()],
])('a store that %s', (_what, begin, end) => {
  it('takes every kind of body all the same, reads it back, and has it when it was delivered', async () => {
    const store = await open();
    const early = await store.put('demo', bytes('early'));
    expect(early.isWaiting).toBeUndefined();
    const path = join(folder, 'file');
    writeFileSync(path, 'from a file');
    const large = async function* () {
      for (let index = 0; index < 12; index++) yield new Uint8Array(MEGABYTE).fill(index);
    };
    await begin();
    const stored = [await store.put('demo', bytes('in memory')), await store.put('demo', fileBody(path)), await store.put('demo', large())];
    expect(stored.map(({ isWaiting }) => isWaiting)).toEqual([true, true, true]);
    const [first, , stream] = stored;
    // The same again, and in another project.
    expect(await store.put('demo', bytes('in memory'))).toEqual(first);
    expect(await store.find('demo', { sha256: first?.sha256 ?? '', size: 9 })).toEqual(first);
    expect(waiting()).toHaveLength(3);
    const other = await store.put('other', bytes('in memory'));
    expect(waiting()).toHaveLength(4);
    expect(await textOf(store, first?.target ?? '')).toBe('in memory');
    const targets = [...stored, other].map(({ target }) => target);
    await expect(store.deliver(targets)).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE', isAway: true });
    expect(waiting()).toHaveLength(4);
    await end();
    await store.deliver(targets);
    expect(existsSync(join(folder, 'bodies'))).toBe(false);
    for (const { target, sha256 } of [...stored, other, early]) {
      const file = readFileSync(join(server.folder, target.replace('s3://bodies/', '')));
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
    }
    expect(stream?.size).toBe(12 * MEGABYTE);
    // Delivered by somebody else: that is enough.
    await store.deliver(targets);
  });
});

describe('the spool of bodies', () => {
  it('refuses what has no room in it, and says why', async () => {
    const store = await open({ limit: 20 });
    await server.kill();
    try {
      await store.put('demo', bytes('fits in'));
      const put = store.put('demo', bytes('does not fit in'));
      await expect(put).rejects.toMatchObject({ code: 'ERR_ARTIFACT_STORE', retryable: true, isAway: true });
      await expect(put).rejects.toThrow(
        /(ECONN|socket hang up).* A body of 15 bytes cannot wait for it .* either: 7 of 20 bytes are used there/,
      );
      expect(waiting()).toHaveLength(1);
    } finally {
      await server.start();
    }
  });

  it('never delivers what the disk has not kept as it was', async () => {
    const store = await open();
    await server.kill();
    const { target, sha256 } = await store.put('demo', bytes('as it was'));
    await server.start();
    const [name = ''] = waiting();
    expect(statSync(join(folder, 'bodies', name)).mode & 0o077).toBe(0);
    writeFileSync(join(folder, 'bodies', name), 'as it is!');
    const found = createHash('sha256').update('as it is!').digest('hex');
    await expect(store.deliver([target])).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT', digests: { expected: sha256, found } });
    expect(await store.stat(target)).toBeUndefined();
  });

  it('says of a body that is neither here nor there that it is gone', async () => {
    const store = await open();
    const { target } = await store.put('demo', bytes('here'));
    await store.delete(target);
    await expect(store.deliver([target])).rejects.toMatchObject({ code: 'ERR_BODY_NOT_FOUND', retryable: false });
  });

  it('does not keep what the store refuses for a reason that has to be put right', async () => {
    url = 's3://no-such-bucket/x';
    const store = await open();
    await expect(store.put('demo', bytes('x'))).rejects.toThrow(/404 NoSuchBucket/);
    expect(waiting()).toEqual([]);
  });
});
