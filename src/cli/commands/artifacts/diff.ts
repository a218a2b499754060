import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { diffPage } from '../../print/artifact-diff.js';
import { printJson } from '../../print/json.js';

/** `tidemark artifacts diff` */
export const diff = command({
  name: 'diff',
  description: 'Show what differs between two versions: metadata, columns, statistics, files, and the params and results of their runs',
  examples: ['tidemark artifacts diff store://models/default/train_model:v1 store://models/default/train_model'],
  positionals: {
    from: { description: 'The store:// URI of one' },
    to: { description: 'And of the other, of the same kind' },
  },
  options: JSON_OPTION,
  async run({ positionals: [from = '', to = ''], options }) {
    const found = await withClient((client) => client.diffArtifacts(from, to));
    if (options.json) printJson(found);
    else console.log(diffPage(found));
  },
});
