// `npm run bench`: measures Tidemark beside its limits, in one run on one machine, and prints ratios. `-- NAME…` for some benchmarks, `--json` for one document,
// `--quick` for a fraction of the work (does it still run?), `--peers` for the tools that others use, `--chart FILE` for a picture of the ratios.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const folder = import.meta.dirname;
const options = {
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  peers: { type: 'boolean', default: false },
  chart: { type: 'string' },
};
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.slice(0, -'.bench.mjs'.length));
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  process.exit(2);
}

const results = [];
let failed = 0;
for (const name of positionals.length > 0 ? positionals : all) {
  if (!values.json) console.log(`\n${name}`);
  // A process of its own for each: what one leaves in memory does not slow the next.
  const flags = [...(values.quick ? ['--quick'] : []), ...(values.peers ? ['--peers'] : [])];
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', join(folder, 'one.mjs'), name, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) failed += 1;
  for (const line of stdout
    .toString()
    .split('\n')
    .filter((text) => text.startsWith('{'))) {
    const result = JSON.parse(line);
    results.push(result);
    if (!values.json) console.log(shown(result));
  }
}
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};
const document = { machine, results };
if (values.json) console.log(JSON.stringify(document, null, 2));
if (values.chart !== undefined) {
  const { writeChart } = await import('./chart.mjs');
  await writeChart(document, values.chart);
}
process.exitCode = failed === 0 ? 0 : 1;

function shown({ name, value, unit, spread, against, ratio, target, met, load, note }) {
  const range = spread === undefined ? '' : ` (${spread[0]}–${spread[1]})`;
  const held = ratio === undefined ? '' : `; ${ratio}x against ${against}`;
  const judged = target === undefined ? '' : `; target ${target}: ${met ? 'met' : 'MISSED'}`;
  return `  ${name}: ${value} ${unit}${range}${held}${judged}; load ${load}${note === undefined ? '' : `\n    ${note}`}`;
}
