import type { RawTable } from './raw-columns.js';
import type { Narrowing } from './narrow.js';
import { isWide, narrow } from './narrow.js';
import type { Batch } from './table-reader.js';

/** Batches as one table, each column in one type. A column that some batches lack is null there. */
export async function joinBatches(batches: AsyncIterable<Batch>, narrowing: (column: string) => Narrowing | undefined): Promise<RawTable> {
  const parts = new Map<string, { readonly start: number; readonly values: ArrayLike<unknown> }[]>();
  let rows = 0;
  for await (const batch of batches) {
    for (const [name, values] of batch.columns) {
      const column = parts.get(name);
      if (column) column.push({ start: rows, values });
      else parts.set(name, [{ start: rows, values }]);
    }
    rows += batch.rows;
  }
  const columns = new Map<string, ArrayLike<unknown>>();
  for (const [name, column] of parts) {
    const joined = join(column, rows);
    const kind = narrowing(name);
    columns.set(name, kind === undefined ? joined : narrow(joined, kind, isWide(joined, kind)));
    // What was copied is not needed any more, and the table is large.
    column.length = 0;
  }
  return { rows, columns };
}

function join(parts: readonly { readonly start: number; readonly values: ArrayLike<unknown> }[], rows: number): ArrayLike<unknown> {
  const [first] = parts;
  if (first !== undefined && first.values.length === rows) return first.values;
  const packed = first === undefined ? undefined : packedLike(first.values, rows);
  const isWhole = parts.reduce((sum, { values }) => sum + values.length, 0) === rows;
  if (packed !== undefined && isWhole && parts.every(({ values }) => values.constructor === packed.constructor)) {
    for (const { start, values } of parts) packed.set(values as never, start);
    return packed;
  }
  const all = new Array<unknown>(rows).fill(null);
  for (const { start, values } of parts) for (let row = 0; row < values.length; row++) all[start + row] = values[row] ?? null;
  return all;
}

type Packed = Float64Array | Float32Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

function packedLike(values: ArrayLike<unknown>, rows: number): Packed | undefined {
  if (!ArrayBuffer.isView(values)) return undefined;
  const PackedArray = values.constructor as new (length: number) => Packed;
  return new PackedArray(rows);
}
