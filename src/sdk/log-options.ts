import type { ColumnTable } from 'arquero';
import type { TopLevelSpec } from 'vega-lite';
import type { Json } from '../core/index.js';
import type { CsvOptions } from './data-item.js';
import type { DataItem } from './data-item.js';

/** Labels of an artifact; values are stored as text. */
export type Labels = Readonly<Record<string, string>>;

/** Options that every artifact has. */
export interface CommonArtifactOptions {
  readonly labels?: Labels;
  /** A tag to move to this version, beside `latest`, when the step completes: not `v1`, `v2`, …, and none that is protected in the project. */
  readonly tag?: string;
  /** Makes a new version also of the very bytes that the newest version has. Default false: the record then has that version's number. */
  readonly newVersion?: boolean;
  /** The name in URIs. Default `<run name>_<key>`; `false`: the body is stored, but no record is kept. */
  readonly dbKey?: string | false;
  /** Which viewer a page uses: `web-app`, `table`, …. Default by media type. */
  readonly viewer?: string;
  /** Links to other artifacts and whatever else belongs to it. */
  readonly extraData?: Readonly<Record<string, Json>>;
  /** Another place for the body: a folder, or `+/sub` under the default one. */
  readonly artifactPath?: string;
}

/** A file's content: text (stored as UTF-8), bytes, bytes as they come, or a local file. */
export type FileContent = string | Uint8Array | AsyncIterable<Uint8Array> | { readonly localPath: string };

/**
 * Options of `logArtifact`. Exactly one of `body`, `files`, `localPath` (an existing file or folder) or `targetPath` (registered where it lies) says what is logged.
 */
export interface ArtifactOptions extends CommonArtifactOptions {
  /** Text (stored as UTF-8), bytes, or bytes as they come. Empty is a real, empty file. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** A directory: the content of each file by its path, with `/` between the parts. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** With a body: gives the file's name and type. Without one: the file to log, or the folder, with all that is in it. */
  readonly localPath?: string;
  /** An absolute path or URL to register without copying. With a body, an absolute path that the body is written to; an existing file is never overwritten. */
  readonly targetPath?: string;
  /** A file suffix without the dot, e.g. `html`, when there is no `localPath`. */
  readonly format?: string;
  /** IANA media type. Default by the file's suffix. */
  readonly mediaType?: string;
  /** `false`: a local file, or those of a folder, are registered where they lie and not copied. Default true. */
  readonly upload?: boolean;
}

/**
 * An Arrow table or record batch, of apache-arrow or flechette. Told by its shape, so that any version of either will do.
 */
export interface ArrowTableLike {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: object }[] };
  /** The column at that place. */
  getChildAt(index: number): object | null | undefined;
}

/** A table that is there: an Arquero or Arrow table, an array of objects (one a row), or an object of columns of equal length. */
export type WholeTable = ColumnTable | ArrowTableLike | readonly object[] | { readonly [column: string]: ArrayLike<unknown> };

/** A local table file. Parquet is stored as it is, to the byte, unless other types or a compression are asked for; anything else is converted as it is read. */
export interface TableFile {
  readonly localPath: string;
  /** Default: what the name ends in. */
  readonly fileFormat?: 'parquet' | 'csv' | 'tsv' | 'json' | 'jsonl' | 'arrow';
  /** How delimited text is to be read. Types of columns are an option of `logDataset`. */
  readonly csv?: Omit<CsvOptions, 'types'>;
}

/**
 * What `logDataset` takes: a table, a local file of one, or an iterable (async, or a generator) of rows or of tables one below the other. An iterable is read once, as it is
 * stored: no more than some hundred thousand rows of it are in memory.
 */
export type TableLike = WholeTable | TableFile | AsyncIterable<object> | IterableIterator<object>;

/**
 * The type of a column: `int32`, `int64` (`integer`), `float32`, `float64` (`number`), `boolean`, `string`, `category`, `date`, `binary`, `json`;
 * `timestamp` for what a clock showed and `timestamp[UTC]`, `timestamp[us, Europe/Berlin]` for moments (unit `ms`, `us` or `ns`; default `ms`); `decimal(10, 2)`; `list<…>` and
 * `struct<name: …>` of these.
 */
export type ColumnTypeText =
  | 'int32'
  | 'int64'
  | 'integer'
  | 'float32'
  | 'float64'
  | 'number'
  | 'boolean'
  | 'string'
  | 'category'
  | 'date'
  | 'binary'
  | 'json'
  | 'timestamp'
  | `timestamp[${string}]`
  | `decimal(${string})`
  | `list<${string}>`
  | `struct<${string}>`;

