import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DIRECTORY_MEDIA_TYPE, formatManifest, parseManifest } from '../../../src/artifacts/directories/manifest.js';
import { bodiesOf, openMemoryStore } from '../../../src/artifacts/index.js';
import { makeRecord } from '../make-record.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
}

const entry = (path: string) => ({ path, size: 1, sha256: createHash('sha256').update(path).digest('hex'), target: `memory:demo/${path}` });
const manifest = (...paths: unknown[]) =>
  bytes(JSON.stringify({ version: 1, files: paths.map((path) => ({ ...entry(String(path)), path })) }));

describe('a directory’s manifest', () => {
  it('is the same bytes for the same files, sorted by path', () => {
    const files = [entry('b.txt'), entry('a/z.txt'), entry('a.txt'), entry('ä.txt')];
    const written = formatManifest(files);
    expect(formatManifest(files.toReversed())).toEqual(written);
    expect(parseManifest('dir', written).map(({ path }) => path)).toEqual(['a.txt', 'a/z.txt', 'b.txt', 'ä.txt']);
  });

  it('may name no file at all', () => {
    expect(parseManifest('dir', formatManifest([]))).toEqual([]);
  });

  it.each([
    '../out.txt',
    'a/../../out.txt',
    './a.txt',
    '/etc/passwd',
    'a//b.txt',
    'a/',
    '',
    'a\\..\\b.txt',
    'C:/a.txt',
    'line\nbreak.txt',
    'zero\0byte',
    'bell\u0007',
    '\uD800.txt',
    '\uFFFD.txt',
    `${'x'.repeat(1025)}`,
  ])('with the path %j is refused', (path) => {
    expect(() => parseManifest('dir', manifest('good.txt', path))).toThrow(expect.objectContaining({ code: 'ERR_INVALID_DIRECTORY' }));
  });

  it('keeps names of every script as they are, composed or not', () => {
    const paths = [
      'données/été.txt',
      'données/e\u0301te\u0301.txt',
      '日本語/ファイル.bin',
      '🙂.txt',
      'with space.txt',
      '..dots',
      'a..b',
      '-dash',
    ];
    expect(parseManifest('dir', manifest(...paths)).map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    ['one file twice', manifest('a.txt', 'a.txt')],
    ['a file where another needs a folder', manifest('a', 'a/b.txt')],
    ['another version', bytes('{"version":2,"files":[]}')],
    ['no files', bytes('{"version":1}')],
    ['a file that is null', bytes('{"version":1,"files":[null]}')],
    ['a path that is a number', manifest(7)],
    ['a digest that is none', bytes(JSON.stringify({ version: 1, files: [{ ...entry('a'), sha256: '../x' }] }))],
    ['a size that is none', bytes(JSON.stringify({ version: 1, files: [{ ...entry('a'), size: 0.5 }] }))],
    ['nothing that is JSON', bytes('{"version":1,"fi')],
  ])('with %s is refused', (_, broken) => {
    expect(() => parseManifest('dir', broken)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_DIRECTORY' }));
  });
});

describe('the bodies of a record', () => {
  it('are its own and, of a directory, those of its files', async () => {
    const store = openMemoryStore();
    const file = makeRecord(await store.put('demo', bytes('one')));
    expect(await all(bodiesOf(file, store))).toEqual([file.target]);
    const files = [entry('a.txt'), entry('b/c.txt')];
    const body = await store.put('demo', formatManifest(files));
    const directory = { ...makeRecord(body), mediaType: DIRECTORY_MEDIA_TYPE };
    expect(await all(bodiesOf(directory, store))).toEqual([body.target, ...files.map(({ target }) => target)]);
  });

  it('are unknown when the manifest is gone, is not what was logged, or is none: that is an error', async () => {
    const store = openMemoryStore();
    const body = await store.put('demo', formatManifest([entry('a.txt')]));
    const directory = { ...makeRecord(body), mediaType: DIRECTORY_MEDIA_TYPE };
    const read = (record: typeof directory) => all(bodiesOf(record, store));
    await expect(read({ ...directory, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'ERR_ARTIFACT_CORRUPT' });
    await store.delete(body.target);
    await expect(read(directory)).rejects.toMatchObject({ code: 'ERR_BODY_NOT_FOUND' });
    const none = makeRecord(await store.put('demo', bytes('[]')));
    await expect(read({ ...none, mediaType: DIRECTORY_MEDIA_TYPE })).rejects.toMatchObject({ code: 'ERR_INVALID_DIRECTORY' });
  });
});
