import { createHash } from 'node:crypto';
import { readChunks } from './read-chunks.js';

/** Digest and size of a local file, streamed. Errors are the file system's. */
export async function digestFile(path: string): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of readChunks(path)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest('hex'), size };
}
