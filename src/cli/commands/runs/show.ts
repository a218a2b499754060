import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { wholeNumber } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { runPage } from '../../print/run.js';

/** `tidemark runs show` */
export const show = command({
  name: 'show',
  description: 'Show everything about a run',
  examples: ['tidemark runs show 3f2a9c', 'tidemark runs show 3f2a9c --attempt 1', 'tidemark runs show 3f2a9c --json'],
  positionals: { uid: { description: 'Uid of the run, or its first 6 digits and more' } },
  options: {
    attempt: { type: 'string', valueHint: 'n', description: 'As this attempt left it (default: the newest)' },
    absolute: { type: 'boolean', description: 'Times as they are, not how long ago' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uid = ''], options }) {
    const attempt = wholeNumber('--attempt', options.attempt);
    const record = await withClient(async (client) => {
      const run = await findRun(client, uid);
      return (attempt === undefined ? run : await run.atAttempt(attempt)).record;
    });
    if (options.json) printJson(record);
    else console.log(runPage(record, { absolute: options.absolute, now: Date.now(), verbose: options.verbose }));
  },
});
