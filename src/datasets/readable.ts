import { InvalidDatasetError } from '../core/index.js';
import type { TableBody } from './table-reader.js';

/** Does what reads a body, and makes the errors of a format's library ours: those have no code, unlike ours and the system's. @throws {InvalidDatasetError} */
export async function readable<T>(body: TableBody, format: 'Arrow data' | 'a Parquet file', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || 'code' in error) throw error;
    throw new InvalidDatasetError(body.name, `it is not ${format} that can be read: ${error.message}`, { cause: error });
  }
}
