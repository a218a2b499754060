import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/core/index.js';
import { count, formatBytes, formatDuration, formatShort, formatTime, formatValue } from '../../src/render/format.js';

describe('a value is shown as a person reads it', () => {
  it.each<[Value, string]>([
    ['two\nlines', 'two\nlines'],
    [9_007_199_254_740_993n, '9007199254740993n'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [-0, '-0'],
    [0.1 + 0.2, '0.30000000000000004'],
    [new Date('2026-03-02T08:15:00Z'), '2026-03-02T08:15:00.000Z'],
    [null, 'null'],
    [[], '[]'],
    [{}, '{}'],
    [{ a: [1n, NaN, 'x'], b: { c: null } }, '{ "a": [1n, NaN, "x"], "b": { "c": null } }'],
    [{ long: 'x'.repeat(100), n: [1] }, `{\n  "long": "${'x'.repeat(100)}",\n  "n": [1]\n}`],
  ])('%o', (value, shown) => {
    expect(formatValue(value)).toBe(shown);
  });
});

it.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [11_220_000, '3 h 7 min'],
  [187_200_000, '2 d 4 h'],
])('%d milliseconds are %s', (milliseconds, shown) => {
  expect(formatDuration(milliseconds)).toBe(shown);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [412_688, '412.7 kB'],
  [3.2e9, '3.2 GB'],
  [7e15, '7000.0 TB'],
])('%d bytes are %s', (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});

it('short numbers have five digits at most, whole ones all of theirs', () => {
  expect([32.421671, 1_234_567, 1.5e-9, NaN, undefined].map((value) => formatShort(value))).toEqual([
    '32.422',
    '1234567',
    '1.5e-9',
    'NaN',
    'undefined',
  ]);
});

it('times are in UTC, counts have their noun', () => {
  expect(formatTime('2026-03-02T10:15:00.250+02:00')).toBe('2026-03-02 08:15:00 UTC');
  expect(formatTime('soon')).toBe('soon');
  expect([count(1, 'line'), count(12_400, 'line')]).toEqual(['1 line', '12,400 lines']);
});
