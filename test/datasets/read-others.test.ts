import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataItem, openMemoryStore } from '../../src/artifacts/index.js';
import { tableReading } from '../../src/datasets/index.js';
import type { CsvOptions, DataItem } from '../../src/sdk/index.js';
import { python } from '../support/python.js';
import { prepared } from './prepared.js';

const WRITE = `
import datetime as dt, decimal, sys
import duckdb, numpy as np, pandas as pd, polars as pl, pyarrow as pa, pyarrow.feather as feather, pyarrow.parquet as pq
out = sys.argv[1] + '/'
D = decimal.Decimal
dec = lambda p, s: pa.decimal128(p, s)
arrow = pa.table({
  'int8': pa.array([1, None, -3], pa.int8()),
  'uint32': pa.array([4294967295, None, 0], pa.uint32()),
  'uint64': pa.array([18446744073709551615, None, 0], pa.uint64()),
  'int64': pa.array([1, None, -3], pa.int64()),
  'wide': pa.array([9007199254740993, None, -3], pa.int64()),
  'float16': pa.array([np.float16(1.5), None, np.float16(0)], pa.float16()),
  'float32': pa.array([1.5, None, float('nan')], pa.float32()),
  'double': pa.array([0.1, None, float('-inf')]),
  'bool': pa.array([True, None, False]),
  'text': pa.array(['ä "x",\\n梨', None, '']),
  'binary': pa.array([b'\\xff\\x00', None, b'']),
  'date': pa.array([dt.date(2024, 2, 29), None, dt.date(1969, 12, 31)]),
  'time_us': pa.array([dt.time(23, 59, 59, 999999), None, dt.time(0, 0)], pa.time64('us')),
  'time_ms': pa.array([dt.time(23, 59, 59, 999000), None, dt.time(0, 0)], pa.time32('ms')),
  'naive_us': pa.array([1709208000123456, None, -1], pa.timestamp('us')),
  'naive_ns': pa.array([1709208000123456789, None, -1], pa.timestamp('ns')),
  'zoned': pa.array([1709208000123, None, -1], pa.timestamp('ms', tz='Europe/Berlin')),
  'dec': pa.array([D('1.10'), None, D('-0.05')], dec(9, 2)),
  'dec_wide': pa.array([D('12345678901234567890.12'), None, D('-0.05')], dec(30, 2)),
  'dec_exact': pa.array([D('12345.12'), None, D('-0.05')], dec(30, 2)),
  'category': pa.array(['a', None, 'b']).dictionary_encode(),
  'list': pa.array([[1, None, 2], None, []], pa.list_(pa.int64())),
  'list_wide': pa.array([[1, 9007199254740993], None, []], pa.list_(pa.int64())),
  'list_time': pa.array([[1709208000123456], None, []], pa.list_(pa.timestamp('us'))),
  'list_dec': pa.array([[D('1.10')], None, []], pa.list_(dec(9, 2))),
  'struct': pa.array([{'a': 1, 'b': 'x'}, None, {'a': None, 'b': 'y'}], pa.struct([('a', pa.int64()), ('b', pa.string())])),
  'nested': pa.array([[{'a': [1.5]}], None, [{'a': None}]], pa.list_(pa.struct([('a', pa.list_(pa.float64()))]))),
  'map': pa.array([[('k', 1)], None, []], pa.map_(pa.string(), pa.int64())),
  'nothing': pa.array([None, None, None], pa.null()),
  'Größe (梨)': pa.array([1, 2, 3]),
})
for codec in ['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4']:
  pq.write_table(arrow, f'{out}arrow-{codec}.parquet', compression=codec)
pq.write_table(arrow, out + 'arrow-encodings.parquet', use_dictionary=False, data_page_version='2.0', row_group_size=2,
  column_encoding={'text': 'DELTA_BYTE_ARRAY', 'binary': 'DELTA_LENGTH_BYTE_ARRAY', 'int64': 'DELTA_BINARY_PACKED', 'double': 'BYTE_STREAM_SPLIT'})
pq.write_table(arrow.select(['naive_us', 'int64']), out + 'int96.parquet', use_deprecated_int96_timestamps=True)
with pa.ipc.new_file(out + 'arrow-file.arrow', arrow.schema) as w: w.write_table(arrow, max_chunksize=2)
with pa.ipc.new_stream(out + 'arrow-stream.arrows', arrow.schema) as w: w.write_table(arrow, max_chunksize=2)
for codec in ['lz4', 'zstd']: feather.write_feather(arrow, f'{out}arrow-{codec}.feather', compression=codec)
long = pa.table({'n': pa.array(range(200_000)), 's': pa.array([f'text {i % 700}' * 2 for i in range(200_000)])})
feather.write_feather(long, out + 'long.feather')

at = pd.to_datetime(['2024-02-29 12:00:00.123', None, '1969-12-31 23:59:59.999'])
frame = pd.DataFrame({
  'n': pd.array([1, None, -3], dtype='Int64'),
  'wide': [9007199254740993, 1, 2],
  'x': [0.5, None, -1.0],
  'flag': pd.array([True, None, False], dtype='boolean'),
  'text': ['ä', None, '梨'],
  'naive': at,
  'zoned': at.tz_localize('UTC').tz_convert('Europe/Berlin'),
  'kind': pd.Categorical(['a', None, 'b']),
  'Größe': [1, 2, 3],
})
frame.to_parquet(out + 'pandas.parquet')
frame.to_feather(out + 'pandas.feather')
frame.to_csv(out + 'pandas.csv', index=False)
frame.to_csv(out + 'pandas-german.csv', index=False, sep=';', decimal=',', encoding='utf-16', quoting=1, na_rep='NA')
for orient in ['records', 'columns', 'split', 'table']: frame.drop(columns=['naive', 'zoned', 'kind']).to_json(f'{out}pandas-{orient}.json', orient=orient)
frame.drop(columns=['naive', 'zoned', 'kind']).to_json(out + 'pandas-lines.jsonl', orient='records', lines=True)
frame[['zoned', 'naive']].to_json(out + 'pandas-times.json', orient='table')
frame[:0].to_parquet(out + 'pandas-empty.parquet')

p = pl.DataFrame({
  'n': [1, None, -3],
  'wide': [9007199254740993, 1, 2],
  'x': [0.5, None, -1.0],
  'flag': [True, None, False],
  'text': ['ä', None, '梨'],
  'naive': [dt.datetime(2024, 2, 29, 12, 0, 0, 123000), None, dt.datetime(1969, 12, 31, 23, 59, 59, 999000)],
  'kind': pl.Series(['a', None, 'b'], dtype=pl.Categorical),
  'Größe': [1, 2, 3],
}).with_columns(zoned=pl.col('naive').dt.replace_time_zone('UTC').dt.convert_time_zone('Europe/Berlin'))
p = p.select(['n', 'wide', 'x', 'flag', 'text', 'naive', 'zoned', 'kind', 'Größe'])
more = p.with_columns(dec=pl.Series([D('1.10'), None, D('-0.05')], dtype=pl.Decimal(12, 2)), day=pl.Series([dt.date(2024, 2, 29), None, None]),
  list=pl.Series([[1, 2], None, []], dtype=pl.List(pl.Int64)), struct=pl.Series([{'a': 1}, {'a': None}, {'a': 3}]))
more.write_parquet(out + 'polars.parquet')
more.write_ipc(out + 'polars.arrow')
more.write_ipc(out + 'polars-zstd.arrow', compression='zstd')
more.write_ipc_stream(out + 'polars.arrows')
p.write_csv(out + 'polars.csv')
p.select(['n', 'wide', 'x', 'flag', 'text', 'Größe']).write_ndjson(out + 'polars.ndjson')
p[:0].write_parquet(out + 'polars-empty.parquet')

db = duckdb.connect()
db.execute("set TimeZone = 'UTC'")
db.execute('''create table t as select * from (values
  (1::bigint, 9007199254740993::bigint, 0.5::double, true, 'ä', timestamp '2024-02-29 12:00:00.123', timestamptz '2024-02-29 12:00:00.123+00', 'a', 1, 1.10::decimal(12, 2), [1, 2]::bigint[], {'a': 1}, 5::hugeint),
  (null, 1, null, null, null, null, null, null, 2, null, null, {'a': null}, null),
  (-3, 2, -1.0, false, '梨', timestamp '1969-12-31 23:59:59.999', timestamptz '1969-12-31 23:59:59.999+00', 'b', 3, -0.05, [], {'a': 3}, 6)) as t(n, wide, x, flag, text, naive, zoned, kind, "Größe", dec, list, struct, huge)''')
db.execute(f"copy t to '{out}duckdb.parquet'")
db.execute(f"copy t to '{out}duckdb-v2.parquet' (parquet_version v2, codec zstd)")
db.execute(f"copy (select * exclude (dec, list, struct, huge) from t) to '{out}duckdb.csv'")
db.execute(f"copy (select n, wide, x, flag, text, \\"Größe\\" from t) to '{out}duckdb.json'")
db.execute(f"copy (select n, wide, x, flag, text, \\"Größe\\" from t) to '{out}duckdb-array.json' (array true)")
`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-others-'));
  await python(WRITE, folder);
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function open(name: string): DataItem {
  return createDataItem({
    key: 'data',
    uri: join(folder, name),
    store: openMemoryStore(),
    scratch: join(folder, 'scratch'),
    readTables: tableReading,
  });
}

