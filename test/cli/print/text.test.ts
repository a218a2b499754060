import { describe, expect, it } from 'vitest';
import { errorText } from '../../../src/cli/print/error.js';
import { sparkline } from '../../../src/cli/print/sparkline.js';
import { duration, when } from '../../../src/cli/print/time.js';
import { bytes, shown } from '../../../src/cli/print/values.js';

describe('a sparkline', () => {
  it('goes from the least to the greatest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([-1, 1])).toBe('▁█');
  });

  it('is a line in the middle where nothing changes, and has gaps where nothing is finite', () => {
    expect(sparkline([5, 5, 5])).toBe('▄▄▄');
    expect(sparkline([0, Number.NaN, 1, Number.POSITIVE_INFINITY])).toBe('▁ █ ');
    expect(sparkline([Number.NaN])).toBe(' ');
    expect(sparkline([])).toBe('');
  });

  it('shows the means of the parts of a long series', () => {
    const values = Array.from({ length: 100_000 }, (_, index) => index);
    expect(sparkline(values, 8)).toBe('▁▂▃▄▅▆▇█');
  });
});

describe('times', () => {
  it.each([
    [0, 'now'],
    [59_000, '59 s ago'],
    [10 * 60_000, '10 min ago'],
    [5 * 3_600_000, '5 h ago'],
    [3 * 86_400_000, '3 days ago'],
    [100 * 86_400_000, '2025-11-21'],
  ])('%d ms before now are %s', (age, text) => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const iso = new Date(now - age).toISOString();
    expect(when(iso, { now, absolute: false })).toBe(text);
    expect(when(iso, { now, absolute: true })).toBe(iso);
  });

  it.each([
    [420, '0.42 s'],
    [9_996, '10.0 s'],
    [12_345, '12.3 s'],
    [59_960, '1 min 0 s'],
    [245_000, '4 min 5 s'],
    [7_380_000, '2 h 3 min'],
    [-5, '0.00 s'],
  ])('%d ms took %s', (millis, text) => {
    expect(duration(millis)).toBe(text);
  });
});

describe('values', () => {
  it.each([
    ['text', 'text'],
    [0.1 + 0.2, '0.3'],
    [1_234_567, '1234567'],
    [Number.NaN, 'NaN'],
    [12n, '12n'],
    [null, '–'],
    [new Date('2026-03-01T00:00:00Z'), '2026-03-01T00:00:00.000Z'],
    [{ a: [1, 'x'] }, '{"a":[1,"x"]}'],
  ])('%o is shown as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('sizes have the unit that fits', () => {
    expect([0, 999, 1000, 999_960, 3_400_000_000].map(bytes)).toEqual(['0 B', '999 B', '1.0 kB', '1.0 MB', '3.4 GB']);
  });
});

describe('an error', () => {
  const stack = [
    'TypeError: not a number',
    '    at add (/home/me/train.ts:3:9)',
    '    at lib (/home/me/node_modules/lib/index.js:1:1)',
    '    at node:internal/process/task_queues:95:5',
  ].join('\n');
  const cause = { name: 'Error', message: 'why' };

  it('of the user’s says where it was thrown, and its causes', () => {
    expect(errorText({ name: 'TypeError', message: 'not a number', stack, cause }, { stack: false })).toBe(
      'TypeError: not a number\n    at add (/home/me/train.ts:3:9)\nCaused by Error: why',
    );
  });

  it('of ours says its code and what to do, in words alone', () => {
    expect(
      errorText({ name: 'RunNotFoundError', code: 'ERR_RUN_NOT_FOUND', message: 'There is no run.', stack, cause }, { stack: false }),
    ).toBe('RunNotFoundError [ERR_RUN_NOT_FOUND]: There is no run.');
  });

  it('has its whole stack when that is asked for', () => {
    const text = errorText({ name: 'TypeError', message: 'x', stack, cause, code: 'ERR_X' }, { stack: true });
    expect(text).toContain('task_queues');
    expect(text).toContain('Caused by');
  });
});
