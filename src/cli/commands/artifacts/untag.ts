import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';

/** `tidemark artifacts untag` */
export const untag = command({
  name: 'untag',
  description: 'Take a tag off an artifact',
  examples: ['tidemark artifacts untag store://models/default/train_model:prod prod'],
  positionals: {
    uri: { description: 'Its store:// URI; the latest version unless it names another' },
    tag: { description: 'The tag' },
  },
  options: {
    force: { type: 'boolean', description: 'Also when the tag is protected' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = '', name = ''], options: { force, json } }) {
    const removed = await withClient((client) => client.untagArtifact(uri, name, { force }));
    if (json) printJson({ removed });
    else console.log(removed ? `${name} was taken off ${uri}.` : `${name} is not on ${uri}.`);
  },
});
