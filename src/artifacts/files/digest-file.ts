import { createHash } from 'node:crypto';
import { openFile, readAhead } from './read-chunks.js';

/** Digest and size of a local file, streamed. Errors are the file system's. */
export async function digestFile(path: string): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const opened = await openFile(path);
  try {
    for await (const chunk of readAhead(opened.handle, opened.size)) {
      hash.update(chunk);
      size += chunk.length;
    }
  } finally {
    await opened.handle.close();
  }
  return { sha256: hash.digest('hex'), size };
}
