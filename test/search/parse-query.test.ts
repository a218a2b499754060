import { describe, expect, it } from 'vitest';
import { InvalidSearchError } from 'tidemark';
import { parseRunQuery } from '../../src/search/index.js';

const label = (key: string) => ({ of: 'label', key });

describe('a query over runs', () => {
  it('means every run when it is empty', () => {
    expect(parseRunQuery('')).toBeUndefined();
    expect(parseRunQuery('  \n ')).toBeUndefined();
  });

  it('joins comparisons: not before and, and before or, whatever their case', () => {
    expect(parseRunQuery('state = error AND results.accuracy > 0.9 and labels.framework = sklearn')).toEqual({
      and: [
        { field: { column: 'state' }, operator: '=', value: 'error' },
        { field: { of: 'result', key: 'accuracy' }, operator: '>', value: 0.9 },
        { field: label('framework'), operator: '=', value: 'sklearn' },
      ],
    });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ field: { column: 'name' }, operator: '=', value: name }));
    expect(parseRunQuery('name = a or name = b and not name = c')).toEqual({ or: [a, { and: [b, { not: c }] }] });
    expect(parseRunQuery('(name = a Or name = b) and Not (name = c)')).toEqual({ and: [{ or: [a, b] }, { not: c }] });
    expect(parseRunQuery('name in (a, "b")')).toEqual({ or: [a, b] });
  });

  it('takes words, quoted texts, numbers, truth values and keys of any kind', () => {
    const value = (text: string) => (parseRunQuery(`params.x = ${text}`) as { value: unknown }).value;
    const values = ['abc', '"a b"', "'it'", '"say \\"hi\\""', '-1.5e3', 'true', '"true"', 'v1.2', '1.2.3'].map(value);
    expect(values).toEqual(['abc', 'a b', 'it', 'say "hi"', -1500, true, 'true', 'v1.2', '1.2.3']);
    expect(parseRunQuery('labels."an odd key" exists')).toEqual({ field: label('an odd key'), exists: true });
    expect(parseRunQuery('results.val.loss ~ 5')).toEqual({ field: { of: 'result', key: 'val.loss' }, operator: '~', value: '5' });
    // Digits are a name or a label too.
    expect(parseRunQuery('name = 007')).toMatchObject({ value: '007' });
    expect(parseRunQuery('labels.team = 7')).toMatchObject({ value: '7' });
  });

  it('takes durations with their unit, bare numbers as seconds, and dates as they are or by how long ago', () => {
    expect(parseRunQuery('duration > 1.5m')).toMatchObject({ value: 90_000 });
    expect(parseRunQuery('duration > 90')).toMatchObject({ value: 90_000 });
    expect(parseRunQuery('started >= 2026-03-01')).toMatchObject({ value: Date.UTC(2026, 2, 1) });
    expect(parseRunQuery('started >= 2026-03-01T12:30:00Z')).toMatchObject({ value: Date.UTC(2026, 2, 1, 12, 30) });
    const { value } = parseRunQuery('ended > -2h') as { value: number };
    expect(Math.abs(Date.now() - 7_200_000 - value)).toBeLessThan(10_000);
  });

  it.each([
    ['state = erorr', 8, 'there is no such state; states are created, pending'],
    ['stat = error', 0, 'there is no field stat; fields are uid, name'],
    ['name = a and results > 3', 13, 'there is no field results; fields are'],
    ['name = a name = b', 9, 'expected end of input, "or", or "and"'],
    ['state == error', 7, 'expected '],
    ['(name = a', 9, 'expected ")"'],
    ['name =', 6, 'expected '],
    ['name in ()', 9, 'expected '],
    ['labels.x = "open', 11, 'a quoted text'],
    ['duration > soon', 11, 'duration is compared with a time such as 90s'],
    ['started > 5', 10, 'started is compared with a date'],
    ['started > 2026-99-99', 10, 'this is no date'],
    ['metrics.loss < low', 15, 'a metric is compared with a number'],
    ['kind = stepp', 7, 'a run is a step, a pipeline or local'],
    ['attempt = two', 10, 'attempt is compared with a number'],
  ])('that cannot be read says why, and points at the character: %s', (query, position, reason) => {
    const error = errorOf(() => parseRunQuery(query));
    expect(error).toBeInstanceOf(InvalidSearchError);
    expect(error).toMatchObject({ position, code: 'ERR_INVALID_SEARCH', reason: expect.stringContaining(reason) as string });
    expect(error.message.endsWith(`\n  ${query}\n  ${' '.repeat(position)}^`)).toBe(true);
  });
});

function errorOf(read: () => unknown): Error {
  try {
    read();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was read');
}
