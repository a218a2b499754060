import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  DIRECTORY_MEDIA_TYPE,
  createDataItem,
  fileBody,
  openArtifactStore,
  openFileStore,
  putDirectory,
} from '../../../src/artifacts/index.js';
import type { ArtifactStore, FileToPut } from '../../../src/artifacts/index.js';
import { tableReading } from '../../../src/datasets/index.js';
import type { DataItem } from '../../../src/sdk/index.js';
import { newS3Url } from '../../support/s3.js';
import { sharedS3 } from '../../support/shared-s3.js';
import { makeRecord } from '../make-record.js';
import { temporaryFolder } from '../temporary-folder.js';

beforeAll(async () => void (await sharedS3()));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* stream(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield bytes(text);
}

async function put(store: ArtifactStore, files: Readonly<Record<string, FileToPut['body']>>) {
  return putDirectory(
    Object.entries(files).map(([path, body]) => ({ path, body })),
    { key: 'data', project: 'demo', store },
  );
}

function open(store: ArtifactStore, stored: Awaited<ReturnType<typeof put>>): DataItem {
  const record = { ...makeRecord(stored, { fileName: 'data' }), mediaType: DIRECTORY_MEDIA_TYPE };
  return createDataItem({
    key: 'data',
    uri: record.uri,
    store,
    record: async () => record,
    scratch: join(temporaryFolder(), 'scratch'),
    readTables: tableReading,
  });
}

const stores: Readonly<Record<string, () => Promise<ArtifactStore>>> = {
  memory: () => openArtifactStore('memory:'),
  file: () => openArtifactStore(temporaryFolder()),
  S3: () => openArtifactStore(newS3Url()),
};

describe.each(Object.entries(stores))('a directory in the %s store', (_, openStore) => {
  it('is stored from bytes, streams and files, and reads back whole and in parts', async () => {
    const store = await openStore();
    const path = join(temporaryFolder(), 'big.bin');
    writeFileSync(path, Buffer.alloc(3_000_000, 'x'));
    const stored = await put(store, { 'a.txt': bytes('one'), 's/b.txt': stream('t', 'wo'), 's/big.bin': fileBody(path), e: bytes('') });
    expect(stored).toMatchObject({ size: 3_000_006, stored: 4, reused: 0 });
    const item = open(store, stored);
    expect(await item.list()).toEqual(['a.txt', 'e', 's/b.txt', 's/big.bin']);
    expect(await item.file('s/b.txt').text()).toBe('two');
    expect((await item.file('s/big.bin').get({ offset: 2_999_990, size: 100 })).length).toBe(10);
    const local = await item.local();
    expect(readFileSync(join(local, 's', 'big.bin')).equals(readFileSync(path))).toBe(true);
  });

  it('has tables among its files, read as any', async () => {
    const store = await openStore();
    const stored = await put(store, { 'tables/a.csv': bytes('x,y\n1,2\n3,4\n') });
    const item = open(store, stored).file('tables/a.csv');
    expect(await item.allRows()).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]);
    expect((await item.columns(['y'])).objects()).toEqual([{ y: 2 }, { y: 4 }]);
  });

  it('sends what has changed alone, and equal files once', async () => {
    const store = await openStore();
    const files = Object.fromEntries(Array.from({ length: 40 }, (_each, index) => [`f${index}`, bytes(`body ${index % 20}`)]));
    expect(await put(store, files)).toMatchObject({ stored: 20, reused: 20 });
    const again = await put(store, files);
    expect(again).toMatchObject({ stored: 0, reused: 40 });
    expect((await put(store, { ...files, f3: bytes('other') })).sha256).not.toBe(again.sha256);
  });
});

it('a file of a directory in S3 has a link, and the directory has none', async () => {
  const store = await openArtifactStore(newS3Url());
  const item = open(store, await put(store, { 'a.txt': bytes('one') }));
  expect(await (await fetch(await item.file('a.txt').presign())).text()).toBe('one');
  await expect(item.presign()).rejects.toThrow(/is a directory, which has no body of its own but 1 files/);
});

it('a directory reads on after its store was moved', async () => {
  const folder = join(temporaryFolder(), 'before');
  mkdirSync(folder);
  const stored = await put(openFileStore(folder), { 'a.txt': bytes('one') });
  renameSync(folder, `${folder}-moved`);
  expect(
    await open(openFileStore(`${folder}-moved`), stored)
      .file('a.txt')
      .text(),
  ).toBe('one');
});

it('a directory that fails in the middle begins nothing new, and says why', async () => {
  const store = await openArtifactStore('memory:');
  let begun = 0;
  const files = Array.from({ length: 100 }, (_, index): FileToPut => ({
    path: `f${index}`,
    body: {
      async *[Symbol.asyncIterator]() {
        begun += 1;
        if (index === 2) throw new Error('no more');
        yield bytes(String(index));
      },
    },
  }));
  await expect(putDirectory(files, { key: 'data', project: 'demo', store })).rejects.toThrow('no more');
  expect(begun).toBeLessThan(30);
});
