import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArtifactStore } from '../../src/artifacts/index.js';
import { createDataItem, openFileStore, openMemoryStore } from '../../src/artifacts/index.js';
import { prepareDataset, tableReading } from '../../src/datasets/index.js';
import type { DataItem, DatasetOptions, TableLike } from '../../src/sdk/index.js';
import { makeRecord } from '../artifacts/make-record.js';
import { runProgram } from '../artifacts/programs/run-program.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function stored(data: TableLike, store: ArtifactStore = openMemoryStore(), options?: DatasetOptions): Promise<DataItem> {
  const dataset = await prepareDataset('data', data, options);
  const body = await store.put('demo', dataset.body as Uint8Array);
  const record = { ...makeRecord(body, { kind: 'dataset', fileName: dataset.fileName }), mediaType: dataset.mediaType };
  const scratch = join(temporaryFolder(), 'scratch');
  return createDataItem({ key: 'data', uri: record.uri, record: async () => record, store, scratch, readTables: tableReading });
}

const prices = [
  { kind: 'apple', price: 1.5, sold: 3, id: 2n ** 60n, at: new Date('2024-02-29T12:00:00.250Z'), tags: ['a', 'b'] },
  { kind: 'pear', price: 2, sold: 4, id: 1n, at: null, tags: null },
  { kind: 'apple', price: 2.5, sold: null, id: 2n, at: new Date(-1), tags: [] },
];

describe('a query', () => {
  it('sees the body as the table data, in a store of any kind', async () => {
    for (const store of [openFileStore(temporaryFolder()), openMemoryStore()]) {
      const item = await stored(prices, store);
      expect(
        await item.sql('select kind, avg(price) as price, sum(sold) as sold, count(*) as n from data group by kind order by kind'),
      ).toEqual([
        { kind: 'apple', price: 2, sold: 3, n: 2 },
        { kind: 'pear', price: 2, sold: 4, n: 1 },
      ]);
    }
  });

  it('gives the values that table() gives', async () => {
    const item = await stored(prices);
    expect(await item.sql('select * from data')).toEqual((await item.table()).objects());
    expect(await item.sql('select id from data where id < 10 order by id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('gives values that only SQL makes as what they are', async () => {
    const item = await stored(prices);
    const [row] = await item.sql(
      `select 1.10::decimal(4, 2) as small, 12345678901234567.89::decimal(20, 2) as large, date '2024-02-29' as day, time '12:30:00.5' as clock,
        {'a': 1::bigint, 'b': [true, null]} as nested, map {'k': 2::hugeint} as map, 'ab'::blob as bytes, null as nothing, 'nan'::double as nan,
        timestamptz '2024-02-29 12:00:00+02' as moment, interval 3 days as span, 2::hugeint * 4611686018427387904::hugeint * 4 as huge`,
    );
    expect(row).toEqual({
      small: 1.1,
      large: '12345678901234567.89',
      day: new Date('2024-02-29'),
      clock: '12:30:00.500000',
      nested: { a: 1, b: [true, null] },
      map: { k: 2 },
      bytes: Uint8Array.of(97, 98),
      nothing: null,
      nan: NaN,
      moment: new Date('2024-02-29T10:00:00Z'),
      span: { months: 0, days: 3, microseconds: 0n },
      huge: 2n ** 65n,
    });
  });

  it('of JSON columns gives back what was stored', async () => {
    const mixed = { at: [new Date(5), { n: 2n ** 60n }], text: 'x' };
    const item = await stored({ mixed: [mixed, null] }, openMemoryStore(), { types: { mixed: 'json' } });
    expect(await item.sql('select mixed from data')).toEqual([{ mixed }, { mixed: null }]);
  });

  it('of CSV and JSON sees the types that table() sees, and leaves nothing behind', async () => {
    const path = join(temporaryFolder(), 'codes.csv');
    writeFileSync(path, 'code;price\n007;1,5\n042;2\n');
    const item = createDataItem({ key: 'data', uri: path, store: openMemoryStore(), scratch: temporaryFolder(), readTables: tableReading });
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('tidemark-sql-'));
    const before = left();
    expect(await item.sql('select code, price * 2 as twice from data order by code', { decimal: ',' })).toEqual([
      { code: '007', twice: 3 },
      { code: '042', twice: 4 },
    ]);
    expect(left()).toEqual(before);
  });

  it('that DuckDB cannot run is refused with what it says', async () => {
    const item = await stored(prices);
    const refused = item.sql('select nothing from data');
    await expect(refused).rejects.toMatchObject({ name: 'InvalidQueryError', code: 'ERR_INVALID_QUERY', retryable: false });
    await expect(refused).rejects.toThrow(/data\.parquet.*"nothing" not found/s);
    await expect(item.sql('selec 1')).rejects.toThrow(/syntax error at or near "selec"/);
  });

  it('says what to install where DuckDB is missing', async () => {
    const path = join(temporaryFolder(), 'data.csv');
    writeFileSync(path, 'a\n1\n');
    expect(JSON.parse(await runProgram('sql-without-duckdb', path, temporaryFolder()))).toEqual({
      name: 'MissingPackageError',
      code: 'ERR_MISSING_PACKAGE',
      message: 'sql() needs the package @duckdb/node-api, which is not installed. Install it beside tidemark: npm install @duckdb/node-api',
    });
  });
});
