import type { ArtifactRecord } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { artifactPage } from '../../print/artifact.js';
import { printJson } from '../../print/json.js';

/** `tidemark artifacts show` */
export const show = command({
  name: 'show',
  description: 'Show the record of an artifact: digest, labels, schema, preview, statistics',
  examples: [
    'tidemark artifacts show store://datasets/default/train_mydf',
    'tidemark artifacts show store://models/default/train_model:v2 --json',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    absolute: { type: 'boolean', description: 'Times as they are, not how long ago' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = ''], options }) {
    const record: ArtifactRecord = await withClient((client) => client.getArtifact(uri));
    if (options.json) printJson(record);
    else console.log(artifactPage(record, { absolute: options.absolute, now: Date.now() }));
  },
});
