import { LOG_LEVELS, present } from '../../../core/index.js';
import type { LogLine } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { oneOf, wholeNumber } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { logLine } from '../../print/log-line.js';

/** `tidemark runs logs` */
export const logs = command({
  name: 'logs',
  description: 'Print what a run logged and printed',
  examples: ['tidemark runs logs 3f2a9c', 'tidemark runs logs 3f2a9c --follow', 'tidemark runs logs 3f2a9c --level warn --json'],
  positionals: { uid: { description: 'Uid of the run, or its first 6 digits and more' } },
  options: {
    follow: { type: 'boolean', alias: 'f', description: 'Go on until the run is over' },
    attempt: { type: 'string', valueHint: 'n', description: 'Of this attempt (default: the newest)' },
    level: { type: 'string', description: 'This loud and louder: debug, info, warn, error' },
    absolute: { type: 'boolean', description: 'Whole times, in UTC' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uid = ''], options }) {
    const filter = {
      ...present({ attempt: wholeNumber('--attempt', options.attempt), level: oneOf('--level', options.level, LOG_LEVELS) }),
      follow: options.follow,
    };
    const lines: LogLine[] = [];
    await withClient(async (client) => {
      const run = await findRun(client, uid);
      // An attempt that there is not has no lines; say so instead.
      if (filter.attempt !== undefined) await run.atAttempt(filter.attempt);
      for await (const line of run.logs(filter)) {
        if (options.json) lines.push(line);
        else console.log(logLine(line, options.absolute));
      }
    });
    if (options.json) printJson({ lines });
  },
});
