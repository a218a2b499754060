import { setTimeout as sleep } from 'node:timers/promises';
import { tableFromArrays } from 'apache-arrow';
import { table as arquero } from 'arquero';
import { describe, expect, it } from 'vitest';
import { DatasetInterruptedError, InvalidDatasetError } from '../../src/core/index.js';
import { prepareDataset, readTableOf } from '../../src/datasets/index.js';
import type { DatasetOptions, TableLike } from '../../src/sdk/index.js';
import { prepared, readBack } from './prepared.js';

async function* later<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  for (const item of items) {
    await sleep(0);
    yield item;
  }
}

function* numbered(rows: number) {
  for (let i = 0; i < rows; i++) yield { i, half: i / 2, name: i % 3 === 0 ? null : `n${i % 7}`, at: new Date(i) };
}

describe('a stream of rows', () => {
  it.each(['parquet', 'csv', 'tsv', 'json', 'jsonl', 'arrow'] as const)(
    'is stored as %s, and reads back as the same rows',
    async (format) => {
      const rows = Array.from(numbered(500));
      expect(await readBack(later(rows), { format })).toEqual(rows);
    },
  );

  it('may be a generator', async () => {
    expect(await readBack(numbered(30))).toEqual(Array.from(numbered(30)));
  });

  it('may be empty', async () => {
    expect(await prepared('none', later([]))).toMatchObject({ spec: { length: 0, header: [], schema: { fields: [] } } });
    const { spec } = await prepared('none', later([]), { types: { a: 'int64', b: 'timestamp' } });
    expect(spec.schema?.fields.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['a', 'int64'],
      ['b', 'timestamp[ms]'],
    ]);
  });

  it('has the record that the same rows have as a table', async () => {
    const rows = Array.from(numbered(2000));
    const [stream, table] = await Promise.all([prepared('t', later(rows)), prepared('t', rows)]);
    expect({ spec: stream.spec, status: stream.status }).toEqual({ spec: table.spec, status: table.status });
  });

  it('is longer than what is in memory of it at a time', async () => {
    const n = 300_000;
    let ahead = 0;
    let given = 0;
    function* counted() {
      for (const row of numbered(n)) {
        given++;
        yield row;
      }
    }
    const { body, describe: describeIt, fileName } = await prepareDataset('long', counted());
    const chunks: Uint8Array[] = [];
    let stored = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      // One chunk a row group, but for the footer.
      ahead = Math.max(ahead, given - stored);
      stored += 131_072;
    }
    expect(ahead).toBeLessThanOrEqual(200_000);
    expect((await describeIt()).spec.length).toBe(n);
    const table = await readTableOf(Buffer.concat(chunks), fileName);
    expect(table.numRows()).toBe(n);
    expect(table.get('half', 299_999)).toBe(149_999.5);
    expect(table.get('name', 150_001)).toBe(`n${150_001 % 7}`);
  });

  it('closes its source when the reading stops', async () => {
    let closed = false;
    async function* source() {
      try {
        for (const row of numbered(400_000)) yield row;
      } finally {
        closed = true;
      }
    }
    const { body } = await prepareDataset('half', source());
    for await (const _ of body as AsyncIterable<Uint8Array>) break;
    expect(closed).toBe(true);
  });

  it.each<[string, unknown, DatasetOptions]>([
    ['its first rows', 'x', {}],
    ['its columns', 1, { labelColumn: 'y' }],
    ['later rows', 1, { types: { half: 'boolean' } }],
  ])('closes its source when %s are refused', async (_, i, options) => {
    let closed = false;
    async function* source() {
      try {
        yield* [{ i }];
        yield* numbered(100_000);
      } finally {
        closed = true;
      }
    }
    await expect(prepared('half', source(), options)).rejects.toThrow(InvalidDatasetError);
    expect(closed).toBe(true);
  });
});

