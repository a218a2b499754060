// What the benchmark of isolated steps runs; each handler in a process of its own, and the same in the worker's.
import { defineHandler } from '../dist/index.js';

const both = (run) => [defineHandler({ isolate: true, run }), defineHandler({ isolate: false, run })];

export const [emptyIsolated, empty] = both(() => undefined);

/** Logs `count` metrics without awaiting them; its result is how many it logged in a second, to the last commit. */
export const [logsIsolated, logs] = both(async (context, { count }) => {
  const start = performance.now();
  for (let n = 0; n < count; n++) {
    context.logMetric('loss', 1 / (n + 1), n);
    if (n % 1000 === 999) await new Promise(setImmediate);
  }
  await context.commit();
  return (1000 * count) / (performance.now() - start);
});

/** Reads the table it is given, as columns, and stores it again; its result is how many milliseconds that took. */
export const [copiesIsolated, copies] = both(async (context) => {
  const start = performance.now();
  const table = await context.getInput('table').table();
  await context.logDataset('copy', table, { stats: false });
  return performance.now() - start;
});

export const makesTable = defineHandler({
  run(context, { rows }) {
    const a = Float64Array.from({ length: rows }, (_, n) => Math.sqrt(n));
    context.logDataset('table', { a, b: a.map((x) => x / 3), c: a.map((x) => x * x) }, { stats: false });
  },
});

/** Keeps a core busy without letting its event loop turn. */
export const blocks = defineHandler({
  isolate: true,
  run(context, { millis }) {
    const end = Date.now() + millis;
    while (Date.now() < end);
    return context.attempt;
  },
});
