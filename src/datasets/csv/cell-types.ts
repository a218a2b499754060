import { PER_MILLISECOND } from '../exact-values.js';
import type { ColumnType, TimeUnit } from '../types/column-type.js';
import type { CellType } from './csv-options.js';
import type { Cell } from './split-rows.js';

/** What a cell becomes; undefined when it does not fit. */
type Conversion = (cell: string) => unknown;

/** A column of cells that all can be converted. */
export interface CellColumn {
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly convert: Conversion;
  /** The same, to ticks of the type's unit: for times that are finer than a Date. */
  readonly ticks?: Conversion;
}

const CANDIDATES: readonly CellType[] = ['boolean', 'integer', 'number', 'datetime'];

const BOOLEAN = /^(?:true|false)$/i;
const INTEGER = /^[-+]?(?:0|[1-9]\d*)$/;
const NUMBER = /^(?:[-+]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|nan|[-+]?inf(?:inity)?)$/i;
const DECIMAL_COMMA = /^(?:[-+]?(?:(?:0|[1-9]\d*)(?:,\d*)?|,\d+)(?:e[-+]?\d+)?|nan|[-+]?inf(?:inity)?)$/i;
const DATE = /^(?:\d{4}|[-+]\d{6})-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d(?::?\d\d)?)?)?$/;
const ZONED = /(?:Z|:.*[-+]\d\d(?::?\d\d)?)$/;

/**
 * Finds the type that all cells of a column have: booleans, integers (bigints when one is beyond 2^53), numbers, ISO dates and times, else text. Numbers
 * with leading zeros are text, and so are integers of more than 64 bits: they are mostly ids, which would not survive.
 */
export class CellTypes {
  readonly #decimal: '.' | ',';
  #candidates: readonly CellType[] = CANDIDATES;
  #nulls = false;
  #seen = false;
  #wide = false;
  readonly #times: TimesSeen = { zoned: false, clock: false, digits: 0, isFar: false };

  constructor(decimal: '.' | ',' = '.') {
    this.#decimal = decimal;
  }

  add(cell: Cell): void {
    if (cell === null) {
      this.#nulls = true;
      return;
    }
    for (let type = this.#candidates[0]; type !== undefined && !this.#fits(type, cell); type = this.#candidates[0]) {
      // What cells before this one fitted is all that they were looked at for; but integers are numbers, too.
      const others = this.#candidates.slice(1);
      this.#candidates = !this.#seen ? others : type === 'integer' ? ['number'] : [];
    }
    this.#seen = true;
  }

  /** As told, or as all cells that were added allow. */
  column(told?: CellType): CellColumn {
    const nullable = this.#nulls;
    switch (told ?? (this.#seen ? (this.#candidates[0] ?? 'string') : undefined)) {
      case undefined:
        return { type: { kind: 'json' }, nullable, convert: (cell) => cell };
      case 'boolean':
        return { type: { kind: 'boolean' }, nullable, convert: (cell) => (BOOLEAN.test(cell) ? cell.toLowerCase() === 'true' : undefined) };
      case 'integer':
        return { type: { kind: 'int64' }, nullable, convert: this.#wide ? bigint : integer };
      case 'number':
        return {
          type: { kind: 'float64' },
          nullable,
          convert: this.#decimal === ',' ? (cell) => number(cell, DECIMAL_COMMA) : (cell) => number(cell, NUMBER),
        };
      case 'datetime': {
        const type = timeType(this.#times);
        const convert = (cell: string) => (isDate(cell) ? dateOf(cell) : undefined);
        const unit = type.kind === 'timestamp' ? type.unit : 'ms';
        return { type, nullable, convert, ...(unit !== 'ms' && { ticks: (cell) => (isDate(cell) ? ticksOf(cell, unit) : undefined) }) };
      }
      case 'string':
        return { type: { kind: 'string' }, nullable, convert: (cell) => cell };
    }
  }

  #fits(type: CellType, cell: string): boolean {
    switch (type) {
      case 'boolean':
        return BOOLEAN.test(cell);
      case 'integer':
        if (!isInteger(cell) || cell === '-0') return false;
        this.#wide ||= !Number.isSafeInteger(Number(cell));
        return true;
      case 'number':
        return (this.#decimal === ',' ? DECIMAL_COMMA : NUMBER).test(cell) && (isInteger(cell) || !INTEGER.test(cell));
      case 'datetime':
        if (!isDate(cell)) return false;
        noteTime(this.#times, cell);
        return true;
      case 'string':
        return true;
    }
  }
}

const SAFE_DIGITS = 15;

function isInteger(cell: string): boolean {
  if (!INTEGER.test(cell)) return false;
  if (cell.length <= SAFE_DIGITS) return true;
  const value = BigInt(cell.replace('+', ''));
  return BigInt.asIntN(64, value) === value;
}

function bigint(cell: string): bigint | undefined {
  return isInteger(cell) ? BigInt(cell.replace('+', '')) : undefined;
}

// Of a type that was told the range is not known before: beyond 2^53 it is a bigint.
function integer(cell: string): number | bigint | undefined {
  if (!isInteger(cell)) return undefined;
  const value = Number(cell);
  return Number.isSafeInteger(value) ? value : BigInt(cell.replace('+', ''));
}

function number(cell: string, pattern: RegExp): number | undefined {
  if (!pattern.test(cell)) return undefined;
  const value = Number(pattern === DECIMAL_COMMA ? cell.replace(',', '.') : cell);
  if (!Number.isNaN(value) || /nan/i.test(cell)) return value;
  return cell.startsWith('-') ? -Infinity : Infinity;
}

function isDate(cell: string): boolean {
  return DATE.test(cell) && !Number.isNaN(dateOf(cell).getTime());
}

// A time without a zone would be local time: another moment on each machine.
function dateOf(cell: string): Date {
  const iso = cell.replace(' ', 'T').replace(/(T.*[-+]\d\d):?(\d\d)?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`);
  return new Date(/T[^Z+-]*$/.test(iso) ? `${iso}Z` : iso);
}

function ticksOf(cell: string, unit: TimeUnit): bigint {
  const digits = { ms: 3, us: 6, ns: 9 }[unit];
  const finer = fractionOf(cell).padEnd(digits, '0').slice(3, digits);
  // Date cuts what is finer, which is added to it; before 1970 too, as its milliseconds count forwards.
  return BigInt(dateOf(cell).getTime()) * BigInt(PER_MILLISECOND[unit]) + BigInt(finer === '' ? 0 : finer);
}

interface TimesSeen {
  zoned: boolean;
  /** Of the day, not only the day. */
  clock: boolean;
  /** Of a second's fraction. */
  digits: number;
  /** Nanoseconds since 1970 do not fit into 64 bits. */
  isFar: boolean;
}

function noteTime(times: TimesSeen, cell: string): void {
  times.zoned ||= ZONED.test(cell);
  times.clock ||= cell.includes(':');
  const { length } = fractionOf(cell).replace(/0+$/, '');
  if (length > times.digits) times.digits = length;
  const year = Number.parseInt(cell, 10);
  times.isFar ||= year < 1678 || year > 2261;
}

function fractionOf(cell: string): string {
  const point = cell.indexOf('.');
  return point < 0 ? '' : (/^\d*/.exec(cell.slice(point + 1))?.[0] ?? '');
}

function timeType({ zoned, clock, digits, isFar }: TimesSeen): ColumnType {
  if (!clock) return { kind: 'date' };
  const unit = digits <= 3 ? 'ms' : digits <= 6 || isFar ? 'us' : 'ns';
  return { kind: 'timestamp', unit, ...(zoned && { zone: 'UTC' }) };
}