/** What is expected of the values of a column. What is missing (null, NaN) is looked at by `nulls` alone. */
export interface ColumnExpectation {
  /** Inclusive. Times are compared with Dates, decimals with numbers. */
  readonly min?: number | bigint | Date | string;
  readonly max?: number | bigint | Date | string;
  /** `false`: no value is missing. */
  readonly nulls?: boolean;
  /** `true`: no value comes twice. Keeps all values in memory to know. */
  readonly unique?: boolean;
  /** The only values there are. */
  readonly in?: readonly (string | number | bigint | boolean | Date)[];
  /** Numbers as the text that they are written as. */
  readonly matches?: RegExp;
}

/** A schema of a row: zod's, or another with the Standard Schema interface. A row has all columns; what is missing is null. */
export interface RowSchema {
  readonly '~standard': {
    /** Gives the row, or the issues with it; a promise of either is not waited for. */
    readonly validate: (row: unknown) => unknown;
  };
}

/** Options of `logDataset`. */
export interface DatasetOptions extends CommonArtifactOptions {
  /** Default: under 10,000 rows and 100 columns. */
  readonly stats?: boolean;
  /** Rows kept in the record; default 20, 0 for none. */
  readonly preview?: number;
  /** Which column is the target of a model. */
  readonly labelColumn?: string;
  /** Default `parquet`, the one that keeps all types. */
  readonly format?: 'parquet' | 'csv' | 'tsv' | 'json' | 'jsonl' | 'arrow';
  /** Of Parquet. Default `snappy`, which every reader has; `zstd` needs Node 22.15. */
  readonly compression?: 'snappy' | 'none' | 'gzip' | 'zstd';
  /** Types of columns by name, in place of those that their values have. Values become what they are said to be, text among them: `'7'` is a number where it should be one. */
  readonly types?: Readonly<Record<string, ColumnTypeText>>;
  /** What is expected of the rows: a schema, or rules by column. Violations are counted, and the first few recorded. */
  readonly expect?: RowSchema | Readonly<Record<string, ColumnExpectation>>;
  /** `fail` (default): a dataset that is not as expected is not recorded, and the call fails with DatasetViolationError. `warn`: it is, with a line in the log. */
  readonly onViolation?: 'fail' | 'warn';
  /** What the plain objects of an iterable are. Default `rows`; must be said where all of their values are lists. */
  readonly streamOf?: 'rows' | 'columns';
}

/** Options of `logModel`. Exactly one of `body`, `localPath` and `dir` says what the model is. */
export interface ModelOptions extends CommonArtifactOptions {
  /** The model file: text, bytes or a stream. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** With a body: the model file's name. Without one: the model file, or a folder as by `dir`. */
  readonly localPath?: string;
  /** The model file's suffix without the dot, e.g. `onnx`, when there is no `localPath`. */
  readonly format?: string;
  /** A folder, whose files are all the model's; one named `model_spec.yaml` is written anew. */
  readonly dir?: string;
  /** With a folder: which of its files is read as the model, by its path in it. Default: its only file; of several none is. */
  readonly modelFile?: string;
  /** Further files that belong to the model, by their path beside the model file. */
  readonly extraFiles?: Readonly<Record<string, FileContent>>;
  readonly framework?: string;
  readonly algorithm?: string;
  readonly metrics?: Readonly<Record<string, Json>>;
  readonly parameters?: Readonly<Record<string, Json>>;
  /** What the model takes and gives: feature names, or objects with a `name`. Default: the columns of the training set, and of those its label columns. */
  readonly inputs?: Json;
  readonly outputs?: Json;
  /** What the model was trained on: a table, a data item, or the URI or path of one. Its columns and statistics are kept, and its URI where it has one. */
  readonly trainingSet?: TableLike | DataItem | string;
  /** Which columns of the training set are the outputs. Default: the label column of the dataset that it is. */
  readonly labelColumn?: string | readonly string[];
  /** `false`: no statistics of the training set. Default true: those of its record, else they are made from its rows, which then are all in memory. */
  readonly stats?: boolean;
}

/** What has a Vega-Lite spec, such as a builder of vega-lite-api. */
export type ChartBuilder =
  | {
      /** The spec. */
      toSpec(): unknown;
    }
  | {
      /** The spec. */
      toJSON(): unknown;
    };

/** Any Vega-Lite v6 spec. */
export type ChartSpec = TopLevelSpec | Readonly<Record<string, unknown>>;

/** Options of `logChart`. */
export type ChartOptions = CommonArtifactOptions;
