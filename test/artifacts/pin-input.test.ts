import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openMemoryStore, pinInput } from '../../src/artifacts/index.js';
import type { ArtifactRecord, Kind, ParsedUri } from '../../src/core/index.js';
import { makeRecord } from './make-record.js';
import { temporaryFolder } from './temporary-folder.js';

const unknown = async (): Promise<undefined> => undefined;
const recordOf = async (kind: Kind): Promise<ArtifactRecord> =>
  makeRecord(await openMemoryStore().put('demo', new Uint8Array([1, 2, 3])), { kind });

describe('pinning a store URI', () => {
  it('gives the pinned form with uid, digest and size', async () => {
    const record = await recordOf('model');
    const asked: ParsedUri[] = [];
    const findArtifact = async (uri: ParsedUri): Promise<ArtifactRecord> => {
      asked.push(uri);
      return record;
    };
    const pinned = await pinInput({ key: 'model', uri: 'store://models/demo/train_model:latest', findArtifact });
    expect(pinned).toEqual({ uri: record.uri, artifactUid: record.uid, sha256: record.sha256, size: 3 });
    expect(asked).toEqual([{ kind: 'model', project: 'demo', dbKey: 'train_model', tag: 'latest' }]);
  });

  it('takes the expected kind, and a chart where any file will do', async () => {
    const isFine: Readonly<Record<Kind, readonly Kind[]>> = {
      artifact: ['artifact', 'chart'],
      dataset: ['dataset'],
      model: ['model'],
      chart: ['chart'],
    };
    for (const kind of ['artifact', 'dataset', 'model', 'chart'] as const) {
      const record = await recordOf(kind);
      for (const expected of ['artifact', 'dataset', 'model', 'chart'] as const) {
        const pinning = pinInput({ key: 'x', uri: record.uri, expected, findArtifact: async () => record });
        const outcome = await pinning.then((pinned) => pinned.uri, String);
        const mismatch = `KindMismatchError: Input "x" (${record.uri}) must be ${article(expected)}, but it is ${article(kind)}.`;
        expect(outcome).toBe(isFine[expected].includes(kind) ? record.uri : mismatch);
      }
    }
  });

  it('says InputNotFoundError for what nobody logged, and InvalidUriError for what is no URI', async () => {
    const uri = 'store://models/demo/none';
    await expect(pinInput({ key: 'model', uri, findArtifact: unknown })).rejects.toThrow(`Input "model" leads to ${uri}`);
    await expect(pinInput({ key: 'model', uri: 'store://models', findArtifact: unknown })).rejects.toMatchObject({
      code: 'ERR_INVALID_URI',
    });
  });
});

describe('pinning a local path', () => {
  const pin = (uri: string) => pinInput({ key: 'data', uri, expected: 'dataset', findArtifact: unknown });

  it('gives the absolute path with digest and size, for every way to write it', async () => {
    const path = join(temporaryFolder(), 'data 1.csv');
    writeFileSync(path, 'x\n1\n');
    const pinned = { uri: path, sha256: createHash('sha256').update('x\n1\n').digest('hex'), size: 4 };
    for (const uri of [path, relative(process.cwd(), path), pathToFileURL(path).href]) expect(await pin(uri)).toEqual(pinned);
  });

  it('digests a file of 64 MiB and gives the size alone of a larger one', async () => {
    const path = join(temporaryFolder(), 'large');
    writeFileSync(path, '');
    truncateSync(path, 64 * 1024 * 1024);
    expect(await pin(path)).toEqual({ uri: path, size: 64 * 1024 * 1024, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    truncateSync(path, 64 * 1024 * 1024 + 1);
    expect(await pin(path)).toEqual({ uri: path, size: 64 * 1024 * 1024 + 1 });
  });

  it('takes a folder as it is', async () => {
    const folder = temporaryFolder();
    expect(await pin(folder)).toEqual({ uri: folder });
  });

  it('says InputNotFoundError when there is nothing, and refuses other schemes', async () => {
    await expect(pin('no/such/file')).rejects.toMatchObject({ code: 'ERR_INPUT_NOT_FOUND' });
    await expect(pin('gs://bucket/key')).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  });
});

function article(kind: string): string {
  return kind === 'artifact' ? 'an artifact' : `a ${kind}`;
}
