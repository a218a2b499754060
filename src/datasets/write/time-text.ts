import { dateOf } from '../cells.js';
import type { ColumnType } from '../types/column-type.js';
import { PER_MILLISECOND } from '../types/convert-time.js';

const DAY = 86_400_000;

/** Days since 1970 in ISO 8601: `2024-02-29`. */
export function dateText(days: number): string {
  return dateOf(days * DAY)
    .toISOString()
    .replace(/T.*/, '');
}

/** A timestamp in ISO 8601, to the tick: `2024-02-29T13:45:00.123456`, with a `Z` where it is a moment. */
export function timestampText(type: Extract<ColumnType, { kind: 'timestamp' }>, ticks: bigint): string {
  const per = BigInt(PER_MILLISECOND[type.unit]);
  const fine = ticks % per;
  const beyond = fine < 0n ? fine + per : fine;
  const milliseconds = (ticks - beyond) / per;
  const digits = per === 1n ? '' : String(beyond).padStart(String(per).length - 1, '0');
  return dateOf(Number(milliseconds))
    .toISOString()
    .replace('Z', `${digits}${type.zone === undefined ? '' : 'Z'}`);
}