const NOON = new Date('2024-02-29T12:00:00.123Z');
const BEFORE_1970 = new Date(-1);

const arrow = {
  int8: [1, null, -3],
  uint32: [4294967295, null, 0],
  uint64: [18446744073709551615n, null, 0n],
  int64: [1, null, -3],
  wide: [9007199254740993n, null, -3n],
  float16: [1.5, null, 0],
  float32: [1.5, null, NaN],
  double: [0.1, null, -Infinity],
  bool: [true, null, false],
  text: ['ä "x",\n梨', null, ''],
  binary: [Uint8Array.of(255, 0), null, Uint8Array.of()],
  date: [new Date('2024-02-29'), null, new Date('1969-12-31')],
  time_us: ['23:59:59.999999', null, '00:00:00'],
  time_ms: ['23:59:59.999', null, '00:00:00'],
  naive_us: [NOON, null, BEFORE_1970],
  naive_ns: [NOON, null, BEFORE_1970],
  zoned: [NOON, null, BEFORE_1970],
  dec: [1.1, null, -0.05],
  dec_wide: ['12345678901234567890.12', null, '-0.05'],
  dec_exact: [12345.12, null, -0.05],
  category: ['a', null, 'b'],
  list: [[1, null, 2], null, []],
  list_wide: [[1n, 9007199254740993n], null, []],
  list_time: [[NOON], null, []],
  list_dec: [[1.1], null, []],
  struct: [{ a: 1, b: 'x' }, null, { a: null, b: 'y' }],
  nested: [[{ a: [1.5] }], null, [{ a: null }]],
  map: [{ k: 1 }, null, {}],
  nothing: [null, null, null],
  'Größe (梨)': [1, 2, 3],
};

