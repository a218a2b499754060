import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BodyChangedError, InvalidArgumentError, InvalidDatasetError, LocalFileNotFoundError, fromTagged } from '../../src/core/index.js';
import type { Json } from '../../src/core/index.js';
import { prepareDataset, readTableOf } from '../../src/datasets/index.js';
import { runLocal } from '../../src/local/index.js';
import { defineHandler } from '../../src/sdk/index.js';
import { queryParquet } from '../../src/datasets/sql/query-parquet.js';
import { prepared, readBack } from './prepared.js';

let folder: string;
const file = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rows = [
  { zip: '00123', n: 1, price: 0.5, flag: true, at: new Date(5) },
  { zip: '04567', n: -2, price: null, flag: false, at: null },
];

describe('a file', () => {
  it.each(['csv', 'tsv', 'json', 'jsonl', 'arrow', 'parquet'] as const)('of %s becomes Parquet with the same rows', async (format) => {
    const path = await file(`rows.${format}`, (await prepared('rows', rows, { format })).bytes);
    const dataset = await prepared('mine', { localPath: path });
    expect([dataset.fileName, dataset.spec.format, dataset.spec.length]).toEqual(['mine.parquet', 'parquet', 2]);
    expect((await readTableOf(dataset.bytes, dataset.fileName)).objects()).toEqual(rows);
  });

  it('becomes another format when told', async () => {
    const path = await file('to.csv', 'a,b\n1,x\n2,\n');
    expect(new TextDecoder().decode((await prepared('mine', { localPath: path }, { format: 'jsonl' })).bytes)).toBe(
      '{"a":1,"b":"x"}\n{"a":2,"b":null}\n',
    );
  });

  it('may have a name that does not say its format', async () => {
    const path = await file('data.txt', 'a;b\n1;x\n');
    expect(await readBack({ localPath: path, fileFormat: 'csv' })).toEqual([{ a: 1, b: 'x' }]);
    await expect(prepared('mine', { localPath: path })).rejects.toThrow(InvalidDatasetError);
  });

  it('of text may be told its types, and how it is written', async () => {
    const path = await file('told.csv', 'zip;price;at;day;amount;kind\n123;1,5;2024-02-29 13:45:00;2024-02-29;0.10;x\n');
    const options = {
      types: { zip: 'string', at: 'timestamp[Europe/Berlin]', day: 'date', amount: 'decimal(8, 2)', kind: 'category' },
    } as const;
    const { spec, status } = await prepared('mine', { localPath: path, csv: { delimiter: ';', decimal: ',' } }, options);
    expect(spec.schema?.fields.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['zip', 'string'],
      ['price', 'float64'],
      ['at', 'timestamp[ms, Europe/Berlin]'],
      ['day', 'date'],
      ['amount', 'decimal(8, 2)'],
      ['kind', 'category'],
    ]);
    expect(status.preview?.[0]?.map((cell) => fromTagged(cell as Json))).toEqual([
      '123',
      1.5,
      new Date('2024-02-29T12:45:00Z'),
      new Date('2024-02-29'),
      '0.10',
      'x',
    ]);
  });

  it.each([
    ['2024-02-29 13:45:00.5', 'timestamp[ms]', '2024-02-29 13:45:00.5'],
    ['2024-02-29T13:45:00.123456', 'timestamp[us]', '2024-02-29 13:45:00.123456'],
    ['1969-12-31T23:59:59.999999+02:00', 'timestamp[us, UTC]', '1969-12-31 21:59:59.999999+00'],
    ['2024-02-29T13:45:00.123456789', 'timestamp[ns]', '2024-02-29 13:45:00.123456789'],
    ['2024-02-29T13:45:00.123000000', 'timestamp[ms]', '2024-02-29 13:45:00.123'],
    ['1600-02-29T13:45:00.123456789', 'timestamp[us]', '1600-02-29 13:45:00.123456'],
  ])('of text keeps what a time has beyond milliseconds: %s', async (text, dtype, wanted) => {
    const path = await file('fine.csv', `t\n2024-01-01T00:00${text.includes('+') ? 'Z' : ''}\n${text}\n`);
    const { bytes, spec } = await prepared('fine', { localPath: path });
    expect(spec.schema?.fields[0]?.dtype).toBe(dtype);
    const parquet = await file('fine.parquet', bytes);
    expect(await queryParquet({ name: 'fine', path: parquet }, 'select t::varchar as t from data')).toMatchObject([{}, { t: wanted }]);
  });

  it('without rows has its columns', async () => {
    const path = await file('empty.csv', 'a,b\n');
    expect((await prepared('mine', { localPath: path })).spec).toMatchObject({ header: ['a', 'b'], length: 0 });
  });
});

