import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quartiles } from '../../src/datasets/stats/quartiles.js';

/** The definition: sort, then interpolate linearly between the neighbours. */
function bySorting(values: Float64Array): number[] {
  const sorted = values.toSorted();
  return [0.25, 0.5, 0.75].map((fraction) => {
    const position = fraction * (sorted.length - 1);
    const low = sorted[Math.floor(position)] ?? NaN;
    const high = sorted[Math.ceil(position)] ?? NaN;
    return low + (high - low) * (position - Math.floor(position));
  });
}

/** How far the quartiles are from those of the sorted values, in proportion to their size. */
function error(values: Float64Array): number {
  const wanted = bySorting(values);
  const found = quartiles(values.slice());
  const errors = found.map((value, index) => Math.abs(value - (wanted[index] ?? NaN)) / Math.max(1, Math.abs(value)));
  return errors.some(Number.isNaN) ? NaN : Math.max(...errors);
}

const options = { seed: 20240229, numRuns: 300 };
const numbers = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer(), fc.double({ min: -1e9, max: 1e9, noNaN: true }));

describe('quartiles', () => {
  it('are those of the sorted values, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 200 }), (values) => {
        expect(error(Float64Array.from(values))).toBeLessThan(1e-12);
      }),
      options,
    );
  });

  it('are those of the sorted values in long arrays, of many and of few distinct ones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 601, max: 5000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.infiniteStream(fc.nat()),
        (n, distinct, stream) => {
          const values = Float64Array.from({ length: n }, () => Number(stream.next().value) % distinct);
          expect(error(values)).toBeLessThan(1e-12);
        },
      ),
      { ...options, numRuns: 40 },
    );
  });

  it('do not mind sorted, reversed, constant and organ-pipe input', () => {
    const n = 20_000;
    expect(error(Float64Array.from({ length: n }, (_, i) => i))).toBe(0);
    expect(error(Float64Array.from({ length: n }, (_, i) => n - i))).toBe(0);
    expect(error(new Float64Array(n).fill(3))).toBe(0);
    expect(error(Float64Array.from({ length: n }, (_, i) => Math.min(i, n - i)))).toBe(0);
  });

  it('keep the infinities', () => {
    expect(quartiles(Float64Array.of(Infinity, -Infinity, Infinity, -Infinity, 0))).toEqual([-Infinity, 0, Infinity]);
  });

  it('leave the same values, in another order', () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3001);
    const before = values.toSorted();
    quartiles(values);
    expect(values.toSorted()).toEqual(before);
  });
});
