import { InvalidDatasetError, TidemarkError } from '../../core/index.js';
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

/** Does what reads the caller's own objects: what their getters and proxies throw is an error of the dataset. @throws {InvalidDatasetError} */
export function reading<T>(dataset: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TidemarkError) throw error;
    const thrown = error instanceof Error ? `${error.name}: ${error.message}` : 'something';
    throw new InvalidDatasetError(dataset, `reading its values throws ${thrown}`, { cause: error });
  }
}
