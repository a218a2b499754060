import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { InvalidDatasetError, fromTagged, type Json } from '../core/index.js';
import type { RawTable } from './raw-columns.js';

/** Beside snappy and none, which the reader has itself. */
const COMPRESSORS: Compressors = { GZIP: (bytes) => gunzipSync(bytes), BROTLI: (bytes) => brotliDecompressSync(bytes) };

/** Reads a Parquet file, one column after the other. Times finer than a millisecond lose the rest, as Date has no place for it. */
export async function readParquet(name: string, body: Uint8Array): Promise<RawTable> {
  if (!startsAndEndsWell(body)) throw new InvalidDatasetError(name, 'it does not begin and end as a Parquet file does; is it cut short?');
  const { parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet');
  // Copied: the body may be a view of a larger buffer, as a Buffer mostly is.
  const file = { byteLength: body.byteLength, slice: (start: number, end?: number) => new Uint8Array(body.subarray(start, end)).buffer };
  const columns = new Map<string, unknown[]>();
  try {
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    const scan = await parquetScan({
      file,
      metadata,
      compressors: COMPRESSORS,
      parsers: { jsonFromBytes },
      utf8: false,
      useOffsetIndex: false,
    });
    for (const { element } of parquetSchema(metadata).children) {
      const values: unknown[] = [];
      for (const range of scan.ranges) {
        for (const value of await scan.readColumn({ column: element.name, ...range })) values.push(value ?? null);
      }
      if (values.length !== rows) throw new Error(`column ${JSON.stringify(element.name)} has ${values.length} of ${rows} rows`);
      columns.set(element.name, values);
    }
    return { rows, columns };
  } catch (error) {
    throw new InvalidDatasetError(name, `it is not a Parquet file that can be read: ${(error as Error).message}`, { cause: error });
  }
}

function startsAndEndsWell(body: Uint8Array): boolean {
  const magic = (start: number) => String.fromCharCode(...body.subarray(start, start + 4)) === 'PAR1';
  return body.byteLength >= 12 && magic(0) && magic(body.byteLength - 4);
}

function jsonFromBytes(bytes: Uint8Array | undefined): unknown {
  return bytes && fromTagged(JSON.parse(new TextDecoder().decode(bytes)) as Json);
}
