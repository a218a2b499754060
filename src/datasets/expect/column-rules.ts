import { InvalidArgumentError } from '../../core/index.js';
import type { ColumnExpectation } from '../../sdk/index.js';
import { cellOf } from '../cells.js';
import type { Column } from '../columns.js';
import { SeenValues, keyOf } from './seen-values.js';
import type { Violations } from './violations.js';

type Bound = number | bigint | Date | string;

/** Looks at a value that is there. True when it is as expected. */
interface Rule {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
}

const RULES: readonly (keyof ColumnExpectation)[] = ['min', 'max', 'nulls', 'unique', 'in', 'matches'];

/** What is expected of one column. */
export class ColumnRules {
  readonly #name: string;
  readonly #rules: readonly Rule[];
  readonly #refusesNulls: boolean;

  /** @throws {InvalidArgumentError} for a rule that is not known or cannot be meant. */
  constructor(name: string, expected: ColumnExpectation) {
    const what = `What is expected of column ${JSON.stringify(name)}`;
    if (typeof expected !== 'object' || expected === null)
      throw new InvalidArgumentError(`${what} is an object of rules: ${RULES.join(', ')}.`);
    const unknown = Object.keys(expected).find((rule) => !RULES.includes(rule as keyof ColumnExpectation));
    if (unknown !== undefined)
      throw new InvalidArgumentError(`${what} has a rule ${JSON.stringify(unknown)}; there are ${RULES.join(', ')}.`);
    this.#name = name;
    this.#refusesNulls = expected.nulls === false;
    this.#rules = rulesOf(what, expected);
  }

  check(column: Column, firstRow: number, violations: Violations): void {
    for (let row = 0; row < column.values.length; row++) {
      const value = cellOf(column, row);
      // NaN is missing, as it is in the statistics.
      if (value === null || Number.isNaN(value)) {
        if (this.#refusesNulls) violations.add('nulls: false', this.#name, { row: firstRow + row, value });
        continue;
      }
      for (const { name, holds } of this.#rules) {
        if (!holds(value)) violations.add(name, this.#name, { row: firstRow + row, value });
      }
    }
  }
}

function rulesOf(what: string, { min, max, unique, in: allowed, matches }: ColumnExpectation): Rule[] {
  const rules: Rule[] = [];
  if (min !== undefined) rules.push({ name: `min: ${boundText(what, min)}`, holds: (value) => compared(value, min) >= 0 });
  if (max !== undefined) rules.push({ name: `max: ${boundText(what, max)}`, holds: (value) => compared(value, max) <= 0 });
  if (unique === true) {
    const seen = new SeenValues();
    rules.push({ name: 'unique: true', holds: (value) => seen.add(value) });
  }
  if (allowed !== undefined) {
    if (!Array.isArray(allowed)) throw new InvalidArgumentError(`${what}: in is a list of values.`);
    const keys = new Set(allowed.map(keyOf));
    rules.push({ name: `in: ${listText(allowed)}`, holds: (value) => keys.has(keyOf(value)) });
  }
  if (matches !== undefined) {
    if (!(matches instanceof RegExp)) throw new InvalidArgumentError(`${what}: matches is a regular expression.`);
    // Without the flags that make it remember where it was.
    const pattern = new RegExp(matches.source, matches.flags.replace(/[gy]/g, ''));
    rules.push({ name: `matches: ${String(matches)}`, holds: (value) => pattern.test(typeof value === 'string' ? value : String(value)) });
  }
  return rules;
}

function boundText(what: string, bound: Bound): string {
  const isDate = bound instanceof Date;
  const isBound = isDate
    ? !Number.isNaN(bound.getTime())
    : typeof bound === 'bigint' || typeof bound === 'string' || (typeof bound === 'number' && !Number.isNaN(bound));
  if (!isBound) throw new InvalidArgumentError(`${what}: min and max are numbers, bigints, Dates or texts, not ${String(bound)}.`);
  return isDate ? bound.toISOString() : String(bound);
}

function listText(values: readonly unknown[]): string {
  const shown = values.slice(0, 10).map((value) => (value instanceof Date ? value.toISOString() : String(value)));
  return `${shown.join(', ')}${values.length > shown.length ? ', …' : ''}`;
}

// Decimals are text in a cell and numbers in a rule; times are Dates on both sides. What cannot be compared is not as expected.
function compared(value: unknown, bound: Bound): number {
  const a = value instanceof Date ? value.getTime() : value;
  const b = bound instanceof Date ? bound.getTime() : bound;
  if (typeof a === 'string' && typeof b !== 'string') return a.trim() === '' ? NaN : difference(Number(a), b);
  return difference(a as number, b as number);
}

function difference(a: number | bigint | string, b: number | bigint | string): number {
  return a < b ? -1 : a > b ? 1 : a == b ? 0 : NaN;
}