describe('a Parquet file', () => {
  it('is stored as it is, to the byte, with a record of what is in it', async () => {
    const made = await prepared('made', rows, { compression: 'gzip' });
    const path = await file('asis.parquet', made.bytes);
    const { body } = await prepareDataset('mine', { localPath: path });
    expect(body).toEqual({ localPath: path });
    const stored = await prepared('mine', { localPath: path });
    expect(stored.bytes).toEqual(await readFile(path));
    expect({ spec: { ...stored.spec, fileName: '' }, status: stored.status }).toEqual({
      spec: { ...made.spec, fileName: '' },
      status: made.status,
    });
  });

  it('is written anew for other types or another compression', async () => {
    const path = await file('anew.parquet', (await prepared('made', rows)).bytes);
    const other = await prepared('mine', { localPath: path }, { types: { zip: 'category' } });
    expect(other.bytes).not.toEqual(await readFile(path));
    expect(other.spec.schema?.fields[0]?.dtype).toBe('category');
    expect((await prepared('mine', { localPath: path }, { compression: 'none' })).bytes).not.toEqual(await readFile(path));
  });

  it('goes into the artifact store of a run', async () => {
    const { bytes } = await prepared('made', rows);
    const path = await file('run.parquet', bytes);
    const keep = defineHandler({
      outputs: { table: 'dataset' },
      run: async (context) => void (await context.logDataset('table', { localPath: path })),
    });
    const run = await runLocal(keep, {
      name: 'keep',
      tracking: `sqlite:${join(folder, 'runs.db')}`,
      artifacts: `file:${join(folder, 'artifacts')}`,
    });
    const item = run.artifact('table');
    expect(await item.allRows()).toEqual(rows);
    expect(await item.artifact()).toMatchObject({
      sha256: createHash('sha256').update(bytes).digest('hex'),
      spec: { length: 2, format: 'parquet', fileName: 'table.parquet' },
    });
  });
});

describe('a file that cannot be stored', () => {
  it('is one that is not there, or no file', async () => {
    await expect(prepared('mine', { localPath: join(folder, 'none.csv') })).rejects.toThrow(LocalFileNotFoundError);
    await expect(prepared('mine', { localPath: folder, fileFormat: 'csv' })).rejects.toThrow(InvalidArgumentError);
  });

  it('is one that is not of its format, with the line where there are lines', async () => {
    const cut = (await prepared('made', rows)).bytes.subarray(0, -9);
    await expect(prepared('mine', { localPath: await file('cut.parquet', cut) })).rejects.toThrow(/"mine".*Parquet/s);
    await expect(prepared('mine', { localPath: await file('cut.csv', 'a,b\n1,2\n3\n') })).rejects.toMatchObject({
      name: 'InvalidDatasetError',
      line: 3,
    });
  });

  it('is one whose values are not of the given types', async () => {
    const path = await file('types.csv', 'a\n1\nx\n');
    await expect(prepared('mine', { localPath: path }, { types: { a: 'int64' } })).rejects.toThrow(
      'column "a", row 1 holds the text "x", and its column is int64',
    );
  });

  it('is one that somebody writes to meanwhile', async () => {
    const path = await file('growing.csv', `a,b\n${'1,2\n'.repeat(200_000)}`);
    const { body } = await prepareDataset('mine', { localPath: path });
    const read = async () => {
      for await (const _ of body as AsyncIterable<Uint8Array>) await appendFile(path, '3,4\n');
    };
    await expect(read()).rejects.toThrow(BodyChangedError);
  });
});
