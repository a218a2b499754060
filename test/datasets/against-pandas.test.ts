import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnStats, Json } from '../../src/core/index.js';
import { fromTagged } from '../../src/core/index.js';
import { python } from '../support/python.js';
import type { Stored } from './prepared.js';
import { prepared } from './prepared.js';

const ROWS = 5000;
const WORDS = ['Äpfel', '梨', 'pear', 'наїд', '🍋', 'a,"b"\n', ''];
const WIDE = 2n ** 53n;

/** Deterministic numbers in [0, 1): the 32-bit mix of Mulberry. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeRows() {
  const next = random(5);
  const some = <T>(value: T, share = 0.03) => (next() < share ? null : value);
  return Array.from({ length: ROWS }, () => ({
    id: Math.floor(next() * 1e6) - 5e5,
    count: some(Math.floor(next() * 100)),
    price: Math.round(next() * 10_000) / 100,
    offset: 1e9 + next() * 1e-3,
    // Not-a-number beside null: two kinds of missing.
    score: some(next() < 0.02 ? NaN : (next() - 0.5) ** 3 * 1e6),
    big: (next() < 0.5 ? -1n : 1n) * (WIDE + BigInt(Math.floor(next() * 1e15))),
    bigOrNull: some(2n ** 60n + BigInt(Math.floor(next() * 1e9))),
    word: some(WORDS[Math.floor(next() ** 2 * WORDS.length)] ?? ''),
    flag: next() < 0.3,
    flagOrNull: some(next() < 0.6),
    at: new Date(Math.floor(-1e11 + next() * 2e12)),
    atOrNull: some(new Date(Math.floor(next() * 2e12))),
    nested: some({ tags: ['x', 'ü'], depth: 2 }),
  }));
}

const PANDAS = `
import json, sys
import numpy as np, pandas as pd
frame = pd.read_parquet(sys.argv[1])
def plain(value):
    if isinstance(value, pd.Timestamp): return value.value // 1_000_000
    if isinstance(value, (bool, np.bool_)): return bool(value)
    if isinstance(value, (int, np.integer)): return str(int(value))
    if isinstance(value, (float, np.floating)): return float(value)
    return value
columns = {}
for name in frame:
    column = frame[name]
    if name == 'nested':
        columns[name] = {'dtype': str(column.dtype), 'values': [None if v is None else {**v, 'tags': list(v['tags'])} for v in column.head(50)]}
        continue
    numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    stats = {k: plain(v) for k, v in column.describe().items()}
    out = {'dtype': str(column.dtype), 'stats': stats, 'nulls': int(column.isna().sum())}
    if numeric:
        present = column.dropna().to_numpy()
        present = present.astype('float64' if present.dtype.kind == 'f' else 'int64')
        out['min'], out['max'] = plain(present.min()), plain(present.max())
        counts, edges = np.histogram(present, 20)
        out['hist'] = [counts.tolist(), edges.tolist()]
    out['values'] = [None if v is pd.NA or v is pd.NaT or v != v else plain(v) for v in column]
    columns[name] = out
print(json.dumps({'rows': len(frame), 'columns': columns}))
`;

const DUCKDB = `
import json, sys
import duckdb
source = f"read_parquet('{sys.argv[1]}')"
types = {row[0]: row[1] for row in duckdb.sql(f'describe select * from {source}').fetchall()}
sums = duckdb.sql(f'select count(*), sum(id), sum(big)::varchar, sum("bigOrNull")::varchar, count("bigOrNull"), count(distinct word), sum(epoch_ms("at")), count(*) filter (flag) from {source}').fetchall()[0]
print(json.dumps({'types': types, 'sums': [str(value) for value in sums]}))
`;

interface PandasColumn {
  readonly dtype: string;
  readonly nulls: number;
  readonly stats: Readonly<Record<string, string | number | boolean>>;
  readonly min: string | number;
  readonly max: string | number;
  readonly hist: readonly [readonly number[], readonly number[]];
  readonly values: readonly (string | number | boolean | null)[];
}

const rows = makeRows();
let folder: string;
let file: string;
let dataset: Stored;
let pandas: { readonly rows: number; readonly columns: Readonly<Record<string, PandasColumn>> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-pandas-'));
  dataset = await prepared('table', rows);
  file = join(folder, dataset.fileName);
  await writeFile(file, dataset.bytes);
  pandas = JSON.parse(await python(PANDAS, file)) as typeof pandas;
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function both(name: string): { ours: ColumnStats; theirs: PandasColumn } {
  const ours = dataset.status.stats?.[name];
  const theirs = pandas.columns[name];
  if (!ours || !theirs) throw new Error(`no column ${name}`);
  return { ours, theirs };
}

/** Equal to 12 digits of the larger one of the value and `scale`, the size of the numbers that it was made from. */
function expectNear(found: unknown, wanted: unknown, scale = 0): void {
  const [a, b] = [Number(fromTagged(found as Json)), Number(wanted)];
  expect(Math.abs(a - b), `${a} is ${b}`).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(b), scale));
}

