import { InvalidArgumentError } from '../../core/index.js';

/** A column of numbers: an array or a typed array. */
export type Numbers = ArrayLike<number>;

/** The finite ones, in ascending order. */
export function sorted(values: Numbers): Float64Array {
  return Float64Array.from(Array.from(values).filter((value) => Number.isFinite(value))).sort();
}

/** Linear interpolation between the closest ranks: numpy's `quantile` and pandas' default (method 7 of Hyndman and Fan, 1996). */
export function quantile(ascending: Float64Array, share: number): number {
  const place = (ascending.length - 1) * share;
  const low = ascending[Math.floor(place)] ?? NaN;
  const high = ascending[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** @throws {InvalidArgumentError} naming both columns and how long each is. */
export function checkSameLength(chart: string, a: readonly [string, ArrayLike<unknown>], b: readonly [string, ArrayLike<unknown>]): void {
  if (a[1].length === b[1].length) return;
  throw new InvalidArgumentError(`${chart}: the columns are of unequal length (${a[0]} has ${a[1].length}, ${b[0]} has ${b[1].length}).`);
}
