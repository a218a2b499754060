import { RequestError } from '../request-error.js';

/** A part of a body that was asked for, inclusive ends. */
export interface AskedRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header (RFC 9110, section 14.2). Undefined for the whole body: without a header, for another unit, and for several ranges at once,
 * all of which a server may answer in full.
 *
 * @throws {RequestError} 416 for a range outside of the body.
 */
export function askedRange(header: string | undefined, size: number): AskedRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  const isBackwards = from !== '' && to !== '' && Number(to) < Number(from);
  if ((from === '' && to === '') || isBackwards) return undefined;
  const range =
    from === '' ? lastBytes(Number(to), size) : { start: Number(from), end: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
  if (range.start < size && range.end >= range.start) return range;
  const message = `The body has ${size} bytes, and the range asked for has none of them.`;
  throw new RequestError(416, 'ERR_RANGE', { message, headers: { 'content-range': `bytes */${size}` } });
}

function lastBytes(count: number, size: number): AskedRange {
  return { start: Math.max(0, size - count), end: count === 0 ? -1 : size - 1 };
}
