import { gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { InvalidArgumentError } from '../../core/index.js';
import type { DatasetOptions } from '../../sdk/index.js';

/** What pages are compressed with. */
export interface Codec {
  readonly name: CompressionCodec;
  /** Undefined: as they are. */
  readonly compress?: (bytes: Uint8Array) => Uint8Array;
}

type Zstd = (bytes: Uint8Array) => Uint8Array;

/** Checks the option at the call. @throws {InvalidArgumentError} for one that is not known, or that this Node lacks. */
export function checkCompression(compression: DatasetOptions['compression'] = 'snappy'): NonNullable<DatasetOptions['compression']> {
  const known = ['snappy', 'none', 'gzip', 'zstd'];
  if (!known.includes(compression))
    throw new InvalidArgumentError(`The compression of a dataset is one of ${known.join(', ')}, not ${String(compression)}.`);
  if (compression === 'zstd' && zstd() === undefined)
    throw new InvalidArgumentError(`Compression by zstd needs Node 22.15 or newer, and this is ${process.version}. Take gzip or snappy.`);
  return compression;
}

/** Loads a codec. */
export async function openCodec(compression: NonNullable<DatasetOptions['compression']>): Promise<Codec> {
  const compress = zstd();
  if (compression === 'none') return { name: 'UNCOMPRESSED' };
  if (compression === 'gzip') return { name: 'GZIP', compress: (bytes) => gzipSync(bytes) };
  if (compression === 'zstd' && compress) return { name: 'ZSTD', compress };
  // Compiled to WebAssembly: five times as fast on numbers that compress as the JavaScript in hyparquet-writer.
  const { snappyCompressor } = await import('hysnappy');
  return { name: 'SNAPPY', compress: snappyCompressor() };
}

// Not in the types of the Node that is the least we need.
function zstd(): Zstd | undefined {
  return (zlib as { readonly zstdCompressSync?: Zstd }).zstdCompressSync;
}
