import type { ArtifactSpec, ArtifactStatus, ColumnStats, Json } from '../core/index.js';
import { InvalidArgumentError, InvalidDatasetError } from '../core/index.js';
import type { DatasetOptions, TableLike } from '../sdk/index.js';
import { taggedCell } from './cells.js';
import type { TypedTable } from './columns.js';
import { SCHEMA_TYPE, typedColumns } from './columns.js';
import { writeParquet } from './parquet-writer.js';
import { rawColumns } from './raw-columns.js';
import { columnStats } from './statistics.js';
import { writeCsv, writeJson } from './text-writers.js';

/** A dataset ready to be stored: its file, and what its record says of it. */
export interface PreparedDataset {
  /** Parquet comes whole; CSV and JSON come as they are made, and can be read once. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** `<key>.<format>` */
  readonly fileName: string;
  readonly mediaType: string;
  readonly spec: Pick<ArtifactSpec, 'fileName' | 'schema' | 'header' | 'length' | 'labelColumn' | 'format'>;
  readonly status: Pick<ArtifactStatus, 'preview' | 'stats'>;
}

const PREVIEW_ROWS = 20;
const PREVIEW_COLUMNS = 100;
/** Statistics are made without being asked for in tables smaller than both. */
const AUTOMATIC_STATS = { rows: 10_000, columns: 100 };

const MEDIA_TYPE = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv',
  json: 'application/json',
} as const satisfies Record<NonNullable<DatasetOptions['format']>, string>;

/**
 * Makes the file and the record's parts of a dataset. `data` is read before this returns its promise: what the caller changes afterwards
 * does not change what is stored.
 *
 * @throws {InvalidDatasetError} when `data` is no table or holds what cannot be stored, or when it lacks the label column.
 * @throws {InvalidArgumentError} when `options.preview` is no count.
 */
export async function prepareDataset(key: string, data: TableLike, options: DatasetOptions = {}): Promise<PreparedDataset> {
  const { format = 'parquet', labelColumn } = options;
  if (!Object.hasOwn(MEDIA_TYPE, format))
    throw new InvalidArgumentError(
      `The format of dataset ${JSON.stringify(key)} is one of ${Object.keys(MEDIA_TYPE).join(', ')}, not ${String(format)}.`,
    );
  const table = typedColumns(key, rawColumns(key, data));
  // Everything above has happened when the promise is handed out; what is below works on copies.
  const header = table.columns.map((column) => column.name);
  if (labelColumn !== undefined && !header.includes(labelColumn)) {
    throw new InvalidDatasetError(key, `its label column ${JSON.stringify(labelColumn)} is not one of its columns (${header.join(', ')})`);
  }
  const preview = previewOf(key, table, options.preview === undefined ? PREVIEW_ROWS : options.preview);
  const stats = (options.stats ?? isSmall(table)) ? statsOf(table) : undefined;
  const body = format === 'parquet' ? await writeParquet(table) : format === 'csv' ? writeCsv(table) : writeJson(table);
  const fileName = `${key}.${format}`;
  return {
    body,
    fileName,
    mediaType: MEDIA_TYPE[format],
    spec: { fileName, format, header, length: table.rows, schema: schemaOf(table), ...(labelColumn !== undefined && { labelColumn }) },
    status: { ...(preview && { preview }), ...(stats && { stats }) },
  };
}

function schemaOf({ columns }: TypedTable): NonNullable<ArtifactSpec['schema']> {
  return { fields: columns.map(({ name, kind, nulls }) => ({ name, type: SCHEMA_TYPE[kind], nullable: nulls > 0 })) };
}

function previewOf(key: string, table: TypedTable, wanted: number): Json[][] | undefined {
  if (!Number.isSafeInteger(wanted) || wanted < 0) {
    throw new InvalidArgumentError(
      `The preview of dataset ${JSON.stringify(key)} is a count of rows: an integer from 0, not ${String(wanted)}.`,
    );
  }
  if (wanted === 0) return undefined;
  const columns = table.columns.slice(0, PREVIEW_COLUMNS);
  return Array.from({ length: Math.min(wanted, table.rows) }, (_, row) => columns.map((column) => taggedCell(column, row)));
}

function isSmall({ rows, columns }: TypedTable): boolean {
  return rows < AUTOMATIC_STATS.rows && columns.length < AUTOMATIC_STATS.columns;
}

function statsOf({ columns }: TypedTable): Readonly<Record<string, ColumnStats>> {
  return Object.fromEntries(columns.map((column) => [column.name, columnStats(column)]));
}