describe('pandas', () => {
  it('reads every column with its type', () => {
    expect(pandas.rows).toBe(ROWS);
    expect(Object.fromEntries(Object.entries(pandas.columns).map(([name, { dtype }]) => [name, dtype]))).toEqual({
      id: 'int64',
      count: 'Int64',
      price: 'float64',
      offset: 'float64',
      score: 'float64',
      big: 'int64',
      bigOrNull: 'Int64',
      word: 'str',
      flag: 'bool',
      flagOrNull: 'boolean',
      at: 'datetime64[ms, UTC]',
      atOrNull: 'datetime64[ms, UTC]',
      nested: 'object',
    });
  });

  it('reads every value as it was given', () => {
    const plain = (value: unknown) => {
      if (value === null || Number.isNaN(value)) return null;
      if (value instanceof Date) return value.getTime();
      if (typeof value === 'bigint') return String(value);
      return typeof value === 'number' && Number.isInteger(value) ? String(value) : value;
    };
    for (const name of ['id', 'count', 'score', 'big', 'bigOrNull', 'word', 'flag', 'flagOrNull', 'at', 'atOrNull'] as const) {
      expect(both(name).theirs.values, name).toEqual(rows.map((row) => plain(row[name])));
    }
    // Prices that are whole are floats there, too.
    expect(pandas.columns['price']?.values).toEqual(rows.map((row) => row.price));
  });

  it('reads nested values as its own lists and dictionaries', () => {
    expect(pandas.columns['nested']?.values).toEqual(rows.slice(0, 50).map((row) => row.nested));
  });

  it.each(['id', 'count', 'price', 'offset', 'score', 'big', 'bigOrNull'])('describes the numbers of %s as the record does', (name) => {
    const { ours, theirs } = both(name);
    expect([ours.count, ours.nulls]).toEqual([Number(theirs.stats['count']), theirs.nulls]);
    const scale = Math.max(Math.abs(Number(theirs.min)), Math.abs(Number(theirs.max)));
    for (const key of ['mean', '25%', '50%', '75%'] as const) expectNear(ours[key], theirs.stats[key], scale);
    expectNear(ours.std, theirs.stats['std'], name === 'offset' ? scale * 1e-3 : 0);
    const exact = [ours.min, ours.max].map((value) => String(fromTagged(value as Json) as number | bigint));
    expect(exact).toEqual([String(theirs.min), String(theirs.max)]);
  });

  it.each(['id', 'count', 'price', 'offset', 'score', 'big', 'bigOrNull'])('has the histogram of %s that the record has', (name) => {
    const { ours, theirs } = both(name);
    expect(ours.hist?.[0]).toEqual(theirs.hist[0]);
    expect(ours.hist?.[1]).toEqual(theirs.hist[1]);
  });

  it.each(['word', 'flag', 'flagOrNull'])('counts the values of %s as the record does', (name) => {
    const { ours, theirs } = both(name);
    const { count, unique, top, freq } = theirs.stats;
    expect(ours).toMatchObject({ count: Number(count), nulls: theirs.nulls, unique: Number(unique), top, freq: Number(freq) });
    expect(ours.topValues?.[0]).toEqual([top, Number(freq)]);
  });

  it.each(['at', 'atOrNull'])('describes the times of %s as the record does, to the millisecond', (name) => {
    const { ours, theirs } = both(name);
    expect([ours.count, ours.nulls]).toEqual([Number(theirs.stats['count']), theirs.nulls]);
    for (const key of ['mean', 'min', '25%', '50%', '75%', 'max'] as const) {
      const time = fromTagged(ours[key] as Json) as Date;
      expect(Math.abs(time.getTime() - Number(theirs.stats[key])), key).toBeLessThanOrEqual(1);
    }
  });
});

describe('DuckDB', () => {
  it('reads the same types and values', async () => {
    const found = JSON.parse(await python(DUCKDB, file)) as { types: Record<string, string>; sums: string[] };
    expect(found.types).toMatchObject({
      id: 'BIGINT',
      count: 'BIGINT',
      price: 'DOUBLE',
      big: 'BIGINT',
      word: 'VARCHAR',
      flag: 'BOOLEAN',
      at: expect.stringMatching(/^TIMESTAMP/) as string,
      nested: 'STRUCT(tags VARCHAR[], depth BIGINT)',
    });
    const add = (values: readonly (bigint | number)[]) => String(values.reduce<bigint>((sum, value) => sum + BigInt(value), 0n));
    const wide = rows.flatMap((row) => row.bigOrNull ?? []);
    expect(found.sums).toEqual([
      String(ROWS),
      add(rows.map((row) => row.id)),
      add(rows.map((row) => row.big)),
      add(wide),
      String(wide.length),
      String(new Set(rows.flatMap((row) => row.word ?? [])).size),
      add(rows.map((row) => row.at.getTime())),
      String(rows.filter((row) => row.flag).length),
    ]);
  });
});