const arrowTypes = {
  int64: 'int64',
  float32: 'float32',
  binary: 'binary',
  date: 'date',
  naive_us: 'timestamp[us]',
  naive_ns: 'timestamp[ns]',
  zoned: 'timestamp[ms, Europe/Berlin]',
  dec_wide: 'decimal(30, 2)',
  category: 'category',
  list_wide: 'list<int64>',
  struct: 'struct<a: int64, b: string>',
};

const flat = {
  n: [1, null, -3],
  wide: [9007199254740993n, 1n, 2n],
  x: [0.5, null, -1],
  flag: [true, null, false],
  text: ['ä', null, '梨'],
  naive: [NOON, null, BEFORE_1970],
  zoned: [NOON, null, BEFORE_1970],
  kind: ['a', null, 'b'],
  Größe: [1, 2, 3],
};
const { naive: _naive, zoned: _zoned, kind: _kind, ...plain } = flat;
const nested = { dec: [1.1, null, -0.05], list: [[1, 2], null, []], struct: [{ a: 1 }, { a: null }, { a: 3 }] };

async function columns(item: DataItem, options?: CsvOptions): Promise<Record<string, unknown[]>> {
  const table = await item.table(options);
  return Object.fromEntries(table.columnNames().map((name) => [name, Array.from(table.array(name))]));
}

async function types(item: DataItem): Promise<Record<string, string>> {
  return Object.fromEntries((await item.schema()).map(({ name, type }) => [name, type]));
}

