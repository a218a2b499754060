import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alone, growth, median, pair } from './frame.mjs';
import { peer } from './peers.mjs';

const run = promisify(execFile);
const STREAM_MEGABYTES = 400;

/**
 * A table of 10 columns logged with statistics, preview and Parquet (snappy), to the last byte durable: beside pandas with pyarrow (`--peers`), and beside the
 * library that only writes Parquet. Then the same from a stream, whose memory is bounded.
 */
export async function* benchmark({ quick, peers }) {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const rows = quick ? 20_000 : 1_000_000;
  const rounds = quick ? 1 : 5;
  const inProcess = async (how, count = rows) => {
    const args = ['--expose-gc', join(import.meta.dirname, 'dataset-process.mjs'), how, count, folder, how === 'stream' ? 1 : 3];
    return JSON.parse((await run(process.execPath, args.map(String))).stdout);
  };
  const table = async () => median((await inProcess('table')).millis);
  const common = { name: `logDataset, ${rows} x 10, statistics, preview, Parquet (snappy)`, unit: 'ms', ours: table, rounds };
  try {
    if (peers)
      yield await pair({
        ...common,
        against: 'pandas describe(all) and to_parquet by pyarrow (snappy), fsynced',
        theirs: async () => median(await peer('log_dataset.py', [rows, folder, 3])),
        atMost: 2,
      });
    yield await pair({
      ...common,
      against: 'hyparquet-writer, tuned, uncompressed, nothing but the file',
      theirs: async () => median((await inProcess('plain')).millis),
    });
    const peaks = [];
    const sizes = quick ? [20_000, 40_000] : [100_000, 1_000_000, 10_000_000];
    yield await growth({
      name: 'logDataset of a stream of batches',
      unit: 'ms',
      sizes,
      measure: async (count) => {
        const { millis, peakMegabytes } = await inProcess('stream', count);
        peaks.push(peakMegabytes);
        return millis[0];
      },
    });
    yield await alone({
      name: `logDataset of a stream of ${sizes.at(-1)} rows: memory of the whole process`,
      unit: 'MB',
      measure: async () => peaks.at(-1),
      rounds: 1,
      atMost: STREAM_MEGABYTES,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
