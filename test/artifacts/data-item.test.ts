import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ArtifactStore, DataItemOptions, ReadDigest } from '../../src/artifacts/index.js';
import { tableReading } from '../../src/datasets/index.js';
import { createDataItem, digestFile, openFileStore, openMemoryStore } from '../../src/artifacts/index.js';
import type { ArtifactRecord } from '../../src/core/index.js';
import type { DataItem } from '../../src/sdk/index.js';
import { makeRecord } from './make-record.js';
import { runProgram } from './programs/run-program.js';
import { temporaryFolder } from './temporary-folder.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function open(uri: string, options: Partial<DataItemOptions> = {}): DataItem {
  return createDataItem({
    key: 'input',
    uri,
    store: openMemoryStore(),
    scratch: join(temporaryFolder(), 'scratch'),
    readTables: tableReading,
    ...options,
  });
}

function openRecord(record: ArtifactRecord, store: ArtifactStore, options: Partial<DataItemOptions> = {}): DataItem {
  return open(record.uri, { store, record: async () => record, ...options });
}

const stores = { file: () => openFileStore(temporaryFolder()), memory: () => openMemoryStore() };

describe.each(Object.entries(stores))('a data item of a body stored in %s', (name, openStore) => {
  it('reads the body in every way', async () => {
    const store = openStore();
    const record = makeRecord(await store.put('demo', bytes('{"a":[1,2]}')), { fileName: 'a.json' });
    const item = openRecord(record, store, { fileName: 'a.json' });
    expect([item.key, item.url, item.suffix]).toEqual(['input', record.uri, '.json']);
    expect(await item.get()).toEqual(bytes('{"a":[1,2]}'));
    expect(await item.get({ encoding: 'base64' })).toBe(btoa('{"a":[1,2]}'));
    expect(await item.get({ offset: 1, size: 3, encoding: 'utf8' })).toBe('"a"');
    expect(await item.text()).toBe('{"a":[1,2]}');
    expect(await item.json()).toEqual({ a: [1, 2] });
    expect(await item.list()).toEqual(['a.json']);
    expect(await item.stat()).toMatchObject({ size: 11, mediaType: 'text/plain' });
    expect(await item.artifact()).toBe(record);
  });

  it('is a table in every way', async () => {
    const store = openStore();
    const record = makeRecord(await store.put('demo', bytes('x,y\n1,a\n2,b\n')), { kind: 'dataset', fileName: 'data.csv' });
    const read: ReadDigest[] = [];
    const item = openRecord(record, store, { onRead: (digest) => read.push(digest) });
    expect((await item.table()).numRows()).toBe(2);
    expect(read).toEqual([{ sha256: record.sha256, size: record.size }]);
    expect(await item.allRows()).toEqual([
      { x: 1, y: 'a' },
      { x: 2, y: 'b' },
    ]);
    const rows: unknown[] = [];
    for await (const row of item.rows()) rows.push(row);
    expect(rows).toEqual(await item.allRows());
    expect((await item.columns(['y'])).objects()).toEqual([{ y: 'a' }, { y: 'b' }]);
    expect((await item.head(1)).objects()).toEqual([{ x: 1, y: 'a' }]);
    expect((await item.sample(5)).objects()).toEqual(rows);
    expect((await item.table({ header: false })).numRows()).toBe(3);
    expect(await item.schema()).toMatchObject([{ name: 'x' }, { name: 'y', type: 'string' }]);
  });

  it('gives a local, read-only file under the name it was logged with, the same one each time', async () => {
    const store = openStore();
    const record = makeRecord(await store.put('demo', bytes('weights')), { fileName: 'model.txt' });
    const scratch = join(temporaryFolder(), 'scratch');
    const read: ReadDigest[] = [];
    const path = await openRecord(record, store, { scratch, onRead: (digest) => read.push(digest) }).local();
    expect(path).toBe(join(scratch, record.sha256, 'model.txt'));
    expect(readFileSync(path, 'utf8')).toBe('weights');
    expect(statSync(path).mode & 0o222).toBe(0);
    expect(await openRecord(record, store, { scratch }).local()).toBe(path);
    expect(read).toEqual([{ sha256: sha256('weights'), size: 7 }]);
  });

  it('keeps a local file inside its folder, whatever name the record says', async () => {
    const store = openStore();
    const body = await store.put('demo', bytes('x'));
    const scratch = join(temporaryFolder(), 'scratch');
    for (const [fileName, kept] of [
      ['../../up.txt', 'up.txt'],
      ['..', 'body'],
      ['a\\b.txt', 'b.txt'],
    ] as const) {
      expect(await openRecord(makeRecord(body, { fileName }), store, { scratch }).local()).toBe(join(scratch, body.sha256, kept));
    }
  });

  it('downloads to a path, making its folders and replacing what is there', async () => {
    const store = openStore();
    const record = makeRecord(await store.put('demo', bytes('new')));
    const path = join(temporaryFolder(), 'deep', 'er', 'file.txt');
    const item = openRecord(record, store);
    expect(await item.download(relative(process.cwd(), path))).toBe(path);
    writeFileSync(path, 'something older');
    await item.download(path);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(join(path, '..'))).toEqual(['file.txt']);
  });

  it('says BodyNotFoundError when the body was lost', async () => {
    const store = openStore();
    const record = makeRecord(await store.put('demo', bytes('gone')));
    await store.delete(record.target);
    const item = openRecord(record, store);
    const file = join(temporaryFolder(), 'x');
    for (const reading of [
      () => item.get(),
      () => item.text(),
      () => item.stat(),
      () => item.local(),
      () => item.download(file),
      () => item.get({ size: 1 }),
    ]) {
      await expect(reading()).rejects.toMatchObject({ code: 'ERR_BODY_NOT_FOUND' });
    }
    expect(existsSync(file)).toBe(false);
  });

  it('says ArtifactNotFoundError when there is no record', async () => {
    const item = open('store://models/demo/none', { store: openStore(), record: async () => undefined });
    for (const reading of [() => item.get(), () => item.stat(), () => item.local(), () => item.list(), () => item.artifact()]) {
      await expect(reading()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_NOT_FOUND' });
    }
  });

  it('tells of a body that was read to its end, with its digest, and of no other', async () => {
    const store = openStore();
    const record = makeRecord(await store.put('demo', new Uint8Array(1_000_000).fill(65)));
    const read: ReadDigest[] = [];
    const item = openRecord(record, store, { onRead: (digest) => read.push(digest) });
    await item.get({ size: 10 });
    await item.get({ offset: 1 });
    await item.stat();
    for await (const chunk of item.stream()) if (chunk.length > 0 && name === 'file') break;
    const before = name === 'file' ? 0 : 1;
    expect(read).toHaveLength(before);
    await item.get();
    expect(read.slice(before)).toEqual([{ sha256: record.sha256, size: 1_000_000 }]);
  });

  it('looks the record up once, at the first reading, and again after a failure', async () => {
    const store = openStore();
    const record = makeRecord(await store.put('demo', bytes('x')));
    let lookups = 0;
    const item = open(record.uri, {
      store,
      record: async () => {
        lookups++;
        if (lookups === 1) throw new Error('the database is away');
        return record;
      },
    });
    expect(lookups).toBe(0);
    await expect(item.text()).rejects.toThrow('the database is away');
    expect(await item.text()).toBe('x');
    expect(await item.text()).toBe('x');
    expect(lookups).toBe(2);
  });

  it('reads a target of the store that has no record', async () => {
    const store = openStore();
    const { target } = await store.put('demo', bytes('bare'));
    const item = open(target, { store, fileName: 'bare.txt' });
    expect(item.url).toBe(target);
    expect(await item.text()).toBe('bare');
    expect(readFileSync(await item.local(), 'utf8')).toBe('bare');
    expect(await item.stat()).toMatchObject({ size: 4, mediaType: 'text/plain' });
    expect(await item.artifact()).toBeUndefined();
  });
});

