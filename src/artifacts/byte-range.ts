import { InvalidArgumentError } from '../core/index.js';
import type { ByteRange } from './artifact-store.js';

/** Where a range begins and ends in a body of `size` bytes; past the end it is empty. @throws {InvalidArgumentError} as checkRange does. */
export function cutRange(range: ByteRange, size: number): { start: number; end: number } {
  checkRange(range);
  const start = Math.min(range.offset ?? 0, size);
  return { start, end: Math.min(size, start + (range.size ?? size)) };
}

/** True when the range's own words cut nothing off. */
export function isWhole(range: ByteRange): boolean {
  return (range.offset ?? 0) === 0 && range.size === undefined;
}

/** @throws {InvalidArgumentError} for negative or broken numbers. */
export function checkRange({ offset = 0, size = 0 }: ByteRange): void {
  if (Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(size) && size >= 0) return;
  throw new InvalidArgumentError(`A range needs whole numbers from 0; got offset ${offset}, size ${size}.`);
}
