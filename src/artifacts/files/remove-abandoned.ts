import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { undefinedIfMissing } from './file-errors.js';

const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Removes what processes left in a folder that were killed while they wrote. A file that somebody still writes to is younger than a day. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of (await readdir(folder).catch(undefinedIfMissing)) ?? []) {
    const path = join(folder, name);
    const found = await stat(path).catch(undefinedIfMissing);
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
  }
}
