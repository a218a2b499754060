import type { DatasetOptions } from '../../sdk/index.js';
import { writeParquet } from '../parquet/parquet-writer.js';
import type { TableLayout } from '../table-layout.js';
import { writeArrow } from './arrow-writer.js';
import type { Parts } from './text-writers.js';
import { writeDelimited, writeJson, writeJsonLines } from './text-writers.js';

/** A format that datasets are stored in. */
export type StoredFormat = NonNullable<DatasetOptions['format']>;

/** What each format is called as a media type. */
export const MEDIA_TYPE = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  jsonl: 'application/jsonl',
  arrow: 'application/vnd.apache.arrow.stream',
} as const satisfies Record<StoredFormat, string>;

/** How a table is written. */
export interface Encoding {
  readonly format: StoredFormat;
  /** Of Parquet. */
  readonly compression: NonNullable<DatasetOptions['compression']>;
}

/** The bytes of a table, made as its parts come: no more than one of them is in memory. */
export function encodeTable(
  layout: TableLayout,
  parts: Parts,
  { format, compression }: Encoding,
): AsyncGenerator<Uint8Array, void, undefined> {
  switch (format) {
    case 'parquet':
      return writeParquet(layout, parts, compression);
    case 'csv':
      return writeDelimited(layout, parts, ',');
    case 'tsv':
      return writeDelimited(layout, parts, '\t');
    case 'json':
      return writeJson(layout, parts);
    case 'jsonl':
      return writeJsonLines(layout, parts);
    case 'arrow':
      return writeArrow(layout, parts);
  }
}
