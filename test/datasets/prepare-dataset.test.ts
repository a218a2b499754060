import { table as arquero, desc, fromArrow, toArrowIPC } from 'arquero';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, InvalidDatasetError, toTagged } from '../../src/core/index.js';
import { readTableOf } from '../../src/datasets/index.js';
import type { TableLike } from '../../src/sdk/index.js';
import { prepared, readBack } from './prepared.js';

async function typeOf(values: ArrayLike<unknown>): Promise<string | undefined> {
  return (await prepared('data', { column: values })).spec.schema?.fields[0]?.type;
}

describe('a dataset', () => {
  it('says what it is', async () => {
    const dataset = await prepared('mydf', [{ name: 'Amy', age: 73 }, { name: 'Jake' }], { labelColumn: 'age' });
    expect(dataset.fileName).toBe('mydf.parquet');
    expect(dataset.mediaType).toBe('application/vnd.apache.parquet');
    expect(dataset.spec).toEqual({
      fileName: 'mydf.parquet',
      format: 'parquet',
      header: ['name', 'age'],
      length: 2,
      labelColumn: 'age',
      schema: {
        fields: [
          { name: 'name', type: 'string', dtype: 'string', nullable: false },
          { name: 'age', type: 'integer', dtype: 'int64', nullable: true },
        ],
      },
    });
  });

  it.each([
    ['csv', 'text/csv'],
    ['json', 'application/json'],
  ] as const)('can be %s instead of Parquet', async (format, mediaType) => {
    const dataset = await prepared('mydf', [{ a: 1 }], { format });
    expect(dataset).toMatchObject({ fileName: `mydf.${format}`, mediaType, spec: { fileName: `mydf.${format}`, format } });
    expect((await readTableOf(dataset.bytes, dataset.fileName)).objects()).toEqual([{ a: 1 }]);
  });

  it('is read at the call: what happens to the data afterwards changes nothing', async () => {
    const when = new Date(0);
    const rows = [{ n: 1, when, nested: { list: ['x'] } }];
    const column = Float64Array.of(1, 2);
    const words = ['a', 'b'];
    const pending = [readBack(rows), readBack({ column, words }), readBack([...rows], { format: 'json' })];
    const [row] = rows;
    if (row) row.n = 2;
    row?.nested.list.push('y');
    rows.push({ n: 3, when, nested: { list: [] } });
    when.setTime(5);
    column[0] = 9;
    words[0] = 'z';
    const first = [{ n: 1, when: new Date(0), nested: { list: ['x'] } }];
    expect(await Promise.all(pending)).toEqual([
      first,
      [
        { column: 1, words: 'a' },
        { column: 2, words: 'b' },
      ],
      first,
    ]);
  });
});

describe('input', () => {
  it('may be objects: their keys in the order first seen, null where one is missing', async () => {
    const rows = [{ b: 1 }, { a: 'x', b: undefined }, { c: true, a: 'y' }];
    expect((await prepared('data', rows)).spec.header).toEqual(['b', 'a', 'c']);
    expect(await readBack(rows)).toEqual([
      { b: 1, a: null, c: null },
      { b: null, a: 'x', c: null },
      { b: null, a: 'y', c: true },
    ]);
  });

  it('takes keys that objects inherit for missing', async () => {
    expect(await readBack([{ constructor: 'c' }, { other: 1 }])).toEqual([
      { constructor: 'c', other: null },
      { constructor: null, other: 1 },
    ]);
  });

  it('may be instances of classes', async () => {
    class Score {
      value = 3;
    }
    expect(await readBack([new Score()])).toEqual([{ value: 3 }]);
  });

  it('may be columns, typed arrays among them', async () => {
    expect(await readBack({ a: ['x', null], b: Int8Array.of(-1, 2), c: Float32Array.of(0.5, 1), d: BigUint64Array.of(1n, 2n) })).toEqual([
      { a: 'x', b: -1, c: 0.5, d: 1 },
      { a: null, b: 2, c: 1, d: 2 },
    ]);
  });

  it('may be an Arquero table, filtered and in an order of its own', async () => {
    const data = arquero({ id: [1, 2, 3, 4], name: ['a', 'b', 'c', 'd'] });
    const view = data.filter((row: { id: number }) => row.id !== 2).orderby(desc('id'));
    expect(await readBack(view)).toEqual([
      { id: 4, name: 'd' },
      { id: 3, name: 'c' },
      { id: 1, name: 'a' },
    ]);
  });

  it('may be an Arquero table read from Arrow', async () => {
    const ipc = toArrowIPC(arquero({ id: [1, 2], name: ['ä', null], at: [new Date(5), null] }));
    expect(await readBack(fromArrow(ipc ?? new Uint8Array()))).toEqual([
      { id: 1, name: 'ä', at: new Date(5) },
      { id: 2, name: null, at: null },
    ]);
  });

  it('may be empty, with columns or without', async () => {
    for (const format of ['parquet', 'json'] as const) {
      expect(await readBack([], { format })).toEqual([]);
      expect(await readBack({ a: [], b: new Float64Array(0) }, { format })).toEqual([]);
    }
    expect(await readBack({ a: [], b: [] }, { format: 'csv' })).toEqual([]);
    expect((await prepared('data', { a: [], b: new Float64Array(0) })).spec).toMatchObject({
      header: ['a', 'b'],
      length: 0,
      schema: { fields: [{ type: 'any' }, { type: 'number' }] },
    });
  });
});