const arrowFiles = [
  ...['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'encodings'].map((codec) => `arrow-${codec}.parquet`),
  'arrow-file.arrow',
  'arrow-stream.arrows',
  'arrow-lz4.feather',
  'arrow-zstd.feather',
];

describe('a file of pyarrow', () => {
  it.each(arrowFiles)('has all values and types: %s', async (name) => {
    expect(await columns(open(name))).toEqual(arrow);
    expect(await types(open(name))).toMatchObject(arrowTypes);
  });

  it.each(['arrow-encodings.parquet', 'arrow-file.arrow'])('has the same rows one after the other: %s', async (name) => {
    const rows = await open(name).allRows();
    expect(Object.fromEntries(Object.keys(arrow).map((column) => [column, rows.map((row) => row[column])]))).toEqual(arrow);
  });

  it('with timestamps of 96 bits has them', async () => {
    expect(await columns(open('int96.parquet'))).toEqual({ naive_us: arrow.naive_us, int64: arrow.int64 });
    expect((await types(open('int96.parquet')))['naive_us']).toBe('timestamp[ns]');
  });

  it('that is long has every row, compressed in blocks that refer to each other', async () => {
    const item = open('long.feather');
    let row = 0;
    for await (const { n, s } of item.rows<{ n: number; s: string }>()) {
      if (n !== row || s !== `text ${row % 700}`.repeat(2)) break;
      row++;
    }
    expect(row).toBe(200_000);
  });

  it('becomes an Arrow table as it is', async () => {
    for (const name of ['polars-zstd.arrow', 'polars.parquet']) {
      const table = await open(name).arrow();
      expect(table.numRows).toBe(3);
      expect(table.getChild('wide').toArray()).toEqual(BigInt64Array.from(flat.wide));
      expect(table.getChild('zoned').type).toMatchObject({ unit: 2, timezone: 'Europe/Berlin' });
      expect(table.getChild('naive').type).toMatchObject({ unit: 2, timezone: null });
      expect(Array.from(table.getChild('text'))).toEqual(flat.text);
    }
  });
});

describe('a file of pandas', () => {
  it.each(['pandas.parquet', 'pandas.feather'])('has all values, zones and categories: %s', async (name) => {
    expect(await columns(open(name))).toEqual(flat);
    expect(await types(open(name))).toMatchObject({ zoned: expect.stringContaining('Europe/Berlin'), kind: 'category' });
    expect((await types(open(name)))['naive']).toMatch(/^timestamp\[\w\w\]$/);
  });

  it('of text has what text can say', async () => {
    expect(await columns(open('pandas.csv'))).toEqual(flat);
  });

  it('of text with a decimal comma, in UTF-16 and all quoted is read as it is told', async () => {
    expect(await columns(open('pandas-german.csv'), { decimal: ',', nulls: ['NA'] })).toEqual(flat);
  });

  it.each(['records', 'columns', 'split', 'table'])('of JSON by %s has all values', async (orient) => {
    expect(await columns(open(`pandas-${orient}.json`))).toEqual(plain);
  });

  it('of JSON lines has all values, and of JSON with a schema the times', async () => {
    expect(await columns(open('pandas-lines.jsonl'))).toEqual(plain);
    expect(await columns(open('pandas-times.json'))).toEqual({ zoned: flat.zoned, naive: flat.naive });
  });
});

describe('a file of polars', () => {
  it.each(['polars.parquet', 'polars.arrow', 'polars-zstd.arrow', 'polars.arrows'])(
    'has all values, zones and categories: %s',
    async (name) => {
      expect(await columns(open(name))).toEqual({ ...flat, ...nested, day: [new Date('2024-02-29'), null, null] });
      expect(await types(open(name))).toMatchObject({
        zoned: 'timestamp[us, Europe/Berlin]',
        naive: 'timestamp[us]',
        kind: 'category',
        dec: 'decimal(12, 2)',
      });
    },
  );

  it('of text and JSON lines has what these can say', async () => {
    expect(await columns(open('polars.csv'))).toEqual(flat);
    expect(await columns(open('polars.ndjson'))).toEqual(plain);
  });
});

describe('a file of DuckDB', () => {
  it.each(['duckdb.parquet', 'duckdb-v2.parquet'])('has all values: %s', async (name) => {
    expect(await columns(open(name))).toEqual({ ...flat, ...nested, huge: [5, null, 6] });
    expect(await types(open(name))).toMatchObject({ zoned: 'timestamp[us, UTC]', naive: 'timestamp[us]' });
  });

  it('of text and JSON has what these can say, one object a line or an array', async () => {
    expect(await columns(open('duckdb.csv'))).toEqual(flat);
    expect(await columns(open('duckdb.json'))).toEqual(plain);
    expect(await columns(open('duckdb-array.json'))).toEqual(plain);
  });
});

describe('an empty table of others', () => {
  it.each(['pandas-empty.parquet', 'polars-empty.parquet'])('has its columns: %s', async (name) => {
    const table = await open(name).table();
    expect([table.numRows(), table.columnNames()]).toEqual([0, Object.keys(flat)]);
    expect(await open(name).allRows()).toEqual([]);
  });
});

describe('a file of others that is logged', () => {
  it('keeps its types and its values to the microsecond', async () => {
    const { bytes } = await prepared('again', { localPath: join(folder, 'polars.arrow') });
    const path = join(folder, 'again.parquet');
    await writeFile(path, bytes);
    const print = `import polars as pl, sys; a, b = pl.read_ipc(sys.argv[1]), pl.read_parquet(sys.argv[2]); print(a.cast({'kind': pl.String}).equals(b.cast({'kind': pl.String})), a['zoned'].dtype == b['zoned'].dtype)`;
    expect(await python(print, join(folder, 'polars.arrow'), path)).toBe('True True\n');
  });
});
