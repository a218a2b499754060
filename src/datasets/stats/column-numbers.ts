import type { Column, LongColumn } from '../columns.js';

/** The numbers of a column that are there, without NaN, in an array of their own: integers and ticks of 64 bits as the nearest numbers. */
export function numbersOf(column: Column): Float64Array {
  switch (column.layout) {
    case 'long':
      return longs(column);
    case 'object':
      return decimals(column.values, column.type.kind === 'decimal' ? column.type.scale : 0);
    case 'text':
      return new Float64Array(0);
    default:
      return packed(column.values, column.valid);
  }
}

function packed(values: Float64Array | Float32Array | Int32Array | Uint8Array, valid: Uint8Array | undefined): Float64Array {
  const numbers = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // NaN alone differs from itself.
    if (value === value && valid?.[i] !== 0) numbers[count++] = value;
  }
  return numbers.subarray(0, count);
}

// By halves: reading 64 bits at a time makes a bigint of each.
function longs({ values, valid }: LongColumn): Float64Array {
  const halves = halvesOf(values);
  const numbers = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (valid?.[i] !== 0) numbers[count++] = (halves[2 * i + 1] as number) * 2 ** 32 + ((halves[2 * i] as number) >>> 0);
  }
  return numbers.subarray(0, count);
}

function halvesOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
}

/** Smallest and largest integer. */
export interface Span {
  readonly min: bigint;
  readonly max: bigint;
}

/** Exactly; undefined when there is none. */
export function spanOf({ values, valid }: LongColumn): Span | undefined {
  const halves = halvesOf(values);
  let min = -1;
  let max = -1;
  const compare = (a: number, b: number) => {
    const high = (halves[2 * a + 1] as number) - (halves[2 * b + 1] as number);
    return high === 0 ? ((halves[2 * a] as number) >>> 0) - ((halves[2 * b] as number) >>> 0) : high;
  };
  for (let i = 0; i < values.length; i++) {
    if (valid?.[i] === 0) continue;
    if (min < 0 || compare(i, min) < 0) min = i;
    if (max < 0 || compare(i, max) > 0) max = i;
  }
  return min < 0 ? undefined : { min: values[min] as bigint, max: values[max] as bigint };
}

function decimals(values: readonly unknown[], scale: number): Float64Array {
  return Float64Array.from(
    values.filter((value) => value !== null),
    (value) => Number(value) / 10 ** scale,
  );
}
