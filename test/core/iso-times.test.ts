import { describe, expect, it } from 'vitest';
import { isoTimes } from '../../src/core/index.js';

describe('isoTimes', () => {
  it('prints every time as Date does, in whatever order', () => {
    const minute = 60_000;
    const t = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
    const times = [t, t + 1, t - 6, t + minute, t, 0, -1, -minute, -62_198_755_200_001, 253_402_300_800_000, 8.64e15, -8.64e15, t];
    expect(isoTimes(times)).toEqual(times.map((time) => new Date(time).toISOString()));
  });
});
