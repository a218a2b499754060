import { fileURLToPath } from 'node:url';
import { defaultExclude, defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // In-process code runs from source; workflow bundles and child processes use the built package, so `npm test` builds first.
    alias: [
      { find: /^tidemark$/, replacement: source('index.ts') },
      { find: /^tidemark\/workflow$/, replacement: source('workflows/index.ts') },
      { find: /^tidemark\/(local|client|worker)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Fault tests start many processes each and want the machine for themselves: `npm run test:faults`.
    exclude: process.env['TIDEMARK_FAULTS'] === undefined ? [...defaultExclude, 'test/faults/**'] : defaultExclude,
    globalSetup: 'test/support/global-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
