import { describe, expect, it } from 'vitest';
import { assignments, jsonOrText, since } from '../../src/cli/parse-text.js';

describe('the texts of options', () => {
  it('are cut at the first "="; keys that every object has are keys like others', () => {
    expect(assignments('-p', ['a=b=c', 'empty=', 'a=2'])).toEqual({ a: '2', empty: '' });
    expect(Object.keys(assignments('-p', ['__proto__=1', 'constructor=2']))).toEqual(['__proto__', 'constructor']);
  });

  it.each([
    ['5', 5],
    ['-1e3', -1000],
    ['"5"', '5'],
    ['true', true],
    ['null', null],
    ['{"a":[1]}', { a: [1] }],
    ['x', 'x'],
    ['', ''],
    ['NaN', 'NaN'],
    ['007', '007'],
    ['5 apples', '5 apples'],
  ])('%s as a param is %o', (text, value) => {
    expect(jsonOrText(text)).toEqual(value);
  });

  it.each([
    ['30s', '2026-03-01T11:59:30.000Z'],
    ['10m', '2026-03-01T11:50:00.000Z'],
    ['1.5h', '2026-03-01T10:30:00.000Z'],
    ['7d', '2026-02-22T12:00:00.000Z'],
    ['2w', '2026-02-15T12:00:00.000Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ])('since %s is %s', (text, iso) => {
    expect(since(text, Date.parse('2026-03-01T12:00:00Z'))?.toISOString()).toBe(iso);
  });

  it.each(['2', '2 h', 'h', '2026-13-01', 'monday'])('since %s is refused', (text) => {
    expect(() => since(text)).toThrow('--since takes');
  });
});
