import type { Table as ArrowTable } from '@uwdata/flechette';
import type { ColumnTable } from 'arquero';
import type { ArtifactRecord } from '../core/index.js';

/** Which part of a body to get, and how. */
export interface GetOptions {
  /** Bytes to skip. Default 0. */
  readonly offset?: number;
  /** Bytes at most. Default: to the end. */
  readonly size?: number;
}

/** Size and age of a body. */
export interface DataStat {
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
  readonly mediaType: string;
}

/** How a CSV, TSV or other delimited file is to be read. */
export interface CsvOptions {
  /** One character. Default: found out of `,` `;` tab and `|` by the first rows. */
  readonly delimiter?: string;
  /** One character; empty where nothing is quoted. Default `"`. */
  readonly quote?: string;
  /** What stands before the fraction of a number. Default `.`. */
  readonly decimal?: '.' | ',';
  /** `latin1`, `utf-16le`, `shift_jis`, …: the names of the web's Encoding standard. Default: what a byte order mark says, else `utf-8`. */
  readonly encoding?: string;
  /** False when the first row is data (columns are then `column_1`, `column_2`, …), or the names of the columns of such a file. Default true. */
  readonly header?: boolean | readonly string[];
  /** Cells that are null, quoted or not. Default: cells with nothing in them, not even quotes. */
  readonly nulls?: readonly string[];
  /** The types of columns, in place of those that all of their cells allow. */
  readonly types?: Readonly<Record<string, 'integer' | 'number' | 'string' | 'boolean' | 'datetime'>>;
}

/** A column of a table that is read. */
export interface ColumnInfo {
  readonly name: string;
  /** `int64`, `float64`, `string`, `category`, `boolean`, `date`, `timestamp[us, Europe/Berlin]`, `decimal(10, 2)`, `list<int64>`, …: the types of docs/datasets.md. */
  readonly type: string;
  /** True when a value may be missing. Of CSV and JSON: when one is. */
  readonly nullable: boolean;
}

/** Which rows a sample has. */
export interface SampleOptions extends CsvOptions {
  /** The same seed gives the same rows of the same body. Default: other rows each time. */
  readonly seed?: number;
}

/**
 * Reading a body as a table: Parquet, CSV, TSV and other delimited text, JSON, JSON lines and Arrow IPC (its file format, also called Feather, and its stream
 * format), told by the file name or else the media type. Options are for delimited text; the others have no use for them.
 *
 * Values are null, boolean, number, string, bigint, Date, Uint8Array, and arrays and objects of them. A column of integers holds numbers when every one is
 * exact as such, else bigints; one of decimals numbers when every one has 15 digits at most, else text. `head`, `sample` and `sql` look at what they give back for
 * that. A timestamp without a zone is the Date that shows the same in UTC, and what is finer than a millisecond is cut off.
 *
 * All of them reject with InvalidDatasetError for a body that is cut short or of another format (with the `line` where there are lines), and with
 * InvalidArgumentError for a column that is not there.
 */
