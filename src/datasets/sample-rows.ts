import { isWide, narrow } from './narrow.js';
import type { RawTable } from './raw-columns.js';
import { Reservoir, randomFrom } from './reservoir.js';
import type { Batch, ScanOptions, TableReader } from './table-reader.js';

interface Sampled {
  readonly row: number;
  /** By column, those of the batch that it was in. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** `size` rows of a table in their order, or all if there are fewer; of a Parquet file only the row groups are read that they are in. */
export async function sampleRows(reader: TableReader, size: number, seed: number): Promise<RawTable> {
  const wanted: ScanOptions = reader.rows === undefined ? {} : { needs: neededBy(chosenRows(reader.rows, size, seed)) };
  const reservoir = new Reservoir(size, randomFrom(seed));
  const places: Sampled[] = [];
  for await (const batch of reader.looseBatches(wanted)) {
    // Rows that were left out are none of the chosen ones, but they may have been for a while.
    while (reservoir.next < batch.start) reservoir.take();
    while (reservoir.next < batch.start + batch.rows) {
      const row = reservoir.next;
      places[reservoir.take()] = { row, values: rowOf(batch, row - batch.start) };
    }
  }
  const rows = Object.values(places).toSorted((a, b) => a.row - b.row);
  const columns = (await reader.fields()).map(({ name }): [string, ArrayLike<unknown>] => {
    const values = rows.map((row) => row.values.get(name) ?? null);
    const narrowing = reader.narrowing(name);
    return [name, narrowing === undefined ? values : narrow(values, narrowing, isWide(values, narrowing))];
  });
  return { rows: rows.length, columns: new Map(columns) };
}

/** Those that are left in the end, sorted. */
function chosenRows(total: number, size: number, seed: number): Float64Array {
  const reservoir = new Reservoir(size, randomFrom(seed));
  const chosen: number[] = [];
  while (reservoir.next < total) {
    const row = reservoir.next;
    chosen[reservoir.take()] = row;
  }
  return Float64Array.from(Object.values(chosen)).sort();
}

function neededBy(rows: Float64Array): (start: number, end: number) => boolean {
  return (start, end) => rows.some((row) => row >= start && row < end);
}

function rowOf({ columns }: Batch, row: number): ReadonlyMap<string, unknown> {
  return new Map([...columns].map(([name, values]) => [name, values[row] ?? null]));
}
