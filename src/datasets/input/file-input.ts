import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { BodyChangedError, InvalidArgumentError, LocalFileNotFoundError } from '../../core/index.js';
import type { CsvOptions, TableFile } from '../../sdk/index.js';
import type { TableFormat } from '../formats.js';
import { formatOf } from '../formats.js';
import { knownFormat, openTable } from '../open-table.js';
import { pathBody } from '../table-body.js';
import type { ColumnType } from '../types/column-type.js';
import type { RawPart, Types } from '../types/typed-tables.js';

/** A local file that is there. */
export interface FileInput {
  readonly dataset: string;
  /** Absolute. */
  readonly path: string;
  readonly format: TableFormat;
  readonly csv: CsvOptions;
  /** What it was when it was looked at first. */
  readonly seen: Seen;
}

interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
}

/** True for `{ localPath }`: text is no column. */
export function isFile(data: object): data is TableFile {
  return typeof (data as Partial<TableFile>).localPath === 'string';
}

/**
 * Looks at a file without reading it.
 *
 * @throws {LocalFileNotFoundError} when it is not there. @throws {InvalidArgumentError} when it is no file, or nothing says its format.
 */
export async function lookAtFile(dataset: string, { localPath, fileFormat, csv = {} }: TableFile): Promise<FileInput> {
  const path = resolve(localPath);
  if (fileFormat !== undefined && formatOf(`x.${fileFormat}`) !== fileFormat)
    throw new InvalidArgumentError(
      `The fileFormat of dataset ${JSON.stringify(dataset)} is parquet, csv, tsv, json, jsonl or arrow, not ${String(fileFormat)}.`,
    );
  const seen = await stat(path).catch((error: unknown) => {
    throw new LocalFileNotFoundError(dataset, path, { cause: error });
  });
  if (!seen.isFile()) throw new InvalidArgumentError(`Dataset ${JSON.stringify(dataset)}: ${path} is not a file.`);
  return { dataset, path, format: fileFormat ?? knownFormat(basename(path)), csv, seen };
}

/**
 * The rows of a file, with the types that it says or that its values have. Columns of text files whose types are given are left as the text they are.
 *
 * @throws {InvalidDatasetError} for what is not of its format, with the line where there are lines. @throws {BodyChangedError} at the end, for a file that was written to meanwhile.
 */
export async function* fileParts(file: FileInput, given: Types): AsyncGenerator<RawPart, void, undefined> {
  const reader = await openTable(await pathBody(file.path, file.dataset), file.format, { ...file.csv, types: asText(given) });
  const types = new Map((await reader.fields()).map(({ name, type }): [string, ColumnType] => [name, type]));
  // So that the columns are known where there are no rows, too.
  yield { table: { rows: 0, columns: new Map(), types }, firstRow: 0 };
  for await (const { rows, columns, start } of reader.looseBatches({ ticks: true }))
    yield { table: { rows, columns, types }, firstRow: start };
  await checkUnchanged(file);
}

/** @throws {BodyChangedError} for a file that is not what it was when it was looked at. */
export async function checkUnchanged({ path, seen }: FileInput): Promise<void> {
  const now = await stat(path).catch(() => undefined);
  if (now?.size !== seen.size || now.mtimeMs !== seen.mtimeMs) throw new BodyChangedError(path);
}

function asText(given: Types): NonNullable<CsvOptions['types']> {
  return Object.fromEntries([...given.keys()].map((name) => [name, 'string']));
}
