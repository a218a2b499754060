import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';

/** `tidemark artifacts delete` */
export const deleteArtifact = command({
  name: 'delete',
  description: 'Delete the record of a version',
  examples: ['tidemark artifacts delete store://models/default/train_model:v1'],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    force: { type: 'boolean', description: 'Although a tag is on it, or a run has read it' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = ''], options: { force, json } }) {
    const record = await withClient(async (client) => {
      const found = await client.getArtifact(uri);
      await client.deleteArtifact(found.uri, { force });
      return found;
    });
    if (json) printJson({ uri: record.uri, version: record.version });
    else console.log(`Version ${record.version} is deleted: ${record.uri}. Its body, when no other record has it: tidemark gc`);
  },
});
