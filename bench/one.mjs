// Runs one benchmark, and prints each result as a line of JSON when it is there.
import { writeSync } from 'node:fs';

const [name = '', ...flags] = process.argv.slice(2);
const { benchmark } = await import(`./${name}.bench.mjs`);
for await (const result of benchmark({ quick: flags.includes('--quick'), peers: flags.includes('--peers') }))
  writeSync(1, `${JSON.stringify(result)}\n`);
// Servers and pools of libraries do not always end by themselves.
process.exit(0);
