import { describe, expect, it } from 'vitest';
import type { ColumnStats } from '../../src/core/index.js';
import { toTagged } from '../../src/core/index.js';
import { prepared } from './prepared.js';

async function stats(values: ArrayLike<unknown>): Promise<ColumnStats | undefined> {
  const { status } = await prepared('table', { column: values }, { stats: true });
  return status.stats?.['column'];
}

describe('statistics of the five students', () => {
  const students = [
    { first_name: 'Jason', last_name: 'Miller', age: 42, testScore: 25 },
    { first_name: 'Molly', last_name: 'Jacobson', age: 52, testScore: 94 },
    { first_name: 'Tina', last_name: 'Ali', age: 36, testScore: 57 },
    { first_name: 'Jake', last_name: 'Milner', age: 24, testScore: 62 },
    { first_name: 'Amy', last_name: 'Cooze', age: 73, testScore: 70 },
  ];

  it('are the numbers of describe() and a 20-bin histogram', async () => {
    const { status } = await prepared('mydf', students);
    const { age, testScore } = status.stats ?? {};
    expect(age).toMatchObject({ count: 5, nulls: 0, mean: 45.4, min: 24, '25%': 36, '50%': 42, '75%': 52, max: 73 });
    expect(age?.std).toBeCloseTo(18.46076921474292, 12);
    expect(age?.hist?.[0]).toEqual([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(age?.hist?.[1]).toHaveLength(21);
    expect(age?.hist?.[1].slice(0, 2)).toEqual([24, 26.45]);
    expect(age?.hist?.[1].at(-1)).toBe(73);
    expect(testScore?.mean).toBeCloseTo(61.6, 12);
    expect(testScore?.std).toBeCloseTo(24.90582261239327, 12);
  });

  it('count what text there is', async () => {
    const { status } = await prepared('mydf', students);
    expect(status.stats?.['first_name']).toEqual({
      ...{ count: 5, nulls: 0, unique: 5, top: 'Jason', freq: 1 },
      topValues: students.map((student) => [student.first_name, 1]),
    });
  });
});

describe('statistics', () => {
  it('leave out what does not exist', async () => {
    expect(await stats([null, undefined])).toEqual({ count: 0, nulls: 2 });
    expect(await stats([])).toEqual({ count: 0, nulls: 0 });
    expect(await stats([NaN, null])).toEqual({ count: 0, nulls: 2 });
    expect(await stats(['', null].slice(1))).toEqual({ count: 0, nulls: 1 });
    expect(await stats([7])).not.toHaveProperty('std');
  });

  it('count NaN as missing, as pandas does', async () => {
    expect(await stats([1, NaN, 2, null, 3])).toMatchObject({ count: 3, nulls: 2, mean: 2, std: 1, min: 1, '50%': 2, max: 3 });
  });

  it('give equal values a bin in the middle of a range of one', async () => {
    const [counts, edges] = (await stats([5, 5, 5]))?.hist ?? [];
    expect(counts?.[10]).toBe(3);
    expect([edges?.[0], edges?.[20]]).toEqual([4.5, 5.5]);
  });

  it('have no histogram where the range is infinite, and tag what JSON lacks', async () => {
    const found = await stats([1, 2, Infinity]);
    expect(found).toMatchObject({ count: 3, min: 1, '50%': 2, max: toTagged(Infinity), mean: toTagged(Infinity) });
    expect(found).not.toHaveProperty('hist');
    expect(found).not.toHaveProperty('std');
  });

  it('are exact at the ends of bigints', async () => {
    const small = -(2n ** 63n);
    const large = 2n ** 63n - 1n;
    expect(await stats([large, small, 0n, null])).toMatchObject({
      count: 3,
      nulls: 1,
      min: toTagged(small),
      max: toTagged(large),
      '50%': 0,
    });
    expect(await stats(BigInt64Array.of(3n, 1n))).toMatchObject({ min: 1, max: 3, mean: 2 });
  });

  it('of dates are dates', async () => {
    const day = (date: number) => new Date(Date.UTC(2024, 0, date));
    expect(await stats([day(3), day(1), null, day(2)])).toEqual({
      count: 3,
      nulls: 1,
      mean: toTagged(day(2)),
      min: toTagged(day(1)),
      '25%': toTagged(new Date(day(1).getTime() + 12 * 3_600_000)),
      '50%': toTagged(day(2)),
      '75%': toTagged(new Date(day(2).getTime() + 12 * 3_600_000)),
      max: toTagged(day(3)),
    });
  });

  it('name the first of equally frequent values, false as well', async () => {
    expect(await stats(['b', 'a', 'a', 'b'])).toMatchObject({ count: 4, nulls: 0, unique: 2, top: 'b', freq: 2 });
    expect(await stats([false, true, false, null])).toMatchObject({ count: 3, nulls: 1, unique: 2, top: false, freq: 2 });
  });

  it('of nested values are counts', async () => {
    expect(await stats([{ a: 1 }, [2], null])).toEqual({ count: 2, nulls: 1 });
  });

  it('lose nothing to rounding when large numbers cancel out', async () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1e15 : -1e15) + 0.125);
    expect((await stats(values))?.mean).toBe(0.125);
  });

  it('are plain JSON', async () => {
    const found = await stats([2n ** 60n, 1n]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});

describe('whether there are statistics', () => {
  const table = (rows: number, columns: number) =>
    Object.fromEntries(Array.from({ length: columns }, (_, i) => [`c${i}`, new Int32Array(rows)]));

  it('depends on the size: under 10,000 rows and 100 columns', async () => {
    expect((await prepared('t', table(9_999, 1))).status).toHaveProperty('stats');
    expect((await prepared('t', table(10_000, 1))).status).not.toHaveProperty('stats');
    expect((await prepared('t', table(2, 99))).status).toHaveProperty('stats');
    expect((await prepared('t', table(2, 100))).status).not.toHaveProperty('stats');
  });

  it('is for the option to say, when given', async () => {
    expect((await prepared('t', table(10_000, 1), { stats: true })).status).toHaveProperty('stats');
    expect((await prepared('t', table(2, 1), { stats: false })).status).not.toHaveProperty('stats');
  });
});
