import type { TableField } from '../table-reader.js';
import type { ColumnType } from '../types/column-type.js';

/** What was seen in a column, as bits that add up. */
const INTEGER = 1;
const WIDE = 2;
const FRACTION = 4;
const STRING = 8;
const BOOLEAN = 16;
const DATETIME = 32;
const OTHER = 64;

const KINDS: ReadonlyMap<number, 'int64' | 'float64' | 'string' | 'boolean'> = new Map([
  [INTEGER, 'int64'],
  [WIDE, 'int64'],
  [INTEGER | WIDE, 'int64'],
  [FRACTION, 'float64'],
  [FRACTION | INTEGER, 'float64'],
  [STRING, 'string'],
  [BOOLEAN, 'boolean'],
]);

/** The type that the values of a column have together. */
export class ValueTypes {
  #seen = 0;
  #count = 0;
  #nulls = 0;

  add(value: unknown): void {
    this.#count++;
    if (value === null || value === undefined) this.#nulls++;
    else this.#seen |= bitOf(value);
  }

  get isWide(): boolean {
    return (this.#seen & WIDE) !== 0;
  }

  /** Given how many rows the table has: those that were not added lack the column. */
  field(name: string, rows: number): TableField {
    const nullable = this.#nulls > 0 || this.#count < rows;
    const type: ColumnType =
      this.#seen === DATETIME ? { kind: 'timestamp', unit: 'ms', zone: 'UTC' } : { kind: KINDS.get(this.#seen) ?? 'json' };
    return { name, type, nullable };
  }
}

function bitOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? INTEGER : FRACTION;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? INTEGER : WIDE;
    case 'string':
      return STRING;
    case 'boolean':
      return BOOLEAN;
    default:
      return value instanceof Date ? DATETIME : OTHER;
  }
}
