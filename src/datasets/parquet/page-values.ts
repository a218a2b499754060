import type { Column } from '../columns.js';
import type { ColumnType } from '../types/column-type.js';
import { LONG_DIGITS } from './schema-elements.js';

/** Text, or bytes. */
export type Chunk = string | Uint8Array;

/** The values that are there, as Parquet's PLAIN encoding has them: for packed columns what lies in memory already. */
export function plainBytes(column: Exclude<Column, { layout: 'text' }>): Uint8Array {
  switch (column.layout) {
    case 'bit':
      return packedBits(present(column.values, column.valid, column.nulls));
    case 'object':
      return decimals(column.values, column.type);
    case 'long': {
      // As pairs of halves: copying 64 bits as one value makes a bigint of each.
      const { values, valid, nulls } = column;
      return nulls === 0 || !valid
        ? bytesOf(values)
        : bytesOf(presentPairs(new Int32Array(values.buffer, values.byteOffset, 2 * values.length), valid, nulls));
    }
    default:
      return bytesOf(present<Float64Array | Float32Array | Int32Array>(column.values, column.valid, column.nulls));
  }
}

/** Text and bytes of the values that are there. */
export function chunksOf(column: Column): Chunk[] {
  const isJson = column.type.kind === 'json';
  const chunks: Chunk[] = [];
  for (const value of column.values as readonly unknown[]) {
    if (value !== null) chunks.push(isJson ? JSON.stringify(value) : (value as Chunk));
  }
  return chunks;
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function present<T extends Float64Array | Float32Array | Int32Array | Uint8Array>(
  values: T,
  valid: Uint8Array | undefined,
  nulls: number,
): T {
  if (!valid || nulls === 0) return values;
  const found = new (values.constructor as new (length: number) => T)(values.length - nulls);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (valid[i] === 1) found[count++] = values[i] as number;
  return found;
}

function presentPairs(halves: Int32Array, valid: Uint8Array, nulls: number): Int32Array {
  const found = new Int32Array(halves.length - 2 * nulls);
  let count = 0;
  for (let i = 0; i < valid.length; i++) {
    if (valid[i] !== 1) continue;
    found[count++] = halves[2 * i] as number;
    found[count++] = halves[2 * i + 1] as number;
  }
  return found;
}

/** Bytes of 0 and 1 as bits, the lowest first. */
export function packedBits(values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) if (values[i] === 1) bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
  return bytes;
}

function decimals(values: readonly unknown[], type: ColumnType): Uint8Array {
  const found = values.filter((value): value is bigint => value !== null);
  if (type.kind === 'decimal' && type.precision <= LONG_DIGITS) return bytesOf(BigInt64Array.from(found));
  const view = new DataView(new ArrayBuffer(16 * found.length));
  for (const [index, value] of found.entries()) {
    // Big-endian, as Parquet has bytes of a fixed length.
    view.setBigInt64(16 * index, value >> 64n);
    view.setBigUint64(16 * index + 8, BigInt.asUintN(64, value));
  }
  return new Uint8Array(view.buffer);
}
