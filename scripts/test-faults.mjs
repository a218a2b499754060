// `npm run test:faults`: the tests that kill processes, servers and disks; `-- --rounds N` for more rounds of each, `--seed N` to repeat some, `--isolated` with every
// handler in a process of its own. What else is
// given goes to vitest, e.g. the name of one file. Built, run and counted as `npm test` is.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, isolated: { type: 'boolean' } },
  allowPositionals: true,
});
const files = positionals.length > 0 ? positionals.map((name) => `test/faults/${name}`) : ['test/faults'];
const command = [join(root, 'scripts/run-tests.mjs'), '--maxWorkers=1', ...files];
process.exitCode = spawnSync(process.execPath, command, { stdio: 'inherit', cwd: root, env: environment() }).status ?? 1;

function environment() {
  const env = { ...process.env, TIDEMARK_FAULTS: '1' };
  if (values.rounds !== undefined) env.TIDEMARK_FAULT_ROUNDS = values.rounds;
  if (values.seed !== undefined) env.TIDEMARK_FAULT_SEED = values.seed;
  if (values.isolated) env.TIDEMARK_FAULT_ISOLATED = '1';
  return env;
}
