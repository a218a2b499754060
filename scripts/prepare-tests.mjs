// Gets what the tests need besides packages, once for a machine: the Temporal CLI, PostgreSQL, an S3 server, and a Python
// environment that reads what we write.
// Inside a test these minutes would count against the test's time. Run with `--import tsx`.
import { findTemporal } from '../src/worker/dev-server/index.ts';
import { postgresBinaries } from '../test/support/postgres.ts';
import { chromiumPath } from '../test/support/chromium.ts';
import { pythonEnvironment } from '../test/support/python.ts';
import { versitygwBinary } from '../test/support/versitygw.ts';

const parts = {
  'Temporal CLI': async () => (await findTemporal({ onProgress: (line) => console.log(line) })).path,
  PostgreSQL: postgresBinaries,
  Chromium: chromiumPath,
  'Python environment': pythonEnvironment,
  'S3 server (versitygw)': versitygwBinary,
};
for (const [name, get] of Object.entries(parts)) {
  try {
    console.log(`${name}: ${await get()}`);
  } catch (error) {
    // The tests that need it will fail and say so; the others are still worth running.
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
