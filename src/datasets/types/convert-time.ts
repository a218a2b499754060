import type { ColumnType, TimeUnit } from './column-type.js';
import { formatColumnType } from './column-type.js';
import type { Cell, Place } from './place.js';
import { mismatch, nameOfValue, wrong } from './place.js';

const DAY = 86_400_000;

/** Ticks of a unit in a millisecond. */
export const PER_MILLISECOND: Readonly<Record<TimeUnit, number>> = { ms: 1, us: 1000, ns: 1_000_000 };

type Timestamp = Extract<ColumnType, { kind: 'timestamp' }>;

/**
 * Ticks since 1970. Taken are Dates, numbers (milliseconds since 1970), bigints (ticks) and ISO 8601 text.
 *
 * In a column without a zone a Date stands for what its UTC clock shows, and text may have no zone; in one with a zone, text without one is local to it.
 */
export function timestampTicks(place: Place, type: Timestamp, { value, row }: Cell): number | bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') return ticksOfText(place, type, { text: value, row });
  const time = typeof value === 'number' ? value : isDate(value) ? value.getTime() : undefined;
  if (time === undefined) throw wrong(place, row, `holds ${nameOfValue(value)}, and its column is ${formatColumnType(type)}`);
  if (Number.isNaN(time)) throw wrong(place, row, 'holds an invalid Date; store null where there is no time');
  const found = Math.trunc(time * PER_MILLISECOND[type.unit]);
  if (Number.isSafeInteger(found)) return found;
  return inRange(place, row, BigInt(Math.trunc(time)) * BigInt(PER_MILLISECOND[type.unit]));
}

/** Days since 1970 of a Date (in UTC) or of `YYYY-MM-DD`. */
export function dateDays(place: Place, { value, row }: Cell): number {
  const time = isDate(value)
    ? value.getTime()
    : typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
      ? Date.parse(value)
      : undefined;
  if (time === undefined) throw wrong(place, row, `holds ${nameOfValue(value)}, and its column is date: Dates, or text like 2024-02-29`);
  if (Number.isNaN(time)) throw wrong(place, row, 'holds an invalid Date; store null where there is no time');
  return Math.floor(time / DAY);
}

/** 1 for true. */
export function bit(place: Place, cell: Cell): number {
  const { value } = cell;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const spelled = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (spelled === 'true' || spelled === 'false') return spelled === 'true' ? 1 : 0;
  throw mismatch(place, { kind: 'boolean' }, cell);
}

/** True for Dates of any realm. */
export function isDate(value: unknown): value is Date {
  return value instanceof Date || Object.prototype.toString.call(value) === '[object Date]';
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[-+]\d\d:?\d\d)?$/;

function ticksOfText(place: Place, type: Timestamp, { text, row }: { text: string; row: number }): bigint {
  const holds = `holds ${nameOfValue(text)}, and its column is ${formatColumnType(type)}`;
  const time = parsedTime(text);
  if (time === undefined) throw wrong(place, row, `${holds}: write times as 2024-02-29T13:45:00`);
  const { wall, zone, fraction } = time;
  if (zone !== undefined && type.zone === undefined)
    throw wrong(place, row, `${holds}: a time with a zone in a column without one. Say timestamp[UTC], or leave the zone out`);
  const ahead = type.zone === undefined ? 0 : zone === undefined ? offsetOf(type.zone, wall) : offsetOfText(zone);
  const digits = { ms: 3, us: 6, ns: 9 }[type.unit];
  return inRange(place, row, BigInt(wall - ahead) * BigInt(PER_MILLISECOND[type.unit]) + BigInt(fraction.slice(0, digits)));
}

interface ParsedTime {
  /** Milliseconds since 1970 of a clock in UTC that shows the same, to the second. */
  readonly wall: number;
  /** Nine digits. */
  readonly fraction: string;
  readonly zone: string | undefined;
}

function parsedTime(text: string): ParsedTime | undefined {
  const [whole, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = ISO.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const isReal = new Date(wall).getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return isReal ? { wall, zone, fraction: fraction.padEnd(9, '0') } : undefined;
}

function offsetOfText(zone: string): number {
  if (zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([-+])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Milliseconds that clocks of the zone are ahead of UTC when they show `wall`. Where they show it twice, or never, one of both offsets. */
function offsetOf(zone: string, wall: number): number {
  if (zone === 'UTC') return 0;
  // The offset at the guessed moment, then at the better one: right but in the hour around a change.
  return clockAhead(zone, wall - clockAhead(zone, wall));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockAhead(zone: string, moment: number): number {
  const numeric = '2-digit';
  const made =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-u-ca-iso8601', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  clocks.set(zone, made);
  const parts = Object.fromEntries(made.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

function inRange(place: Place, row: number, ticks: bigint): bigint {
  if (BigInt.asIntN(64, ticks) === ticks) return ticks;
  throw wrong(place, row, 'holds a time that does not fit into 64 bits of the unit; take a coarser one, e.g. timestamp[us]');
}
