import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTableOf } from '../../src/datasets/index.js';
import type { DatasetOptions } from '../../src/sdk/index.js';
import { readPage, tableRows } from '../docs/markdown-page.js';
import { python } from '../support/python.js';
import type { Stored } from './prepared.js';
import { prepared } from './prepared.js';
import { TYPE_TABLE } from './type-table.js';

const READERS = ['pandas', 'polars', 'duckdb'] as const;

/** Reads files, each with each reader, and prints types and values of every column. */
const READ = `
import datetime, decimal, json, sys
import duckdb, numpy, pandas, polars
duckdb.sql("set timezone = 'UTC'")
def text(value):
    if isinstance(value, (numpy.ndarray, list, tuple)): return '[' + ', '.join(text(inner) for inner in value) + ']'
    if isinstance(value, dict): return '{' + ', '.join(f'{name}: {text(inner)}' for name, inner in value.items()) + '}'
    if value is None or value is pandas.NA or value is pandas.NaT: return 'null'
    if isinstance(value, numpy.datetime64): return 'null' if numpy.isnat(value) else text(pandas.Timestamp(value).tz_localize('UTC'))
    if isinstance(value, (bool, numpy.bool_)): return str(bool(value)).lower()
    if isinstance(value, (float, numpy.floating)): return 'null' if value != value else str(float(value))
    if isinstance(value, (int, numpy.integer)): return str(int(value))
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None: value = value.astimezone(datetime.timezone.utc)
        return value.isoformat()
    if isinstance(value, datetime.date): return value.isoformat()
    if isinstance(value, (bytes, bytearray)): return 'hex:' + bytes(value).hex()
    return str(value)
def of_pandas(path):
    frame = pandas.read_parquet(path)
    return {'types': [str(t) for t in frame.dtypes], 'names': list(frame.columns), 'values': [[text(v) for v in frame[name]] for name in frame]}
def of_polars(path):
    frame = polars.read_parquet(path)
    return {'types': [str(t) for t in frame.dtypes], 'names': frame.columns, 'values': [[text(v) for v in frame[name].to_list()] for name in frame.columns]}
def of_duckdb(path):
    found = duckdb.sql(f"select * from read_parquet('{path}')")
    columns = zip(*found.fetchall())
    return {'types': [str(t) for t in found.types], 'names': found.columns, 'values': [[text(v) for v in column] for column in columns]}
print(json.dumps([{'pandas': of_pandas(path), 'polars': of_polars(path), 'duckdb': of_duckdb(path)} for path in sys.argv[1:]]))
`;

interface Found {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly values: readonly (readonly string[])[];
}

const CODECS = ['snappy', 'none', 'gzip'] as const satisfies readonly DatasetOptions['compression'][];
const name = (index: number) => `${index} ${TYPE_TABLE[index]?.type}`;
const types = Object.fromEntries(TYPE_TABLE.map((row, index) => [name(index), row.type]));
const data = Object.fromEntries(TYPE_TABLE.map((row, index) => [name(index), [...row.given, null]]));
const odd = { 'größe 大 🍋': [1, 2], ' ': ['a', 'b'], 'a "quoted", name': [true, false], 'a.b': [0.5, 1] };
const untyped = { i: [1, null], wide: [2n ** 60n, 1], at: [new Date(0), new Date(1)], none: [null, null] };

let folder: string;
const files = new Map<string, Stored>();
const found = new Map<string, Readonly<Record<(typeof READERS)[number], Found>>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-types-'));
  for (const compression of CODECS) files.set(compression, await prepared('all', data, { types, compression }));
  files.set('streamed', await prepared('all', rowsOf(data).values(), { types }));
  files.set('empty', await prepared('empty', [], { types }));
  files.set('odd', await prepared('odd', odd));
  files.set('untyped', await prepared('untyped', untyped));
  const paths = await Promise.all(
    [...files].map(async ([label, { bytes }]) => {
      const path = join(folder, `${label}.parquet`);
      await writeFile(path, bytes);
      return path;
    }),
  );
  const read = JSON.parse(await python(READ, ...paths)) as Readonly<Record<(typeof READERS)[number], Found>>[];
  [...files.keys()].forEach((label, index) => found.set(label, read[index] as Readonly<Record<(typeof READERS)[number], Found>>));
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function rowsOf(columns: Readonly<Record<string, readonly unknown[]>>): object[] {
  const [first = []] = Object.values(columns);
  return first.map((_, row) => Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, values[row]])));
}

describe.each(READERS)('%s', (reader) => {
  it.each(['snappy', 'none', 'gzip', 'streamed'])('reads every type and value (%s)', (label) => {
    const read = found.get(label)?.[reader];
    expect(Object.fromEntries(TYPE_TABLE.map((row, index) => [row.type, read?.types[index]]))).toEqual(
      Object.fromEntries(TYPE_TABLE.map((row) => [row.type, row[reader]])),
    );
    expect(Object.fromEntries(TYPE_TABLE.map((row, index) => [row.type, read?.values[index]]))).toEqual(
      Object.fromEntries(TYPE_TABLE.map((row) => [row.type, [...row.text, 'null']])),
    );
  });

  it('reads a table without rows', () => {
    expect(found.get('empty')?.[reader].names).toEqual(TYPE_TABLE.map((_, index) => name(index)));
  });

  it('reads names of any letters', () => {
    const read = found.get('odd')?.[reader];
    expect(read?.names).toEqual(Object.keys(odd));
    expect(read?.values).toEqual([
      ['1', '2'],
      ['a', 'b'],
      ['true', 'false'],
      ['0.5', '1.0'],
    ]);
  });

  it('reads the types that values have by themselves', () => {
    expect(found.get('untyped')?.[reader].values).toEqual([
      ['1', 'null'],
      ['1152921504606846976', '1'],
      ['1970-01-01T00:00:00+00:00', '1970-01-01T00:00:00.001000+00:00'],
      ['null', 'null'],
    ]);
  });
});

describe('the table of docs/datasets.md', () => {
  it('is the one that these tests hold every reader to', () => {
    const wanted = TYPE_TABLE.map(({ type, pandas, polars, duckdb }) => [type, pandas, polars, duckdb].map((text) => `\`${text}\``));
    expect(tableRows(readPage('docs/datasets.md'), 'Types').filter((row) => row.length === 4)).toEqual(wanted);
  });
});

describe('Tidemark', () => {
  it.each(['snappy', 'none', 'gzip', 'streamed'])('reads every value (%s)', async (label) => {
    const { bytes, fileName } = files.get(label) as Stored;
    const table = await readTableOf(bytes, fileName);
    for (const [index, row] of TYPE_TABLE.entries())
      expect(table.array(name(index)), row.type).toEqual([...(row.tidemark ?? row.given), null]);
  });

  it('says in the record what was stored', () => {
    const fields = files.get('snappy')?.spec.schema?.fields ?? [];
    expect(fields.map(({ dtype }) => dtype)).toEqual([
      ...['int32', 'int64', 'float32', 'float64', 'boolean', 'string', 'category', 'date', 'timestamp[ms]', 'timestamp[ms, UTC]'],
      ...['timestamp[us, Europe/Berlin]', 'timestamp[ns]', 'decimal(10, 2)', 'decimal(38, 5)', 'binary', 'list<int64>'],
      ...['list<timestamp[ms, UTC]>', 'struct<x: float64, tags: list<string>>', 'json'],
    ]);
  });
});
