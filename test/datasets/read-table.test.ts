import { table as arquero, toArrowIPC } from 'arquero';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InvalidDatasetError } from '../../src/core/index.js';
import type { TableFormat } from '../../src/datasets/index.js';
import type { prepareDataset } from '../../src/datasets/index.js';
import { formatOf, readTable, readTableOf } from '../../src/datasets/index.js';
import { prepared } from './prepared.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const objects = async (text: string, format: TableFormat) => (await readTable(utf8(text), format)).objects();

type Prepared = Parameters<typeof prepareDataset>;

async function parquet(data: Prepared[1], options?: Prepared[2]): Promise<Uint8Array> {
  return (await prepared('data', data, options)).bytes;
}

/** For columns of values of any kind. */
const asJson = { types: { mixed: 'json' } } as const;

const everything = [
  {
    whole: 1,
    wide: 2n ** 60n,
    fraction: 0.1,
    text: 'ä "quoted", 梨\n',
    flag: true,
    at: new Date(-5),
    nested: { a: [1n, new Date(3)], $tidemark: 'mine' },
    mixed: 'x',
    nothing: null,
  },
  { whole: null, wide: null, fraction: NaN, text: '', flag: false, at: null, nested: null, mixed: -0, nothing: null },
  { whole: -3, wide: -1n, fraction: null, text: null, flag: null, at: new Date(8.64e15), nested: [null], mixed: true, nothing: null },
];

describe('a Parquet file of ours', () => {
  it('reads back with the same values', async () => {
    const table = await readTable(await parquet(everything, asJson), 'parquet');
    expect(table.columnNames()).toEqual(Object.keys(everything[0] ?? {}));
    expect(table.objects()).toEqual(everything);
  });

  it('reads back from the middle of a larger buffer', async () => {
    const body = await parquet(everything, asJson);
    const larger = Buffer.alloc(body.length + 20, 1);
    larger.set(body, 10);
    expect((await readTable(larger.subarray(10, 10 + body.length), 'parquet')).objects()).toEqual(everything);
  });

  it('reads back from several row groups', async () => {
    const n = 250_000;
    const data = {
      i: Float64Array.from({ length: n }, (_, i) => i / 2),
      s: Array.from({ length: n }, (_, i) => (i % 7 === 0 ? null : `s${i % 5}`)),
    };
    const table = await readTable(await parquet(data), 'parquet');
    expect(table.numRows()).toBe(n);
    expect(table.array('i')).toEqual(Array.from(data.i));
    expect(table.array('s')).toEqual(data.s);
  });

  it('brings integers back as numbers when all of the column are exact as such, else as bigints', async () => {
    const table = await readTable(await parquet({ small: BigInt64Array.of(1n, -2n), mixed: [1, 2n ** 53n] }), 'parquet');
    expect(table.objects()).toEqual([
      { small: 1, mixed: 1n },
      { small: -2, mixed: 2n ** 53n },
    ]);
  });

  it('reads back whatever rows it is given', async () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.string({ unit: 'grapheme' }),
      fc.date({ noInvalidDate: true }),
      fc.array(fc.integer(), { maxLength: 3 }),
    );
    const row = fc.record({
      mixed: cell,
      fraction: fc.option(fc.double()),
      text: fc.option(fc.string({ unit: 'grapheme' })),
      whole: fc.option(fc.maxSafeInteger()),
      wide: fc.option(fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        expect((await readTable(await parquet(rows, asJson), 'parquet')).objects()).toEqual(rows);
      }),
      { seed: 7, numRuns: 150 },
    );
  });
});

describe('a Parquet file of others', () => {
  it('may be compressed with gzip', async () => {
    const body = parquetWriteBuffer({
      columnData: [{ name: 'a', data: ['x', 'x', 'y'], type: 'STRING' }],
      codec: 'GZIP',
      compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) },
    });
    expect((await readTable(new Uint8Array(body), 'parquet')).array('a')).toEqual(['x', 'x', 'y']);
  });

  it('says so when its compression is not known', async () => {
    const body = parquetWriteBuffer({
      columnData: [{ name: 'a', data: ['x'], type: 'STRING' }],
      codec: 'LZO',
      compressors: { LZO: (bytes) => bytes },
    });
    await expect(readTable(new Uint8Array(body), 'parquet')).rejects.toThrow(/LZO/);
  });

  it('keeps bytes that are not text as bytes', async () => {
    const body = parquetWriteBuffer({ columnData: [{ name: 'a', data: [Uint8Array.of(255, 0)], type: 'BYTE_ARRAY' }] });
    expect((await readTable(new Uint8Array(body), 'parquet')).array('a')).toEqual([Uint8Array.of(255, 0)]);
  });
});