export interface TableReading {
  /** All of it as an Arquero table. */
  table(options?: CsvOptions): Promise<ColumnTable>;
  /**
   * Its rows as objects, one after the other, in bounded memory: that of a row group (Parquet), a record batch (Arrow) or 256 KiB (text). May be left early.
   * Rows of JSON have the keys that they have in the file.
   *
   * A body that has a digest is checked before the first row. Bodies over 64 MiB that are not on this machine are copied to a folder first.
   */
  rows<T = Record<string, unknown>>(options?: CsvOptions): AsyncIterable<T>;
  /** The same as an array: everything in memory. */
  allRows<T = Record<string, unknown>>(options?: CsvOptions): Promise<T[]>;
  /** Some columns, in the order of `names`. Of Parquet no more than their bytes are fetched (and are not checked against the body's digest). */
  columns(names: readonly string[], options?: CsvOptions): Promise<ColumnTable>;
  /** The first `n` rows (default 20), reading no further than to them, or to the end of their row group. Types of CSV columns are what these rows allow. */
  head(n?: number, options?: CsvOptions): Promise<ColumnTable>;
  /** `n` rows, or all if there are fewer, each equally likely to be one of them, in their order. In memory are no more than these. */
  sample(n: number, options?: SampleOptions): Promise<ColumnTable>;
  /**
   * All of it as an Arrow table of `@uwdata/flechette`, the implementation that comes with Arquero. Timestamps keep
   * their unit and zone, integers their width; taken out, times are Dates and integers of 64 bits bigints.
   */
  arrow(options?: CsvOptions): Promise<ArrowTable>;
  /** Its columns. CSV and JSON are read through for it. */
  schema(options?: CsvOptions): Promise<ColumnInfo[]>;
  /**
   * The rows that a query in DuckDB's SQL gives, in which the table is called `data`: `select kind, avg(price) from data group by kind`. Parquet is read in place where it
   * lies on this machine, else from a local copy, and only as far as the query needs; other formats are written out as Parquet first, so that values are those of `table()`.
   *
   * @throws {MissingPackageError} when the package `@duckdb/node-api` is not installed.
   * @throws {InvalidQueryError} with what DuckDB says of the query.
   */
  sql<T = Record<string, unknown>>(query: string, options?: CsvOptions): Promise<T[]>;
}

/**
 * An input or artifact that can be read: a file, a URL, or what a run logged. Reading is lazy: nothing is fetched before a method is called.
 * Every reading method rejects with InputNotFoundError, ArtifactNotFoundError or BodyNotFoundError when there is nothing.
 */
export interface DataItem extends TableReading {
  /** The input's or artifact's key. */
  readonly key: string;
  /** The pinned `store://` URI, `file://` path or URL that is read. */
  readonly url: string;
  /** `.csv`, `.parquet`, …; empty when there is none. */
  readonly suffix: string;
  /** The whole body in memory, or a part of it. */
  get(options?: GetOptions): Promise<Uint8Array>;
  /** The body, or a part of it, as text in the given encoding. */
  get(options: GetOptions & { readonly encoding: 'utf8' | 'utf-8' | 'latin1' | 'base64' | 'hex' }): Promise<string>;
  /** The whole body as UTF-8 text. */
  text(): Promise<string>;
  /** The body parsed as JSON. @throws {SyntaxError} as JSON.parse does. */
  json<T = unknown>(): Promise<T>;
  /** A local path with the body in it, under its own file name; of a directory, a folder with its files. Files and file stores are not copied where that is possible. */
  local(): Promise<string>;
  /** One file of a directory, by its path with `/` between the parts. A model's directory has its extra files and `model_spec.yaml`. */
  file(path: string): DataItem;
  /** The body as it is read, in chunks. */
  stream(options?: GetOptions): AsyncIterable<Uint8Array>;
  /** Size and age without reading the body; of a directory, the size of its files together. */
  stat(): Promise<DataStat>;
  /** The paths of a directory's or local folder's files, subfolders' too, sorted; of a file, its own name alone. */
  list(): Promise<string[]>;
  /** Writes the body to `path` (its folders are made); of a directory, all files to the folder `path`, which may not be there yet. Resolves to the absolute path. */
  download(path: string): Promise<string>;
  /**
   * A URL that reads the body without credentials until it expires (after an hour, unless said otherwise; seven days at most): for a browser, or a program
   * that knows nothing of Tidemark. For what lies in S3, and for http(s) inputs, which are their own link.
   *
   * @throws {InvalidArgumentError} for a body in a folder or in memory, which no server hands out.
   */
  presign(options?: { readonly expiresSeconds?: number }): Promise<string>;
  /** The record, when this is something that a run logged. */
  artifact(): Promise<ArtifactRecord | undefined>;
}
