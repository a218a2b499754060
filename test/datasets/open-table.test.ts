import { table as arquero, toArrowIPC } from 'arquero';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Batch, TableBody, TableFormat, TableReader } from '../../src/datasets/index.js';
import { bytesBody, openTable, openTableFile } from '../../src/datasets/index.js';
import { prepared } from './prepared.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const reader = (text: string, format: TableFormat) => openTable(bytesBody(`data.${format}`, utf8(text)), format);

async function all(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const found: Batch[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

async function column(opened: TableReader, name: string): Promise<unknown[]> {
  return (await all(opened.batches())).flatMap(({ columns }) => Array.from(columns.get(name) ?? []));
}

/** A body that counts which of its bytes are read. */
function counted(bytes: Uint8Array): { readonly body: TableBody; readonly read: () => number } {
  const whole = bytesBody('counted', bytes);
  let read = 0;
  const body: TableBody = {
    ...whole,
    async *read(start, end) {
      for await (const chunk of whole.read(start, end)) {
        read += chunk.length;
        yield chunk;
      }
    },
  };
  return { body, read: () => read };
}

describe('batches', () => {
  const rows = Array.from({ length: 100_000 }, (_, n) => ({
    n,
    text: n === 99_999 ? 'x' : String(n),
    wide: n === 5 ? 2n ** 60n : BigInt(n),
  }));

  it.each<[TableFormat, () => Promise<Uint8Array>]>([
    ['csv', async () => utf8(`n,text,wide\n${rows.map(({ n, text, wide }) => `${n},${text},${wide}`).join('\n')}\n`)],
    ['jsonl', async () => utf8(rows.map(({ n, text, wide }) => `{"n":${n},"text":"${text}","wide":${wide}}`).join('\n'))],
    ['json', async () => utf8(`[${rows.map(({ n, text, wide }) => `{"n":${n},"text":"${text}","wide":${wide}}`).join(',\n')}]`)],
    ['parquet', async () => (await prepared('data', rows)).bytes],
    [
      'arrow',
      async () =>
        toArrowIPC(arquero({ n: rows.map(({ n }) => n), text: rows.map(({ text }) => text), wide: rows.map(({ wide }) => wide) })) ??
        new Uint8Array(),
    ],
  ])('of %s have all rows, and one type a column from the first batch to the last', async (format, bytes) => {
    const opened = await openTable(bytesBody('data', await bytes()), format);
    expect((await opened.fields()).map(({ name, type }) => [name, type.kind])).toEqual([
      ['n', expect.stringMatching(/^int/)],
      ['text', expect.stringMatching(/string|category/)],
      ['wide', 'int64'],
    ]);
    const batches = await all(opened.batches());
    expect(batches.map(({ start }) => start)).toEqual(
      batches.map((_, index) => batches.slice(0, index).reduce((sum, batch) => sum + batch.rows, 0)),
    );
    expect(batches.flatMap(({ columns }) => Array.from(columns.get('n') ?? []))).toEqual(rows.map(({ n }) => n));
    expect(batches.flatMap(({ columns }) => Array.from(columns.get('text') ?? []))).toEqual(rows.map(({ text }) => text));
    const wide = batches.flatMap(({ columns }) => Array.from(columns.get('wide') ?? []));
    expect(wide.every((value, index) => value === rows[index]?.wide)).toBe(true);
  });

  it('come from a local file by its name', async () => {
    const path = join(temporaryFolder(), 'table.tsv');
    writeFileSync(path, 'a\tb\n1\t2\n');
    expect(await column(await openTableFile(path), 'b')).toEqual([2]);
    await expect(openTableFile(join(temporaryFolder(), 'table.csv'))).rejects.toThrow('ENOENT');
  });

  it('of JSON lines have every column, also those that only a later line has', async () => {
    const opened = await reader('{"a":1}\n{"b":true}\n', 'jsonl');
    expect((await opened.fields()).map(({ name, type, nullable }) => [name, type.kind, nullable])).toEqual([
      ['a', 'int64', true],
      ['b', 'boolean', true],
    ]);
    expect(await column(opened, 'a')).toEqual([1, null]);
    expect(await column(opened, 'b')).toEqual([null, true]);
  });

  it('have only the columns that are asked for, in that order, and no others are accepted', async () => {
    const opened = await reader('a,b,c\n1,2,3\n', 'csv');
    expect((await all(opened.batches({ columns: ['c', 'a'] }))).map(({ columns }) => [...columns])).toEqual([
      [
        ['c', [3]],
        ['a', [1]],
      ],
    ]);
    await expect(all(opened.batches({ columns: ['d'] }))).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringContaining('"a", "b", "c"'),
    });
  });

  it('of a few rows read little of a large file', async () => {
    const text = utf8(`a,b\n${'1,2\n'.repeat(1_000_000)}`);
    const { body, read } = counted(text);
    const opened = await openTable(body, 'csv');
    const [first, ...more] = await all(opened.looseBatches({ limit: 5 }));
    expect([first?.rows, more.length]).toEqual([5, 0]);
    expect(read()).toBeLessThan(1_000_000);
  });
});

describe('the bytes of a Parquet file', () => {
  const n = 400_000;
  const data = {
    a: Float64Array.from({ length: n }, Math.random),
    b: Float64Array.from({ length: n }, Math.random),
    c: Float64Array.from({ length: n }, Math.random),
  };

  it('are read for the columns and row groups that are wanted, and a footer', async () => {
    const { bytes } = await prepared('data', data, { stats: false });
    const footer = 64 * 1024 + 16;
    const whole = counted(bytes);
    const all3 = await openTable(whole.body, 'parquet');
    for await (const _ of all3.batches());
    const one = counted(bytes);
    for await (const _ of (await openTable(one.body, 'parquet')).batches({ columns: ['b'] }));
    expect(one.read() - footer).toBeLessThan((whole.read() - footer) / 2.9);
    const first = counted(bytes);
    for await (const _ of (await openTable(first.body, 'parquet')).batches({ columns: ['b'], limit: 10 }));
    expect(first.read() - footer).toBeLessThan((one.read() - footer) / 2);
    const skipped = counted(bytes);
    const batches = await all(
      (await openTable(skipped.body, 'parquet')).batches({ columns: ['b'], needs: (start, end) => start <= n - 1 && n - 1 < end }),
    );
    expect(Array.from(batches[0]?.columns.get('b') ?? []).at(-1)).toBe(data.b.at(-1));
    expect(batches).toHaveLength(1);
    expect(skipped.read() - footer).toBeLessThan((one.read() - footer) / 2);
  });
});