describe('CSV', () => {
  it('has the types that all of its cells have', async () => {
    const text = 'i,f,b,d,s,e\n1,1.5,true,2024-01-02,x,\n-2,1e3,False,2024-01-02T03:04:05Z,,\n,NaN,,,"",\n';
    expect(await objects(text, 'csv')).toEqual([
      { i: 1, f: 1.5, b: true, d: new Date('2024-01-02T00:00:00Z'), s: 'x', e: null },
      { i: -2, f: 1000, b: false, d: new Date('2024-01-02T03:04:05Z'), s: null, e: null },
      { i: null, f: NaN, b: null, d: null, s: '', e: null },
    ]);
  });

  it('takes a time without a zone for UTC, wherever it is read', async () => {
    expect(await objects('d\n2024-01-02 03:04:05.250\n2024-06-02 03:04+02:00\n', 'csv')).toEqual([
      { d: new Date('2024-01-02T03:04:05.250Z') },
      { d: new Date('2024-06-02T01:04:00Z') },
    ]);
  });

  it('looks at every cell before it decides', async () => {
    const table = await readTable(utf8(`a\n${'1\n'.repeat(5000)}n/a\n`), 'csv');
    expect(table.get('a', 5000)).toBe('n/a');
    expect(table.get('a', 0)).toBe('1');
  });

  it('keeps the digits of large integers and the zeros of ids', async () => {
    expect(await objects('big,id\n9007199254740993,007\n1,042\n', 'csv')).toEqual([
      { big: 9007199254740993n, id: '007' },
      { big: 1n, id: '042' },
    ]);
  });

  it('may have quotes, line breaks of any kind, a byte order mark, and no line break at the end', async () => {
    expect(await objects('\uFEFF"a ""x""",b\r\n"1,2\r\n",y\rz,"w"', 'csv')).toEqual([
      { 'a "x"': '1,2\r\n', b: 'y' },
      { 'a "x"': 'z', b: 'w' },
    ]);
    expect(await objects('a,b\nx,', 'csv')).toEqual([{ a: 'x', b: null }]);
    expect(await objects('a\tb\n1\t"x\ty"\n', 'tsv')).toEqual([{ a: 1, b: 'x\ty' }]);
  });

  it('passes over blank lines, which in a single column are nulls', async () => {
    expect(await objects('a,b\n\n1,2\n\n', 'csv')).toEqual([{ a: 1, b: 2 }]);
    expect(await objects('a\n1\n\n2\n', 'csv')).toEqual([{ a: 1 }, { a: null }, { a: 2 }]);
  });

  it('of ours reads back, but for what it cannot hold', async () => {
    const { bytes } = await prepared('data', everything, { ...asJson, format: 'csv' });
    const [first] = (await readTable(bytes, 'csv')).objects();
    const { nested: _, ...rest } = everything[0] ?? {};
    expect(first).toMatchObject({ ...rest, mixed: '"x"' });
  });
});

describe('JSON', () => {
  it.each([
    ['an array of objects', '[{"a":1,"b":"x"},{"a":2}]'],
    ['a header and rows', '{"header":["a","b"],"rows":[[1,"x"],[2,null]]}'],
    ['an object of columns', '{"a":[1,2],"b":["x",null]}'],
  ])('may be %s', async (_, text) => {
    expect(await objects(text, 'json')).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: null },
    ]);
  });

  it('of ours reads back with the same values', async () => {
    const { bytes } = await prepared('data', everything, { ...asJson, format: 'json' });
    expect((await readTable(bytes, 'json')).objects()).toEqual(everything);
  });

  it('may be one object a line', async () => {
    expect(await objects('{"a":1}\n\n{"a":2,"b":"x"}\r\n', 'jsonl')).toEqual([
      { a: 1, b: null },
      { a: 2, b: 'x' },
    ]);
  });
});

