import type { Narrowing } from './narrow.js';
import type { RawTable } from './raw-columns.js';
import type { ColumnType } from './types/column-type.js';

/** A body that tables are read from: bytes in memory, a file, or what a server hands out in parts. */
export interface TableBody {
  /** What an error calls it. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The bytes from `start` up to `end`, in chunks. May be called again, and several times at once. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** A column of a file. */
export interface TableField {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** Some rows that follow each other. */
export interface Batch extends RawTable {
  /** The number of its first row, from 0. */
  readonly start: number;
}

/** Which part of a table to read. */
export interface ScanOptions {
  /** In this order. Default: all. @throws {InvalidArgumentError} for one that is not there. */
  readonly columns?: readonly string[];
  /** Rows at most; nothing that lies behind them is read. */
  readonly limit?: number;
  /** False for rows that may be left out; whatever can be skipped without them is. */
  readonly needs?: (start: number, end: number) => boolean;
  /** Timestamps as bigints, in the unit of their field, so that nothing finer than a millisecond is lost. Default: Dates. */
  readonly ticks?: boolean;
}

/** A file of a known format, opened: little more than its header or footer has been read. */
export interface TableReader {
  /** All columns in order. Formats without a schema (CSV, JSON) are read through for it, once. */
  fields(): Promise<readonly TableField[]>;
  /** Where the file says so: Parquet. */
  readonly rows?: number;
  /**
   * The rows in order, a few thousand at a time or what the file keeps together (a row group). A column has one type in all batches, and every
   * batch all columns: for formats without a schema, and integers whose range no statistics tell, that takes a reading before the first batch.
   */
  batches(options?: ScanOptions): AsyncIterable<Batch>;
  /**
   * The same in one reading, as the values come: integers of 64 bits are bigints and decimals text, until they are brought to one type as `narrowing`
   * says, and a batch of JSON has only the columns that it mentions.
   */
  looseBatches(options?: ScanOptions): AsyncIterable<Batch>;
  narrowing(column: string): Narrowing | undefined;
  /** Rows as they lie in the file, for formats that keep them so: JSON. */
  readonly objects?: () => AsyncIterable<readonly Readonly<Record<string, unknown>>[]>;
}
