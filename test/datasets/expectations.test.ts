import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ExpectationReport } from '../../src/core/index.js';
import { DatasetViolationError, InvalidArgumentError, InvalidDatasetError, toTagged } from '../../src/core/index.js';
import { openClient } from '../../src/client/index.js';
import { runLocal } from '../../src/local/index.js';
import type { ColumnExpectation, DatasetOptions, TableLike } from '../../src/sdk/index.js';
import { defineHandler } from '../../src/sdk/index.js';
import { prepared } from './prepared.js';

const table = { price: [1, -2, null, NaN, 3.5], id: [1, 2, 2, 3, 1], kind: ['a', 'b', 'c', null, 'a'] };

async function report(
  data: TableLike,
  expected: DatasetOptions['expect'],
  options?: DatasetOptions,
): Promise<ExpectationReport | undefined> {
  const { status } = await prepared('prices', data, { ...options, ...(expected && { expect: expected }), onViolation: 'warn' });
  return status.expectations;
}

describe('rules of a column', () => {
  it.each<[ColumnExpectation, readonly unknown[], [string, number[]][]]>([
    [{ min: 0 }, [1, -2, null, 0, -3], [['min: 0', [1, 4]]]],
    [{ max: 2n ** 60n }, [2n ** 60n, 2n ** 60n + 1n], [['max: 1152921504606846976', [1]]]],
    [{ min: new Date(5) }, [new Date(5), new Date(4)], [['min: 1970-01-01T00:00:00.005Z', [1]]]],
    [{ min: 'b' }, ['b', 'a'], [['min: b', [1]]]],
    [
      { min: 0, max: 2 },
      [-1, 1, 3],
      [
        ['min: 0', [0]],
        ['max: 2', [2]],
      ],
    ],
    [{ nulls: false }, [1, null, NaN], [['nulls: false', [1, 2]]]],
    [{ nulls: true }, [1, null], []],
    [{ unique: true }, [1, 2, 1, null, null, 2], [['unique: true', [2, 5]]]],
    [{ unique: true }, [new Date(1), new Date(1)], [['unique: true', [1]]]],
    [{ unique: true }, [[1, 2], [1], [1, 2]], [['unique: true', [2]]]],
    [{ in: ['a', 'b'] }, ['a', null, 'c'], [['in: a, b', [2]]]],
    [{ in: [1, 2] }, [1n, 2n ** 60n], [['in: 1, 2', [1]]]],
    [{ matches: /^\d+$/g }, ['1', 'x', '22'], [['matches: /^\\d+$/g', [1]]]],
    [{}, [1, null], []],
  ])('%o', async (rules, values, wanted) => {
    const found = await report({ x: values }, { x: rules });
    expect(found?.violations.map(({ rule, samples }) => [rule, samples.map(({ row }) => row)])).toEqual(wanted);
    expect(found).toMatchObject({ rows: values.length, count: wanted.reduce((sum, [, rows]) => sum + rows.length, 0) });
  });

  it('compare decimals as numbers', async () => {
    const found = await report({ x: ['10.00', '9.50'] }, { x: { max: 9.75 } }, { types: { x: 'decimal(8, 2)' } });
    expect(found?.violations).toEqual([{ column: 'x', rule: 'max: 9.75', count: 1, samples: [{ row: 0, value: '10.00' }] }]);
  });

  it('say how often they are broken, and show the first few', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({ n: i }));
    const found = await report(rows, { n: { max: 9 } });
    expect(found?.violations).toEqual([
      { column: 'n', rule: 'max: 9', count: 990, samples: [10, 11, 12, 13, 14].map((n) => ({ row: n, value: n })) },
    ]);
  });

  it('number the rows of a stream from its first one', async () => {
    function* rows() {
      for (let i = 0; i < 300_000; i++) yield { n: i % 299_999 === 0 ? -i : i };
    }
    const found = await report(rows(), { n: { min: 0, unique: true } });
    expect(found).toEqual({
      rows: 300_000,
      count: 1,
      violations: [{ column: 'n', rule: 'min: 0', count: 1, samples: [{ row: 299_999, value: -299_999 }] }],
    });
  });
});

