import { InvalidDatasetError } from '../../core/index.js';
import type { RawTable } from '../raw-columns.js';
import { isArrayLike, isRecord, isTableShape, rawColumns } from '../raw-columns.js';
import { nameOfValue } from '../types/place.js';
import type { RawPart } from '../types/typed-tables.js';
import { GatheredRows } from './gathered-rows.js';

/** Rows that are gathered before they become columns. */
const GATHERED_ROWS = 8192;

/** What the plain objects of an iterable are: rows, or batches of columns. */
export type StreamOf = 'rows' | 'columns';

/** Data that comes by and by. */
export type RowStream = AsyncIterable<unknown> | Iterable<unknown>;

/** True for async iterables, and for generators and other iterators; not for arrays and maps, which are there at once. */
export function isStream(data: object): data is RowStream {
  return Symbol.asyncIterator in data || (Symbol.iterator in data && typeof (data as { next?: unknown }).next === 'function');
}

/**
 * Makes tables of what an iterable gives: rows (objects), or batches of them (arrays of rows, Arquero and Arrow tables, objects of columns).
 *
 * @throws {InvalidDatasetError} for an item that is none of these, naming the row that it would begin with.
 */
export async function* streamParts(dataset: string, stream: RowStream, streamOf?: StreamOf): AsyncGenerator<RawPart, void, undefined> {
  const parts = new StreamParts(dataset, streamOf);
  if (Symbol.asyncIterator in stream) {
    for await (const item of stream) yield* parts.take(item);
  } else {
    // Not with the loop above: it would wait for each value, which takes longer than all the rest.
    for (const item of stream) yield* parts.take(item);
  }
  yield* parts.gathered();
}

class StreamParts {
  readonly #dataset: string;
  #streamOf: StreamOf | undefined;
  #rows = new GatheredRows();
  #firstRow = 0;

  constructor(dataset: string, streamOf: StreamOf | undefined) {
    this.#dataset = dataset;
    this.#streamOf = streamOf;
  }

  *take(item: unknown): Generator<RawPart, void, undefined> {
    if (isRecord(item) && !isTableShape(item) && this.#areRows(item)) {
      this.#rows.add(item);
      if (this.#rows.count >= GATHERED_ROWS) yield* this.gathered();
      return;
    }
    yield* this.gathered();
    const table = this.#batch(item);
    if (table.rows > 0) yield { table, firstRow: this.#firstRow };
    this.#firstRow += table.rows;
  }

  /** The rows that came one by one. */
  *gathered(): Generator<RawPart, void, undefined> {
    const table = this.#rows.table();
    if (table.rows === 0) return;
    this.#rows = new GatheredRows();
    yield { table, firstRow: this.#firstRow };
    this.#firstRow += table.rows;
  }

  // Asked of the first plain object. One of nothing but lists may be either, and to guess wrong would store something else.
  #areRows(item: Readonly<Record<string, unknown>>): boolean {
    if (this.#streamOf === undefined) {
      const values = Object.values(item);
      if (values.length > 0 && values.every(isArrayLike)) {
        throw new InvalidDatasetError(
          this.#dataset,
          "the items of its stream are objects of nothing but lists. Say what they are: streamOf: 'columns' for batches of columns, or 'rows' for rows with lists in them",
        );
      }
      this.#streamOf = 'rows';
    }
    return this.#streamOf === 'rows';
  }

  #batch(item: unknown): RawTable {
    const row = this.#firstRow;
    const isTable = typeof item === 'object' && item !== null && !ArrayBuffer.isView(item) && !isStream(item);
    if (!isTable)
      throw new InvalidDatasetError(
        this.#dataset,
        `row ${row} of its stream is ${nameOfValue(item)}, and a row is an object of values by column name`,
      );
    // What is wrong with a row of the batch is told with its place in the whole.
    return rawColumns(this.#dataset, item, row);
  }
}
