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

/**
 * An input or artifact that can be read: a file, a URL, or what a run logged. Reading is lazy: nothing is fetched before a method is called.
 * Every reading method rejects with InputNotFoundError, ArtifactNotFoundError or BodyNotFoundError when there is nothing.
 */
export interface DataItem {
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
  /** A dataset, Parquet, CSV or JSON file as an Arquero table. */
  table(): Promise<ColumnTable>;
  /** The same as plain objects, one a row. */
  rows<T = Record<string, unknown>>(): Promise<T[]>;
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
