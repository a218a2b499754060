import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alone } from './frame.mjs';

const run = promisify(execFile);
const MOST_MEGABYTES = 450;

/** Datasets that are logged as their rows come, by the million: the memory that it takes has a bound, however many they are. */
export async function* benchmark({ quick }) {
  for (const millions of quick ? [0.2, 1] : [1, 10]) {
    const { peakMegabytes, millis, bytes } = await streamed(millions * 1_000_000);
    yield await alone({
      name: `${millions} million rows of six columns as they come, with statistics, to Parquet: memory`,
      unit: 'MB',
      measure: async () => peakMegabytes,
      rounds: 1,
      atMost: MOST_MEGABYTES,
      note: `peak of the process, Node itself included; ${Math.round(bytes / 1e6)} MB in ${(millis / 1000).toFixed(1)} s, the making of the rows included`,
    });
  }
}

async function streamed(rows) {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'stream-process.mjs'), String(rows)]);
  return JSON.parse(stdout);
}