describe('a stream of batches', () => {
  const wanted = [
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
    { a: 3, b: null },
    { a: 4, b: 'z' },
  ];

  it.each<[string, AsyncIterable<object>, DatasetOptions?]>([
    ['arrays of rows', later([wanted.slice(0, 1), [], wanted.slice(1)])],
    ['Arquero tables', later([arquero({ a: [1, 2], b: ['x', 'y'] }), arquero({ a: [3, 4], b: [null, 'z'] })])],
    [
      'Arrow tables',
      later([tableFromArrays({ a: Int32Array.of(1, 2), b: ['x', 'y'] }), tableFromArrays({ a: Int32Array.of(3, 4), b: [null, 'z'] })]),
    ],
    ['Arrow record batches', later(tableFromArrays({ a: Int32Array.of(1, 2, 3, 4), b: ['x', 'y', null, 'z'] }).batches)],
    [
      'columns',
      later([
        { a: [1], b: ['x'] },
        { a: Float64Array.of(2, 3, 4), b: ['y', null, 'z'] },
      ]),
      { streamOf: 'columns' },
    ],
    ['all of them', later([wanted[0] ?? {}, arquero({ a: [2], b: ['y'] }), wanted.slice(2)])],
  ])('may be %s', async (_, stream, options) => {
    expect(await readBack(stream as TableLike, options)).toEqual(wanted);
  });

  it('of nothing but lists has to say what they are', async () => {
    const make = () => later([{ a: [1, 2], b: [3, 4] }]);
    await expect(readBack(make())).rejects.toThrow(/streamOf: 'columns' for batches of columns, or 'rows' for rows with lists/);
    expect(await readBack(make(), { streamOf: 'columns' })).toEqual([
      { a: 1, b: 3 },
      { a: 2, b: 4 },
    ]);
    const { spec } = await prepared('t', make(), { streamOf: 'rows' });
    expect(spec).toMatchObject({ length: 1, schema: { fields: [{ dtype: 'list<int64>' }, { dtype: 'list<int64>' }] } });
  });
});

describe('a stream that goes wrong', () => {
  const first = Array.from({ length: 60_000 }, (_, i) => ({ a: i, b: null }));

  it.each<[string, readonly unknown[], string]>([
    ['something that is no row', [{ a: 1 }, { a: 2 }, 3], 'row 2 of its stream is the number 3'],
    ['bytes', [new Uint8Array(3)], 'row 0 of its stream is a list'],
    ['a broken row in a batch', [[{ a: 1 }], [{ a: 1 }, null]], 'row 2 is null'],
    ['columns of unequal length', [arquero({ a: [1] }), { a: [1, 2], b: [1] }], 'streamOf'],
    ['another type, late', [...first, { a: 'x' }], 'column "a", row 60000 holds the text "x", and its column is int64'],
    ['a fraction among integers, late', [...first, { a: 0.5 }], 'column "a", row 60000 holds the number 0.5, and its column is int64'],
    [
      'a value where there was none',
      [...first, { a: 1, b: 'x' }],
      'column "b", row 60000 holds the text "x", and its column had no value so far',
    ],
    ['a new column, late', [...first, { a: 1, c: 2 }], 'it has a column "c" from row'],
  ])(
    'is refused: %s',
    async (_, items, reason) => {
      const made = prepared('mine', items.values() as TableLike);
      await expect(made).rejects.toThrow(InvalidDatasetError);
      await expect(made).rejects.toThrow(reason);
    },
    30_000,
  );

  it('takes late surprises where types were given', async () => {
    const stream = later([first, [{ a: 0.5, b: 'x', c: true }]]);
    const { spec } = await prepared('mine', stream, { types: { a: 'number', b: 'string', c: 'boolean' } });
    expect(spec.length).toBe(60_001);
  });

  it('says how far it came when its source throws, and why', async () => {
    const fault = new TypeError('connection lost');
    async function* source() {
      yield* numbered(20_000);
      throw fault;
    }
    const error = await prepared('mine', source()).catch((found: unknown) => found);
    expect(error).toBeInstanceOf(DatasetInterruptedError);
    expect(error).toMatchObject({ code: 'ERR_DATASET_INTERRUPTED', rows: 16_384, cause: fault, retryable: true });
    expect(String(error)).toContain('broke off after 16384 rows, so nothing of it was stored: TypeError: connection lost');
  });
});