describe('a schema of rows', () => {
  it('says what is wrong where', async () => {
    const row = z.object({ price: z.number().min(0).nullable(), id: z.number().int(), kind: z.enum(['a', 'b']).nullable() });
    const found = await report(table, row);
    expect(found).toMatchObject({ rows: 5, count: 3 });
    expect(found?.violations.map(({ column, count, samples }) => [column, count, samples])).toEqual([
      ['price', 1, [{ row: 1, value: -2 }]],
      ['kind', 1, [{ row: 2, value: 'c' }]],
      ['price', 1, [{ row: 3, value: toTagged(NaN) }]],
    ]);
  });

  it('may look at several columns, and take its time', async () => {
    const row = z.object({ a: z.number(), b: z.number() }).refine(async ({ a, b }) => a < b, 'a comes before b');
    const found = await report(
      [
        { a: 1, b: 2 },
        { a: 3, b: 2 },
      ].values(),
      row,
    );
    expect(found?.violations).toEqual([{ rule: 'a comes before b', count: 1, samples: [{ row: 1, value: { a: 3, b: 2 } }] }]);
  });

  it('gets times as Dates and wide integers as bigints', async () => {
    const row = z.object({ at: z.date(), wide: z.bigint() });
    expect(await report({ at: [new Date(0)], wide: [2n ** 60n] }, row)).toEqual({ rows: 1, count: 0, violations: [] });
  });
});

describe('a dataset that is not as expected', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-expected-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const log = (options: DatasetOptions, data: () => TableLike = () => table) =>
    runLocal(defineHandler({ run: async (context) => void (await context.logDataset('prices', data(), options)) }), {
      name: 'check',
      tracking: `sqlite:${join(folder, 'runs.db')}`,
      artifacts: `file:${join(folder, 'artifacts')}`,
    });

  it.each<[string, () => TableLike]>([
    ['a table', () => table],
    ['a stream', () => [{ price: -1, id: 1 }].values()],
  ])('fails the call, and is not published (%s)', async (_, data) => {
    const expected = { expect: { price: { min: 0 }, id: { unique: true } } };
    const error = await prepared('prices', data(), expected).catch((found: unknown) => found);
    expect(error).toBeInstanceOf(DatasetViolationError);
    expect(error).toMatchObject({ code: 'ERR_DATASET_VIOLATION', retryable: false });
    await expect(log(expected, data)).rejects.toThrow(DatasetViolationError);
    const client = await openClient({ tracking: `sqlite:${join(folder, 'runs.db')}`, artifacts: `file:${join(folder, 'artifacts')}` });
    try {
      const [run] = await client.listRuns({ limit: 1, name: 'check' });
      expect(run).toMatchObject({ state: 'error', record: { artifacts: {}, error: { code: 'ERR_DATASET_VIOLATION' } } });
      expect(await client.listArtifacts({})).toEqual([]);
    } finally {
      await client.close();
    }
  });

  it('says so in words', async () => {
    await expect(prepared('prices', table, { expect: { price: { min: 0 }, id: { unique: true } } })).rejects.toThrow(
      'Dataset "prices" is not as expected: column "price", min: 0: 1 of 5 rows (row 1: -2); column "id", unique: true: 2 of 5 rows (row 2: 2, row 4: 1). It was not recorded.',
    );
  });

  it('is kept when only a warning is wanted, with a line in the log and the counts in the record', async () => {
    const run = await log({ expect: { price: { min: 0 } }, onViolation: 'warn' });
    const record = await run.artifact('prices').artifact();
    expect(record?.status).toMatchObject({ state: 'published', expectations: { rows: 5, count: 1 } });
    const lines: string[] = [];
    for await (const { level, message } of run.logs()) if (level === 'warn') lines.push(message);
    expect(lines).toEqual(['Dataset "prices" is not as expected: column "price", min: 0: 1 of 5 rows (row 1: -2)']);
  });

  it('leaves an empty report when all is well', async () => {
    const run = await log({ expect: { id: { min: 1 } } });
    expect((await run.artifact('prices').artifact())?.status.expectations).toEqual({ rows: 5, count: 0, violations: [] });
  });
});

describe('expectations that cannot be meant', () => {
  it.each<[unknown, RegExp]>([
    [{ x: { most: 3 } }, /a rule "most"; there are min, max, nulls, unique, in, matches/],
    [{ x: 3 }, /"x" is an object of rules/],
    [{ x: { min: NaN } }, /min and max are numbers, bigints, Dates or texts, not NaN/],
    [{ x: { in: 'abc' } }, /in is a list/],
    [{ x: { matches: 'a+' } }, /matches is a regular expression/],
    ['x', /a schema of its rows \(z.object\({ … }\)\) or an object of rules/],
  ])('are refused: %o', async (expected, reason) => {
    const made = prepared('prices', { x: [1] }, { expect: expected } as DatasetOptions);
    await expect(made).rejects.toThrow(InvalidArgumentError);
    await expect(made).rejects.toThrow(reason);
  });

  it('are refused for a column that is not there', async () => {
    await expect(prepared('prices', table, { expect: { prize: {} } })).rejects.toThrow(InvalidDatasetError);
    await expect(prepared('prices', [{ a: 1 }].values(), { expect: { b: {} } })).rejects.toThrow(
      'a column "b" is expected, and its columns are a',
    );
  });
});
