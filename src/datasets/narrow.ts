import { EXACT_DIGITS } from './exact-values.js';

/** How the values of a column come to one type. */
export type Narrowing =
  /** Numbers when every integer is exact as one, else bigints. */
  | 'integer'
  /** Numbers when every one has 15 digits at most, else text as it is. */
  | 'decimal'
  /** Arrays and objects: the integers in them as above, all alike. */
  | 'nested';

/** True when the column holds what a number cannot be: an integer beyond 2^53, a decimal of more than 15 digits. */
export function isWide(values: ArrayLike<unknown>, narrowing: Narrowing): boolean {
  if (values instanceof BigInt64Array) return hasWideIntegers(values);
  for (let row = 0; row < values.length; row++) if (isWideValue(values[row], narrowing)) return true;
  return false;
}

/** The column in one type, given whether any of its values (in all batches) is wide. Null stays null. */
export function narrow(values: ArrayLike<unknown>, narrowing: Narrowing, wide: boolean): ArrayLike<unknown> {
  if (wide) return narrowing === 'integer' ? allBigints(values) : values;
  if (values instanceof BigInt64Array) return Float64Array.from(values, Number);
  return Array.from(values, (value) => exact(value, narrowing));
}

function isWideValue(value: unknown, narrowing: Narrowing): boolean {
  if (typeof value === 'bigint') return !Number.isSafeInteger(Number(value));
  if (typeof value === 'string') return narrowing === 'decimal' && digits(value) > EXACT_DIGITS;
  if (narrowing !== 'nested' || typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => isWideValue(inner, narrowing));
}

function exact(value: unknown, narrowing: Narrowing): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && narrowing === 'decimal') return Number(value);
  if (narrowing !== 'nested' || typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map((inner) => exact(inner, narrowing));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exact(inner, narrowing)]));
}

// Numbers stay where bigints would not do: beside fractions, text and the like.
function allBigints(values: ArrayLike<unknown>): ArrayLike<unknown> {
  if (values instanceof BigInt64Array) return values;
  const all = Array.from(values, (value) => value ?? null);
  const integers = all.every((value) => value === null || typeof value === 'bigint' || Number.isSafeInteger(value));
  return integers ? all.map((value) => (typeof value === 'number' ? BigInt(value) : value)) : all;
}

function digits(decimal: string): number {
  return decimal.replace(/^-?0*\.?0*|\./g, '').length;
}

// By halves: comparing bigints takes ten times as long.
function hasWideIntegers(values: BigInt64Array): boolean {
  const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  for (let at = 1; at < halves.length; at += 2) {
    const high = halves[at] ?? 0;
    if (high >= 0x200000 || high < -0x200000) return true;
    if (high === -0x200000 && halves[at - 1] === 0) return true;
  }
  return false;
}
