import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';
import { versionTable } from '../../print/versions.js';

/** `tidemark artifacts versions` */
export const versions = command({
  name: 'versions',
  description: 'List the versions of an artifact, newest first',
  examples: [
    'tidemark artifacts versions store://models/default/train_model',
    'tidemark artifacts versions store://datasets/default/train_mydf --json',
  ],
  positionals: { uri: { description: 'Any store:// URI of it' } },
  options: {
    absolute: { type: 'boolean', description: 'Times as they are, not how long ago' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = ''], options }) {
    const found = await withClient((client) => client.listVersions(uri));
    if (options.json) printJson({ versions: found });
    else console.log(versionTable(found, { absolute: options.absolute, now: Date.now() }));
  },
});
