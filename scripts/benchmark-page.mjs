// Makes docs/benchmarks.md and its picture of what `npm run -s bench -- --json` printed: `node scripts/benchmark-page.mjs results.json`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeChart } from '../bench/chart.mjs';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Say which results: node scripts/benchmark-page.mjs results.json');
const docs = join(import.meta.dirname, '..', 'docs');
const document = JSON.parse(readFileSync(file, 'utf8'));
const { machine, results } = document;

const cell = (text) => String(text).replaceAll('|', '\\|');
const measured = ({ value, unit, spread }) => `${value} ${unit}${spread === undefined ? '' : ` (${spread[0]} to ${spread[1]})`}`;
const held = ({ against, other, unit, ratio }) => (against === undefined ? '' : `${against}: ${other} ${unit}; ratio ${ratio}`);
const judged = ({ target, met }) => (target === undefined ? '' : `${target}: ${met ? 'met' : '**missed**'}`);
const rows = results.map(
  (result) => `| ${[result.name, measured(result), held(result), judged(result), result.load].map(cell).join(' | ')} |`,
);
const missed = results.filter(({ met }) => met === false);
const judgedCount = results.filter(({ target }) => target !== undefined).length;

await writeChart(document, join(docs, 'images', 'benchmarks.svg'));
writeFileSync(
  join(docs, 'benchmarks.md'),
  `# Benchmarks

\`npm run bench\` measures Tidemark and what limits it (bare Temporal activities, bare SQLite, \`cp\`, a library that only writes Parquet) in one run on one machine; \`npm run bench -- --peers\`
installs MLflow, Prefect, pandas with pyarrow, vl-convert and matplotlib into a Python environment of its own and has them do the same. Both sides take turns after a warm-up, and medians are
compared: trust the ratios rather than the times. \`npm run bench -- steps\` runs one of the benchmarks, \`npm run -s bench -- --json\` prints one document, and this page was made of such a
document by \`scripts/benchmark-page.mjs\`. Nothing in CI fails on a time.

Node ${machine.node}, ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB. Of ${judgedCount} targets ${judgedCount - missed.length} were met. "Load" is the number of processes that wanted a core in the last minute, the benchmark's own among them.

![How far each measurement is from its target](images/benchmarks.svg)

| what | measured: median (spread) | beside | target | load |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`,
);
