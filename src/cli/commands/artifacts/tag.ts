import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';

/** `tidemark artifacts tag` */
export const tag = command({
  name: 'tag',
  description: 'Move a tag to a version of an artifact',
  examples: [
    'tidemark artifacts tag store://models/default/train_model prod',
    'tidemark artifacts tag store://models/default/train_model:v3 prod --force',
  ],
  positionals: {
    uri: { description: 'Its store:// URI; the latest version unless it names another' },
    tag: { description: 'The tag, such as prod; not latest, v1, v2, …' },
  },
  options: {
    force: { type: 'boolean', description: 'Also when the tag is protected' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = '', name = ''], options: { force, json } }) {
    const record = await withClient((client) => client.tagArtifact(uri, name, { force }));
    if (json) printJson(record);
    else console.log(`${name} is on version ${record.version}: ${record.uri}`);
  },
});