describe('the type of a column', () => {
  it.each([
    ['integer', [1, -2, 2 ** 53 - 1]],
    ['integer', [1n, 2]],
    ['integer', [2n ** 63n - 1n, -(2n ** 63n), 1]],
    ['number', [1, 2.5]],
    ['number', [1, 1n, 0.5]],
    ['number', [2 ** 53]],
    ['number', [1, NaN]],
    ['number', [-0, 1]],
    ['string', ['a', null]],
    ['boolean', [true, undefined]],
    ['datetime', [new Date(0), null]],
    ['any', [{ a: 1 }, [2]]],
    ['any', [null, undefined]],
    ['integer', Int32Array.of(1)],
    ['integer', Uint8Array.of(1)],
    ['integer', Uint32Array.of(2 ** 32 - 1)],
    ['integer', BigInt64Array.of(1n)],
    ['integer', BigUint64Array.of(1n)],
    ['number', Float64Array.of(1)],
    ['number', Float32Array.of(1)],
  ] as const)('is %s for %o', async (type, values) => {
    expect(await typeOf(values)).toBe(type);
  });
});

describe('the preview', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ i, square: i * i }));

  it('is the first 20 rows, in the order of the header', async () => {
    const { preview } = (await prepared('data', rows)).status;
    expect(preview).toHaveLength(20);
    expect(preview?.[3]).toEqual([3, 9]);
  });

  it('has as many rows as wanted, and is left out for 0', async () => {
    expect((await prepared('data', rows, { preview: 25 })).status.preview).toHaveLength(25);
    expect((await prepared('data', rows, { preview: 100 })).status.preview).toHaveLength(30);
    expect((await prepared('data', rows, { preview: 0 })).status).not.toHaveProperty('preview');
  });

  it('has 100 columns at most', async () => {
    const wide = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`c${i}`, [i]]));
    const { spec, status } = await prepared('data', wide);
    expect(spec.header).toHaveLength(130);
    expect(status.preview?.[0]).toHaveLength(100);
  });

  it('tags what JSON lacks', async () => {
    const row = { at: new Date(7), big: 2n ** 60n, nan: NaN, nested: { at: new Date(8) }, nothing: null };
    const { preview } = (await prepared('data', [row])).status;
    expect(preview).toEqual([[toTagged(row.at), toTagged(row.big), toTagged(NaN), toTagged(row.nested), null]]);
  });

  it('refuses what is no count', async () => {
    await expect(prepared('data', rows, { preview: -1 })).rejects.toThrow(InvalidArgumentError);
    await expect(prepared('data', rows, { preview: 1.5 })).rejects.toThrow(/integer from 0, not 1.5/);
  });
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

describe('data that cannot be stored', () => {
  it.each([
    ['text', 'a,b', 'it is a string'],
    ['nothing', undefined, 'it is undefined'],
    ['a Map', new Map(), 'it is a Map'],
    ['a promise', Promise.resolve([]), 'it is a Promise'],
    ['a row that is an array', [{ a: 1 }, [2]], 'row 1 is an array'],
    ['a row that is null', [{ a: 1 }, { a: 2 }, null], 'row 2 is null'],
    ['rows of numbers', [1, 2], 'row 0 is a number'],
    ['rows without columns', [{}, {}], 'none of its 2 rows has a column'],
    ['a column that is text', { a: [1], b: 'xy' }, 'column "b" is a string'],
    ['columns of unequal length', { a: [1], b: [1, 2], c: [3] }, 'its columns are not equally long: "a" has 1, "b" has 2, "c" has 1'],
    ['a bigint of more than 64 bits', [{ a: 1 }, { a: 2n ** 63n }], 'column "a", row 1 holds 9223372036854775808'],
    ['an unsigned bigint of more than 63 bits', { a: BigUint64Array.of(1n, 2n ** 63n) }, 'column "a", row 1 holds'],
    ['an invalid date', [{ a: new Date(NaN) }], 'column "a", row 0 holds an invalid Date'],
    ['text after numbers', [{ a: 1 }, { a: null }, { a: 'x' }], 'column "a", row 2 holds the text "x", after the number 1'],
    ['a truth among numbers', { a: [true, 1] }, 'column "a", row 1 holds the number 1, after the boolean true'],
    ['a fraction after an integer beyond 2^53', { a: [2n ** 60n, 0.5] }, 'column "a", row 1 holds the number 0.5'],
    ['a list among texts', { a: ['x', ['y']] }, 'column "a", row 1 holds a list'],
    ['a function', [{ a: null }, { a: () => 1 }], 'column "a", row 1 does not fit'],
    ['a Map in a cell', [{ a: new Map() }], 'column "a", row 0 does not fit'],
    [
      'a getter that throws, in a cell',
      [
        {
          a: {
            get b(): never {
              throw new Error('gone');
            },
          },
        },
      ],
      'reading its values throws Error: gone',
    ],
    ['nested deeper than a record can show', [{ a: deep(201) }], 'it is nested more than 200 levels deep'],
    ['something in a nested value', [{ a: { b: [Symbol('x')] } }], 'value.b[0] cannot be stored: symbol'],
  ])('is %s', async (_, data, reason) => {
    const made = prepared('mine', data as TableLike);
    await expect(made).rejects.toThrow(InvalidDatasetError);
    await expect(made).rejects.toThrow(reason);
    await expect(made).rejects.toThrow('Dataset "mine"');
  });

  it('is a table without its label column', async () => {
    await expect(prepared('mine', [{ a: 1, b: 2 }], { labelColumn: 'y' })).rejects.toThrow(
      /label column "y" is not one of its columns \(a, b\)/,
    );
  });
});
