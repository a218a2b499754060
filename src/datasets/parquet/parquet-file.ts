import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { InvalidDatasetError } from '../../core/index.js';
import { readable } from '../readable.js';
import { bytesOf } from '../table-body.js';
import type { TableBody } from '../table-reader.js';

/** A Parquet file whose footer has been read. */
export interface ParquetFile {
  readonly body: TableBody;
  readonly metadata: FileMetaData;
}

/** Footers are mostly smaller, and a larger one costs one more reading. */
const FOOTER_BYTES = 64 * 1024;
const MAGIC_BYTES = 4;
/** Length of the metadata, and the magic word behind it. */
const TAIL_BYTES = 8;

/** @throws {InvalidDatasetError} for what is no Parquet file, is cut short, or encrypted. */
export async function openParquetFile(body: TableBody): Promise<ParquetFile> {
  await checkEnds(body);
  const { parquetMetadataAsync } = await import('hyparquet');
  return await readable(body, 'a Parquet file', async () => {
    const metadata = await parquetMetadataAsync(asyncBuffer(body), { initialFetchSize: FOOTER_BYTES, geoparquet: false });
    const encrypted = metadata.row_groups
      .flatMap(({ columns }) => columns)
      .find((column) => column.crypto_metadata !== undefined || !column.meta_data);
    if (encrypted) throw new Error('some of its columns are encrypted, and there is no way to give a key');
    return { body, metadata };
  });
}

/** A body as the library reads it. */
export function asyncBuffer(body: TableBody): AsyncBuffer {
  return { byteLength: body.size, slice: async (start, end = body.size) => (await bytesOf(body, start, end)).buffer };
}

async function checkEnds(body: TableBody): Promise<void> {
  const magic = async (start: number): Promise<string> => String.fromCharCode(...(await bytesOf(body, start, start + MAGIC_BYTES)));
  const wrong = (reason: string): InvalidDatasetError => new InvalidDatasetError(body.name, reason);
  if (body.size >= MAGIC_BYTES + TAIL_BYTES) {
    const end = await magic(body.size - MAGIC_BYTES);
    if (end === 'PAR1') return;
    if (end === 'PARE') throw wrong('it is an encrypted Parquet file, and there is no way to give a key');
  }
  const isParquet = body.size >= MAGIC_BYTES && (await magic(0)) === 'PAR1';
  throw wrong(
    isParquet
      ? 'it is a Parquet file that is cut short: it does not end as one does'
      : 'it does not end as a Parquet file does; is it of another format, or cut short?',
  );
}
