import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Compressors, FileMetaData } from 'hyparquet';
import { unpackLz4Block } from '../lz4.js';

const LIBRARY_CODECS: ReadonlySet<string> = new Set(['ZSTD', 'LZ4']);

/** What unpacks the pages of a file. Snappy the reader has itself, gzip and brotli are Node's; the rest is loaded by files that need it. */
export async function compressorsFor({ row_groups: groups }: FileMetaData): Promise<Compressors> {
  const own: Compressors = {
    GZIP: (bytes) => gunzipSync(bytes),
    BROTLI: (bytes) => brotliDecompressSync(bytes),
    LZ4_RAW(bytes, length) {
      const output = new Uint8Array(length);
      return output.subarray(0, unpackLz4Block(bytes, output));
    },
  };
  if (!groups.some(({ columns }) => columns.some(({ meta_data: column }) => column && LIBRARY_CODECS.has(column.codec)))) return own;
  const { compressors } = await import('hyparquet-compressors');
  return { ...compressors, ...own };
}