describe('a data item of a stored body', () => {
  it('gives a local file that takes no further space on the same disk', async () => {
    const store = openFileStore(temporaryFolder());
    const record = makeRecord(await store.put('demo', bytes('weights')));
    const path = await openRecord(record, store).local();
    expect(statSync(path).ino).toBe(statSync(fileURLToPath(record.target)).ino);
  });

  it('refuses a body that was changed behind its back, at the end of the reading', async () => {
    const store = openFileStore(temporaryFolder());
    const record = makeRecord(await store.put('demo', bytes('original')));
    const path = fileURLToPath(record.target);
    chmodSync(path, 0o644);
    writeFileSync(path, 'tampered');
    const read: ReadDigest[] = [];
    const item = openRecord(record, store, { onRead: (digest) => read.push(digest) });
    await expect(item.text()).rejects.toMatchObject({
      code: 'ERR_ARTIFACT_CORRUPT',
      digests: { expected: sha256('original'), found: sha256('tampered') },
    });
    await expect(item.text()).rejects.toThrow(record.uri);
    const file = join(temporaryFolder(), 'copy');
    await expect(item.download(file)).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT' });
    expect(existsSync(file)).toBe(false);
    expect(read).toEqual([]);
  });

  it('hands out no local file of a body that lost a part of itself', async () => {
    const store = openFileStore(temporaryFolder());
    const record = makeRecord(await store.put('demo', bytes('original')));
    const path = fileURLToPath(record.target);
    chmodSync(path, 0o644);
    writeFileSync(path, 'orig');
    const scratch = temporaryFolder();
    await expect(openRecord(record, store, { scratch }).local()).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT' });
    expect(readdirSync(scratch, { recursive: true })).toEqual(['.tmp']);
  });

  it('reads a file that was registered where it lies, and hands out that file', async () => {
    const path = join(temporaryFolder(), 'registered.txt');
    writeFileSync(path, 'outside');
    const record = makeRecord({ target: pathToFileURL(path).href, ...(await digestFile(path)) }, { fileName: 'registered.txt' });
    const item = openRecord(record, openFileStore(temporaryFolder()));
    expect(await item.text()).toBe('outside');
    expect(await item.local()).toBe(path);
    rmSync(path);
    await expect(item.text()).rejects.toMatchObject({ code: 'ERR_BODY_NOT_FOUND' });
    await expect(item.local()).rejects.toMatchObject({ code: 'ERR_BODY_NOT_FOUND' });
  });

  it('makes a local file in two processes at once, on the same disk or another', async () => {
    const folder = temporaryFolder();
    const body = new Uint8Array(3_000_000).fill(9);
    const record = makeRecord(await openFileStore(folder).put('demo', body));
    const otherDisk = existsSync('/dev/shm') ? '/dev/shm' : undefined;
    for (const scratch of [temporaryFolder(), temporaryFolder(otherDisk)]) {
      const time = String(Date.now() + 1200);
      const run = (): Promise<string> => runProgram('local-at', folder, scratch, JSON.stringify(record), time);
      const printed = await Promise.all([run(), run()]);
      const path = join(scratch, record.sha256, 'model.txt');
      for (const text of printed) expect(JSON.parse(text)).toEqual({ path, sha256: record.sha256, size: record.size });
    }
  });
});

