import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { oneOf, wholeNumber } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { lineageTree } from '../../print/lineage.js';
import { present } from '../../../core/index.js';

/** `tidemark artifacts lineage` */
export const lineage = command({
  name: 'lineage',
  description: 'Show what an artifact was made from, and what was made from it',
  examples: [
    'tidemark artifacts lineage store://models/default/train_model',
    'tidemark artifacts lineage store://models/default/train_model:prod --direction up --depth 3',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    direction: { type: 'string', valueHint: 'up|down|both', description: 'Which way (default: both)' },
    depth: { type: 'string', valueHint: 'n', description: 'How many runs far (default 10)' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = ''], options }) {
    const direction = oneOf('--direction', options.direction, ['up', 'down', 'both']);
    const depth = wholeNumber('--depth', options.depth);
    const found = await withClient((client) => client.lineage(uri, present({ direction, depth })));
    if (options.json) printJson(found);
    else console.log(lineageTree(found));
  },
});
