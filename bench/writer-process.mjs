// A worker's commits for a benchmark: a run that logs `calls` metrics, each awaited, and tells its parent how many microseconds one took.
import { runLocal } from '../dist/local/index.js';
import { millis } from './frame.mjs';

const { calls, ...settings } = JSON.parse(process.argv[2]);
await runLocal(
  async (context) => {
    process.send({ uid: context.uid });
    // Its viewers come now.
    await new Promise((resolve) => process.once('message', resolve));
    const log = async (from, to) => {
      for (let n = from; n < to; n++) await context.logMetric('loss', 1 / (n + 1), n);
    };
    await log(0, calls / 10);
    const took = await millis(() => log(calls / 10, calls));
    process.send({ micros: (1000 * took) / (0.9 * calls) });
  },
  { name: 'watched', ...settings },
);
process.disconnect();
