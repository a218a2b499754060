import { InvalidDatasetError } from '../core/index.js';
import type { RawTable } from './raw-columns.js';
import { rawColumns } from './raw-columns.js';

/** Reads Arrow IPC, the file and the stream format. */
export async function readArrow(name: string, body: Uint8Array): Promise<RawTable> {
  // The reader takes a stream that breaks off for one that ends.
  if (!endsWell(body)) throw new InvalidDatasetError(name, 'it does not end as Arrow data does; is it cut short, or of another format?');
  const { fromArrow } = await import('arquero');
  try {
    return rawColumns(name, fromArrow(body, { useDate: true, useBigInt: true }));
  } catch (error) {
    throw new InvalidDatasetError(name, `it is not Arrow data that can be read: ${(error as Error).message}`, { cause: error });
  }
}

// A file ends with its magic word, a stream with a message of no length.
function endsWell(body: Uint8Array): boolean {
  const end = Array.from(body.subarray(-8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return end.endsWith('4152524f5731') || end === 'ffffffff00000000';
}
