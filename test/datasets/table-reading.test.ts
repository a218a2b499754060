import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDataItem, openMemoryStore } from '../../src/artifacts/index.js';
import type { ReadDigest } from '../../src/artifacts/index.js';
import { tableReading } from '../../src/datasets/index.js';
import type { DataItem, TableLike } from '../../src/sdk/index.js';
import { startLocalServer } from '../artifacts/local-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { prepared } from './prepared.js';

function open(uri: string, onRead?: (digest: ReadDigest) => void): DataItem {
  const scratch = join(temporaryFolder(), 'scratch');
  return createDataItem({ key: 'data', uri, store: openMemoryStore(), scratch, readTables: tableReading, ...(onRead && { onRead }) });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

async function parquet(data: TableLike): Promise<string> {
  return file('data.parquet', (await prepared('data', data, { stats: false })).bytes);
}

const N = 250_000;
const measurements = {
  n: Float64Array.from({ length: N }, (_, n) => n),
  noise: Float64Array.from({ length: N }, () => Math.random()),
  more: Float64Array.from({ length: N }, () => Math.random()),
  even: Array.from({ length: N }, (_, n) => (n % 2 === 0 ? 'even' : null)),
};

describe('rows', () => {
  it('come one after the other, as many as are wanted', async () => {
    const path = await parquet(measurements);
    const some: unknown[] = [];
    for await (const row of open(path).rows()) if (some.push(row) === 2) break;
    expect(some).toEqual([
      { n: 0, noise: measurements.noise[0], more: measurements.more[0], even: 'even' },
      { n: 1, noise: measurements.noise[1], more: measurements.more[1], even: null },
    ]);
    let sum = 0;
    for await (const { n } of open(path).rows<{ n: number }>()) sum += n;
    expect(sum).toBe((N * (N - 1)) / 2);
  });

  it('of JSON have the keys that they have there, and of a table all columns', async () => {
    const path = file('rows.jsonl', '{"a":1}\n{"b":9007199254740993}\n');
    expect(await open(path).allRows()).toEqual([{ a: 1 }, { b: 9007199254740993n }]);
    expect((await open(path).table()).objects()).toEqual([
      { a: 1, b: null },
      { a: null, b: 9007199254740993n },
    ]);
  });

  it('of a large body without a digest note what was read', async () => {
    const text = `n,text\n${Array.from({ length: 40_000 }, (_, n) => `${n},${'x'.repeat(2000)}\n`).join('')}`;
    const path = file('large.csv', text);
    const read: ReadDigest[] = [];
    let count = 0;
    for await (const row of open(path, (digest) => read.push(digest)).rows<{ n: number }>()) if (row.n === count) count++;
    expect(count).toBe(40_000);
    expect(read).toEqual([{ sha256: createHash('sha256').update(text).digest('hex'), size: text.length }]);
  });
});

describe('a Parquet file behind a URL', async () => {
  const path = await parquet(measurements);
  const body = readFileSync(path);
  let sent = 0;
  const server = await startLocalServer({
    '/data.parquet': (request, response) => {
      const [, start = '0', end = String(body.length - 1)] = /bytes=(\d+)-(\d+)?/.exec(request.headers.range ?? '') ?? [];
      const part = body.subarray(Number(start), Number(end) + 1);
      const headers = { 'content-length': part.length, 'content-range': `bytes ${start}-${end}/${body.length}` };
      response.writeHead(request.headers.range === undefined ? 200 : 206, headers);
      if (request.method === 'HEAD') return response.end();
      sent += part.length;
      return response.end(part);
    },
  });
  const url = `${server.url}/data.parquet`;

  it('gives some columns for their bytes and those of its footer', async () => {
    sent = 0;
    const table = await open(url).columns(['even', 'noise']);
    expect(table.columnNames()).toEqual(['even', 'noise']);
    expect(table.array('noise')).toEqual(Array.from(measurements.noise));
    expect(sent).toBeGreaterThan(N * 8);
    expect(sent).toBeLessThan(N * 8 * 1.1 + 64 * 1024);
  });

  it('gives its first rows for the bytes of its first row group', async () => {
    sent = 0;
    expect((await open(url).head(2)).objects()).toMatchObject([
      { n: 0, even: 'even' },
      { n: 1, even: null },
    ]);
    expect(sent).toBeLessThan(body.length * 0.6);
  });
});

describe('the first rows', () => {
  it('are 20 unless told, or all there are', async () => {
    const path = file('data.csv', `a\n${Array.from({ length: 30 }, (_, n) => n).join('\n')}\n`);
    expect((await open(path).head()).array('a')).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect((await open(path).head(100)).numRows()).toBe(30);
    const none = await open(path).head(0);
    expect([none.numRows(), none.columnNames()]).toEqual([0, ['a']]);
    await expect(open(path).head(-1)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
  });
});

describe('a sample', () => {
  const path = parquet({ n: measurements.n });
  const csv = file('data.csv', `n\n${Array.from({ length: 50_000 }, (_, n) => n).join('\n')}\n`);
  const json = file('data.jsonl', Array.from({ length: 50_000 }, (_, n) => `{"n":${n}}\n`).join(''));

  it('has other rows each time, and the same for the same seed, whatever the format', async () => {
    const rows = async (uri: string, seed?: number) => (await open(uri).sample(50, { ...(seed !== undefined && { seed }) })).array('n');
    expect(await rows(csv, 7)).toEqual(await rows(csv, 7));
    expect(await rows(csv, 7)).toEqual(await rows(json, 7));
    expect(await rows(csv, 7)).not.toEqual(await rows(csv, 8));
    expect(await rows(csv)).not.toEqual(await rows(csv));
    const fifty = (await rows(await path, 7)) as number[];
    expect(new Set(fifty).size).toBe(50);
    expect(fifty).toEqual(fifty.toSorted((a, b) => a - b));
  });

  it('has every row with the same probability', async () => {
    const counts = new Array<number>(10).fill(0);
    const small = file('small.csv', 'n\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n');
    const draws = 1000;
    for (let seed = 0; seed < draws; seed++) {
      for (const n of (await open(small).sample(3, { seed })).array('n') as number[]) counts[n] = (counts[n] ?? 0) + 1;
    }
    const expected = (draws * 3) / 10;
    // Chi-squared with 9 degrees of freedom, made larger as rows are drawn without replacement: 27.9 has a chance of one in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(27.9);
  });

  it('is everything where there are not so many rows', async () => {
    expect((await open(csv).sample(60_000)).array('n')).toEqual(Array.from({ length: 50_000 }, (_, n) => n));
    expect((await open(csv).sample(0)).numRows()).toBe(0);
    await expect(open(csv).sample(1.5)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    await expect(open(csv).sample(5, { seed: 0.5 })).rejects.toThrow('A seed is an integer, not 0.5');
  });
});

describe('a table without rows', () => {
  it.each([
    ['empty.csv', 'a,b\n'],
    ['empty.json', '{"a":[],"b":[]}'],
  ])('has its columns: %s', async (name, text) => {
    const table = await open(file(name, text)).table();
    expect([table.numRows(), table.columnNames()]).toEqual([0, ['a', 'b']]);
  });

  it('has its columns as Parquet, too', async () => {
    const table = await open(await parquet({ a: [], b: [] })).table();
    expect([table.numRows(), table.columnNames()]).toEqual([0, ['a', 'b']]);
    expect(await open(await parquet({ a: [], b: [] })).allRows()).toEqual([]);
  });
});
