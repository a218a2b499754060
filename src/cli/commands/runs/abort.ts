import { isTerminal } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';
import { withTemporal } from '../../with-temporal.js';

/** `tidemark runs abort` */
export const abort = command({
  name: 'abort',
  description: 'Ask a run to stop: it ends as aborted, with what it had logged',
  examples: ['tidemark runs abort 3f2a9c'],
  positionals: { uid: { description: 'Uid of the run, or its first 6 digits and more' } },
  options: JSON_OPTION,
  async run({ positionals: [uid = ''], options }) {
    const { record } = await withClient((client) => findRun(client, uid));
    const needsTemporal = record.kind !== 'local' && !isTerminal(record.state);
    const state = await (needsTemporal ? withTemporal : withClient)((client) => client.abortRun(record.uid));
    if (options.json) printJson({ uid: record.uid, state });
    else if (isTerminal(state) || state === 'unknown') console.log(`Run ${record.name} (${record.uid}) is over already: ${state}.`);
    else console.log(`Run ${record.name} (${record.uid}) was asked to stop. Its end: tidemark runs show ${record.uid.slice(0, 8)}`);
  },
});
