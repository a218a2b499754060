// Logs a dataset of 10 columns in a process of its own, whose memory is that alone: `node bench/dataset-process.mjs table|stream|plain ROWS FOLDER TIMES`. Prints
// milliseconds of each time (one more before them warms up, of a table) and by how many megabytes the process grew.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { runLocal } from '../dist/local/index.js';
import { millis } from './frame.mjs';

const [how = 'table', rowsText = '1000', folder = '', timesText = '1'] = process.argv.slice(2);
const rows = Number(rowsText);
const times = Number(timesText);
const BATCH = 100_000;

const { log, warms } = { table: logTable(), stream: { log: logStream, warms: false }, plain: writePlain() }[how];
if (warms) await log('warm');
globalThis.gc?.();
const before = process.resourceUsage().maxRSS;
const measured = [];
for (let n = 0; n < times; n++) measured.push(await log(`d${n}`));
const growthMegabytes = (process.resourceUsage().maxRSS - before) / 1024;
console.log(JSON.stringify({ millis: measured, growthMegabytes, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));

/** Five doubles (a hundredth of one missing), an int32, an int64 beyond 2^53, two texts of few values (a fiftieth of one missing), a time. */
function columnsOf(from, count) {
  // A small generator, so that a stream of many millions of rows is not mostly this.
  let state = (from + 1) * 2654435761;
  const chance = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const doubles = Array.from({ length: 5 }, () => Float64Array.from({ length: count }, () => chance() + chance() + chance() - 1.5));
  const f0 = Array.from(doubles[0], (value, row) => ((from + row) % 100 === 0 ? null : value));
  return {
    f0,
    ...Object.fromEntries(doubles.slice(1).map((values, index) => [`f${index + 1}`, values])),
    i32: Int32Array.from({ length: count }, () => chance() * 1_000_000),
    i64: BigInt64Array.from({ length: count }, (_, row) => (1n << 60n) + BigInt(from + row)),
    city: Array.from({ length: count }, () => `city ${Math.floor(chance() * 50)}`),
    level: Array.from({ length: count }, (_, row) => ((from + row) % 50 === 0 ? null : ['low', 'mid', 'high'][Math.floor(chance() * 3)])),
    at: Array.from({ length: count }, (_, row) => new Date(1_700_000_000_000 + (from + row) * 1000)),
  };
}

function logTable() {
  const columns = how === 'table' ? columnsOf(0, rows) : {};
  return { warms: true, log: (key) => logged(key, () => columns) };
}

async function* batches() {
  for (let from = 0; from < rows; from += BATCH) yield columnsOf(from, Math.min(BATCH, rows - from));
}

function logStream(key) {
  return logged(key, batches, { streamOf: 'columns' });
}

async function logged(key, data, options = {}) {
  let took = 0;
  await runLocal(
    async (context) => {
      const made = data();
      took = await millis(() => context.logDataset(key, made, { stats: true, ...options }));
    },
    { home: join(folder, 'home'), captureConsole: false },
  );
  return took;
}

/** The library that writes Parquet, tuned, without statistics, preview, record and digest. */
function writePlain() {
  if (how !== 'plain') return {};
  const columns = columnsOf(0, rows);
  const types = { i32: 'INT32', i64: 'INT64', city: 'STRING', level: 'STRING', at: 'TIMESTAMP' };
  const columnData = Object.entries(columns).map(([name, data]) => {
    const text = name === 'city' || name === 'level';
    return {
      name,
      data,
      type: types[name] ?? 'DOUBLE',
      nullable: name === 'f0' || name === 'level',
      ...(text ? {} : { encoding: 'PLAIN' }),
    };
  });
  return {
    warms: true,
    log: (key) =>
      millis(async () => {
        const bytes = new Uint8Array(parquetWriteBuffer({ columnData, codec: 'UNCOMPRESSED', statistics: false }));
        const file = openSync(join(folder, `${key}.parquet`), 'w');
        writeSync(file, bytes);
        fsyncSync(file);
        closeSync(file);
      }),
  };
}
