import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { shortUid } from '../../print/run.js';

/** `tidemark runs export` */
export const exportRun = command({
  name: 'export',
  description: 'Write a run, and the steps of a pipeline, as one HTML page that opens offline',
  examples: ['tidemark runs export 3f2a9c -o report.html', 'tidemark runs export 3f2a9c -o - > report.html'],
  positionals: { uid: { description: 'Uid of the run, or its first 6 digits and more' } },
  options: {
    output: { type: 'string', alias: 'o', valueHint: 'file', description: 'Where to; "-" is stdout (default: <name>-<uid>.html)' },
  },
  async run({ positionals: [prefix = ''], options }) {
    const { page, name } = await withClient(async (client) => {
      const run = await findRun(client, prefix);
      return { page: await client.exportReport(run.uid), name: `${run.name}-${shortUid(run.uid)}.html` };
    });
    if (options.output === '-') {
      process.stdout.write(page);
      return;
    }
    const file = resolve(options.output ?? name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, page);
    console.log(file);
  },
});
