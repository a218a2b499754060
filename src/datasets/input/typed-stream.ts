import { DatasetInterruptedError, TidemarkError } from '../../core/index.js';
import type { TypedTable } from '../columns.js';
import { concatTables, sliceTable } from '../columns.js';
import type { RawPart, Types, Typing } from '../types/typed-tables.js';
import { findTypes, typedTable, withNamed } from '../types/typed-tables.js';

/** A stream whose first rows were read, so that its types are known. */
export interface TypedStream {
  readonly typing: Typing;
  /** All rows from the first one on, in parts of equal size but for the last. */
  readonly tables: AsyncIterable<TypedTable>;
}

/** Rows that are looked at to find types. */
const LOOKED_AT = 50_000;

/**
 * Reads as many rows as it takes to know the types, at most 50,000; they are fixed from then on.
 *
 * @throws {DatasetInterruptedError} when the source of the stream throws; Tidemark's own errors come as they are.
 */
export async function openTypedStream(dataset: string, stream: AsyncIterable<RawPart>, options: TypedStreamOptions): Promise<TypedStream> {
  const parts = named(dataset, stream);
  const first: RawPart[] = [];
  try {
    let rows = 0;
    for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
      first.push(next.value);
      rows += next.value.table.rows;
      if (rows >= LOOKED_AT) break;
    }
    const typing = withNamed(findTypes(dataset, first, options.types), options.types);
    options.check(typing);
    return { typing, tables: regrouped(typedParts(typing, first, parts), partRows(typing.types.size)) };
  } catch (error) {
    // The source has files and connections to close.
    await parts.return();
    throw error;
  }
}

/** What is known of a stream before it is read. */
export interface TypedStreamOptions {
  readonly types: Types;
  /** Throws where the columns are not those that are wanted. */
  readonly check: (typing: Typing) => void;
}

async function* typedParts(
  typing: Typing,
  first: RawPart[],
  rest: AsyncGenerator<RawPart, void, undefined>,
): AsyncGenerator<TypedTable, void, undefined> {
  try {
    // Taken out, so that they can be forgotten one by one.
    for (let part = first.shift(); part; part = first.shift()) yield typedTable(typing, part);
    for await (const part of rest) yield typedTable(typing, part);
  } finally {
    // Also when nobody came as far as the loop.
    await rest.return();
  }
}

/** Values of a part of a table that are in memory at a time, as a row group of Parquet. */
const PART_VALUES = 1 << 21;
const MOST_ROWS = 1 << 17;
const FEWEST_ROWS = 1 << 10;

/** Rows of a part, for a number of columns. */
export function partRows(columns: number): number {
  return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.floor(PART_VALUES / Math.max(1, columns))));
}

async function* regrouped(tables: AsyncIterable<TypedTable>, size: number): AsyncGenerator<TypedTable, void, undefined> {
  let waiting: TypedTable[] = [];
  let rows = 0;
  for await (const table of tables) {
    if (table.rows === 0) continue;
    waiting.push(table);
    rows += table.rows;
    if (rows < size) continue;
    const all = concatTables(waiting);
    const whole = rows - (rows % size);
    yield* parts(sliceTable(all, 0, whole), size);
    waiting = whole < rows ? [sliceTable(all, whole, rows)] : [];
    rows -= whole;
  }
  if (rows > 0) yield concatTables(waiting);
}

/** A table in parts of `size` rows; the last has what is left. */
export function* parts(table: TypedTable, size: number): Generator<TypedTable, void, undefined> {
  for (let start = 0; start < table.rows; start += size) yield sliceTable(table, start, Math.min(start + size, table.rows));
}

async function* named(dataset: string, stream: AsyncIterable<RawPart>): AsyncGenerator<RawPart, void, undefined> {
  let rows = 0;
  try {
    for await (const part of stream) {
      yield part;
      rows = part.firstRow + part.table.rows;
    }
  } catch (error) {
    if (error instanceof TidemarkError) throw error;
    throw new DatasetInterruptedError(dataset, rows, { cause: error });
  }
}
