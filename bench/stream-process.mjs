// Makes a dataset of rows as they come, with statistics, in a process of its own, whose memory is that alone. Prints its peak, and how long it took.
import { prepareDataset } from '../dist/datasets/index.js';

const BATCH = 50_000;
const [count = '0', format = 'parquet'] = process.argv.slice(2);
const rows = Number(count);

function* batches() {
  for (let start = 0; start < rows; start += BATCH) {
    const length = Math.min(BATCH, rows - start);
    yield {
      id: BigInt64Array.from({ length }, (_, row) => BigInt(start + row)),
      x: Float64Array.from({ length }, Math.random),
      y: Float64Array.from({ length }, () => Math.random() * 1e6),
      group: Int32Array.from({ length }, (_, row) => row % 1000),
      name: Array.from({ length }, (_, row) => `user-${(start + row) % 200_000}`),
      word: Array.from({ length }, (_, row) => `w${row % 17}`),
    };
  }
}

const start = performance.now();
const { body, describe } = await prepareDataset('long', batches(), { format, stats: true, streamOf: 'columns' });
let bytes = 0;
for await (const chunk of body) bytes += chunk.length;
const { spec } = await describe();
if (spec.length !== rows) throw new Error(`${spec.length} rows were stored instead of ${rows}`);
console.log(JSON.stringify({ millis: performance.now() - start, bytes, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
