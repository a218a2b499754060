import type { TableFile } from '../../sdk/index.js';
import type { RawTable } from '../raw-columns.js';
import { rawColumns } from '../raw-columns.js';
import type { RawPart } from '../types/typed-tables.js';
import { isFile } from './file-input.js';
import type { StreamOf } from './row-batches.js';
import { isStream, streamParts } from './row-batches.js';

/** Data as it was given: all there, or to come. */
export type Input =
  | { readonly kind: 'table'; readonly table: RawTable }
  | { readonly kind: 'stream'; readonly parts: AsyncIterable<RawPart> }
  | { readonly kind: 'file'; readonly file: TableFile };

/** Tells what `data` is. A table is taken apart at once; of a stream or file nothing is read yet. @throws {InvalidDatasetError} for what is no table. */
export function openInput(dataset: string, data: unknown, streamOf?: StreamOf): Input {
  if (typeof data === 'object' && data !== null) {
    if (isStream(data)) return { kind: 'stream', parts: streamParts(dataset, data, streamOf) };
    if (isFile(data)) return { kind: 'file', file: data };
  }
  return { kind: 'table', table: rawColumns(dataset, data) };
}
