// `npm test`: builds, because workflow bundles and child processes run the built package, then runs the tests; arguments go to vitest.
// The last line is always `N passed, N failed`; what fails outside of any single test counts as one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'tidemark-tests-'));
const report = join(folder, 'report.json');

const node = (...command) => spawnSync(process.execPath, command, { stdio: 'inherit', cwd: root }).status ?? 1;
const built =
  node(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json') ||
  node(join(root, 'node_modules/vite/bin/vite.js'), 'build', 'ui', '--logLevel', 'warn');
if (!built && args.length === 0) node('--import', 'tsx', 'scripts/prepare-tests.mjs');
const vitest = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const status = built || node(join(root, 'node_modules/vitest/vitest.mjs'), ...vitest, ...args);

const { passed, failed } = count();
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${status !== 0 && failed === 0 ? 1 : failed} failed`);
process.exitCode = status;

function count() {
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 };
  }
  // A file that does not even load has no tests to fail.
  const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return { passed: results.numPassedTests, failed: results.numFailedTests + broken.length };
}
