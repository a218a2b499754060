import type { Chunk } from './page-values.js';

/** Distinct values in the order of first sight, and for each value which one it is. */
export interface Dictionary {
  readonly distinct: readonly Chunk[];
  readonly indexes: Uint32Array;
}

/** Looks for so many values before it gives up on a column whose values are mostly different. */
const TRIAL = 4096;
const MOST_DISTINCT = 1 << 16;

/** A dictionary of text, where there are far fewer values than rows; `always` for categories. */
export function dictionaryOf(values: readonly Chunk[], always: boolean): Dictionary | undefined {
  const found = new Map<Chunk, number>();
  const indexes = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as Chunk;
    // Equal bytes are different keys, and bytes are rarely equal.
    if (typeof value !== 'string') return undefined;
    let index = found.get(value);
    if (index === undefined) found.set(value, (index = found.size));
    indexes[i] = index;
    const isWaste = found.size > MOST_DISTINCT || (i % TRIAL === TRIAL - 1 && found.size > i / 2);
    if (isWaste && !always) return undefined;
  }
  return values.length > 0 && (always || found.size <= values.length / 2) ? { distinct: [...found.keys()], indexes } : undefined;
}

/** Each value behind its length in four bytes. */
export function plainText(values: readonly Chunk[]): Uint8Array {
  let most = 0;
  // Of UTF-16 at most three bytes a unit.
  for (const value of values) most += 4 + (typeof value === 'string' ? 3 * value.length : value.length);
  const bytes = Buffer.allocUnsafe(most);
  let end = 0;
  for (const value of values) {
    const length = typeof value === 'string' ? bytes.write(value, end + 4) : value.length;
    if (typeof value !== 'string') bytes.set(value, end + 4);
    bytes.writeUInt32LE(length, end);
    end += 4 + length;
  }
  return bytes.subarray(0, end);
}

/** Parquet's hybrid of runs and packed bits: here one run where all are equal, else all of them packed. Behind the width in a byte. */
export function packedIndexes(indexes: Uint32Array, distinct: number): Uint8Array {
  const width = Math.ceil(Math.log2(Math.max(distinct, 1)));
  if (width === 0) return Uint8Array.of(0, ...varint(indexes.length << 1));
  const groups = Math.ceil(indexes.length / 8);
  const header = varint((groups << 1) | 1);
  const bytes = new Uint8Array(1 + header.length + groups * width);
  bytes[0] = width;
  bytes.set(header, 1);
  let end = 1 + header.length;
  let buffer = 0;
  let bits = 0;
  for (let i = 0; i < indexes.length; i++) {
    // At most 7 bits are left over, and an index has as many as a count of rows in a row group: both fit into 32.
    buffer |= (indexes[i] as number) << bits;
    bits += width;
    while (bits >= 8) {
      bytes[end++] = buffer & 0xff;
      buffer >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) bytes[end] = buffer & 0xff;
  return bytes;
}

/** An unsigned integer, seven bits a byte, the lowest first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}