describe('a data item of a local file', () => {
  it('reads a relative path, an absolute path and a file URL alike', async () => {
    const path = join(temporaryFolder(), 'data file.csv');
    writeFileSync(path, 'x,y\n1,2\n');
    for (const uri of [relative(process.cwd(), path), path, pathToFileURL(path).href, `file:${path}`]) {
      const read: ReadDigest[] = [];
      const item = open(uri, { onRead: (digest) => read.push(digest) });
      expect(item.url).toBe(pathToFileURL(path).href);
      expect(item.suffix).toBe('.csv');
      expect(await item.text()).toBe('x,y\n1,2\n');
      expect(await item.get({ offset: 4, size: 3, encoding: 'utf8' })).toBe('1,2');
      expect(await item.allRows()).toEqual([{ x: 1, y: 2 }]);
      expect(await item.local()).toBe(path);
      expect(await item.list()).toEqual(['data file.csv']);
      expect(await item.stat()).toEqual({ size: 8, modified: statSync(path).mtime, mediaType: 'text/csv' });
      expect(await item.artifact()).toBeUndefined();
      expect(read[0]).toEqual({ sha256: sha256('x,y\n1,2\n'), size: 8 });
    }
  });

  it('reads text with a byte order mark as the text alone', async () => {
    const path = join(temporaryFolder(), 'bom.json');
    writeFileSync(path, '\uFEFF{"a":1}');
    expect(await open(path).json()).toEqual({ a: 1 });
  });

  it('throws the SyntaxError of JSON.parse for what is no JSON', async () => {
    const path = join(temporaryFolder(), 'a.json');
    writeFileSync(path, '{');
    await expect(open(path).json()).rejects.toThrow(SyntaxError);
  });

  it('lists a folder, hands out its path, and reads no body from it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'c.txt'), 'c');
    writeFileSync(join(folder, 'b.txt'), '');
    writeFileSync(join(folder, 'a.txt'), '');
    const item = open(folder);
    expect(await item.list()).toEqual(['a.txt', 'b.txt', 'sub/c.txt']);
    expect(await item.file('sub/c.txt').text()).toBe('c');
    expect(await item.local()).toBe(folder);
    expect(await item.stat()).toMatchObject({ mediaType: 'inode/directory' });
    await expect(item.get()).rejects.toThrow(/is a folder and has no body/);
  });

  it('says InputNotFoundError, naming the input and what was given', async () => {
    const item = open('no/such/file.csv');
    for (const reading of [
      () => item.get(),
      () => item.text(),
      () => item.table(),
      () => item.local(),
      () => item.stat(),
      () => item.list(),
      () => item.get({ size: 1 }),
    ]) {
      await expect(reading()).rejects.toMatchObject({ code: 'ERR_INPUT_NOT_FOUND' });
    }
    await expect(item.get()).rejects.toThrow('Input "input" leads to no/such/file.csv');
  });

  it('refuses schemes that it cannot read', () => {
    for (const uri of ['ftp://host/file', 'gs://bucket/key', 'file://host/share', '']) {
      expect(() => open(uri), uri).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT' }));
    }
  });
});