describe('Arrow', () => {
  const data = { a: [1, 2, null], big: [2n ** 60n, 1n, 2n], s: ['x', null, 'ü'], at: [new Date(0), null, new Date(5)] };

  it.each(['file', 'stream'] as const)('is read in its %s format', async (format) => {
    const ipc = toArrowIPC(arquero(data), { format }) ?? new Uint8Array();
    expect((await readTable(ipc, 'arrow')).objects()).toEqual(arquero(data).objects());
  });
});

describe('a body that breaks off or is something else', () => {
  const arrow = toArrowIPC(arquero({ a: [1, 2, 3] })) ?? new Uint8Array();

  it('is refused as Parquet, wherever it is cut', async () => {
    const body = await parquet(everything, asJson);
    for (let length = 0; length < body.length; length++) {
      await expect(readTable(body.subarray(0, length), 'parquet'), `${length} bytes`).rejects.toThrow(InvalidDatasetError);
    }
  });

  it('is refused as Arrow, wherever it is cut', async () => {
    for (let length = 0; length < arrow.length; length++) {
      await expect(readTable(arrow.subarray(0, length), 'arrow'), `${length} bytes`).rejects.toThrow(InvalidDatasetError);
    }
  });

  it.each<[TableFormat, string, string]>([
    ['csv', '', 'it is empty'],
    ['csv', 'a,b\n1,2\n3', 'line 3 has 1 value, and its header 2; is it cut short'],
    ['csv', 'a,b\n1,2,3\n', 'line 2 has 3 values'],
    ['csv', 'a,b\n1,"2', 'never closed'],
    ['csv', 'a,b\n"1"2,3', 'text behind a closing quote'],
    ['csv', 'a,a\n1,2', 'two of its columns are called "a"'],
    ['json', '', 'it is not JSON, or cut short'],
    ['json', '[{"a":1},{"a"', 'it is not JSON, or cut short'],
    ['json', '3', 'it is a number'],
    ['json', '[[1],[2]]', 'line 1 has an array'],
    ['json', '{"a":[1],"b":[1,2]}', 'not equally long'],
    ['json', '{"header":["a"],"rows":[[1],[1,2]]}', 'row 1 is not an array of 1 values'],
    ['json', '{"header":["a","a"],"rows":[]}', 'the same name'],
    ['jsonl', '{"a":1}\n{"a":', 'line 2 is not JSON'],
    ['jsonl', '{"a":1}\n2', 'line 2 has a number'],
    ['parquet', 'PAR1 and much of something else, PAR1', 'not a Parquet file that can be read'],
    ['arrow', 'ARROW1 and much of something else, ARROW1', 'it does not end as Arrow data does'],
    ['arrow', 'a,b\n1,2\n', 'it does not begin as Arrow data does'],
  ])('is refused as %s: %j', async (format, text, reason) => {
    const read = readTable(utf8(text), format, { name: 'input.x' });
    await expect(read).rejects.toThrow(InvalidDatasetError);
    await expect(read).rejects.toThrow(reason);
    await expect(read).rejects.toThrow('"input.x"');
  });

  it('is refused as text when it is not UTF-8', async () => {
    await expect(readTable(Uint8Array.of(0x61, 0xff, 0x62), 'csv')).rejects.toThrow('not UTF-8');
  });
});

describe('the format', () => {
  it('is what the name says, else the media type', () => {
    expect(formatOf('a.parquet')).toBe('parquet');
    expect(formatOf('folder.csv/A.B.CSV', 'application/json')).toBe('csv');
    expect(formatOf('rows.ndjson')).toBe('jsonl');
    expect(formatOf('x.tsv')).toBe('tsv');
    expect(formatOf('x.feather')).toBe('arrow');
    expect(formatOf('download', 'Text/CSV; charset=utf-8')).toBe('csv');
    expect(formatOf('a.bin', 'application/vnd.apache.parquet')).toBe('parquet');
    expect(formatOf('constructor.constructor', 'toString')).toBeUndefined();
    expect(formatOf('model.txt', 'text/plain')).toBeUndefined();
  });

  it('must be known where a file is read by its name', async () => {
    expect((await readTableOf(utf8('a\n1\n'), 'x.csv')).objects()).toEqual([{ a: 1 }]);
    await expect(readTableOf(utf8('a\n1\n'), 'x.txt', 'text/plain')).rejects.toThrow(/"x.txt".*text\/plain.*\.parquet/s);
  });
});
