import { describe, expect, it } from 'vitest';
import { callLine, shortValue } from '../../src/core/call-line.js';

describe('the line of a call', () => {
  it('has the name and the params that were given', () => {
    expect(callLine('train', { p1: 5, p2: undefined, on: false, none: null })).toBe('train · p1=5 on=false none=null');
    expect(callLine('train', { p1: undefined })).toBe('train');
    expect(callLine('train', undefined)).toBe('train');
    expect(callLine('train', null)).toBe('train');
  });

  it('is at most 120 characters long', () => {
    const line = callLine('train', Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`p${i}`, i])));
    expect(line).toHaveLength(120);
    expect(line.startsWith('train · p0=0 p1=1 ')).toBe(true);
    expect(line.endsWith('…')).toBe(true);
  });
});

describe('a short value', () => {
  it.each([
    [0.061593171016688875, '0.061593'],
    [0.1 + 0.2, '0.3'],
    [1e-12, '1e-12'],
    [123456789, '123456789'],
    [-0.5, '-0.5'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [10n, '10'],
    [true, 'true'],
    ['text', 'text'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [[1, 2, 3], '[3]'],
    [{ a: 1, b: { c: 2 } }, '{a, b}'],
    [{}, '{}'],
  ])('of %o is %s', (value, text) => {
    expect(shortValue(value)).toBe(text);
  });

  it('is the beginning of a long text, but the end of a long path', () => {
    expect(shortValue('word '.repeat(20))).toBe(`${'word '.repeat(8).slice(0, 39)}…`);
    expect(shortValue(`/a/long/way/${'x'.repeat(40)}/data/penguins.csv`)).toMatch(/^…x+\/data\/penguins\.csv$/);
    expect(shortValue(`/${'x'.repeat(40)}`)).toHaveLength(40);
  });
});
