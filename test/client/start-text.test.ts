import { describe, expect, it } from 'vitest';
import { startText } from '../../src/client/start-text.js';

describe('the text of a start', () => {
  it('has the params that were given, as lines of a table', () => {
    const { staticSummary, staticDetails } = startText('train', { p1: 5, p2: undefined, many: [1n, Number.NaN], on: new Date(0) });
    expect(staticSummary).toBe('train · p1=5 many=[2] on=1970-01-01T00:00:00.000Z');
    expect(staticDetails.split('\n').slice(2, -2)).toEqual([
      '| param | value |',
      '| --- | --- |',
      '| p1 | 5 |',
      '| many | [ 1n, NaN ] |',
      '| on | 1970-01-01T00:00:00.000Z |',
    ]);
  });

  it('has no table when there are no params', () => {
    expect(startText('train', undefined).staticDetails).not.toContain('|');
    expect(startText('train', { p1: undefined }).staticDetails).not.toContain('|');
  });

  it('keeps a cell a cell, whatever is in it', () => {
    const { staticDetails } = startText('train', { text: 'a | b\n<c> `d`', long: 'x'.repeat(500) });
    expect(staticDetails).toContain('| text | a \\| b \\<c> \\`d\\` |');
    expect(staticDetails).toContain(`| long | ${'x'.repeat(199)}… |`);
  });
});
