import { present } from '../../../core/index.js';
import { command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { wholeNumber } from '../../parse-text.js';

/** `tidemark artifacts link` */
export const link = command({
  name: 'link',
  description: 'Print a URL that reads the body of an artifact in S3 without credentials, until it expires',
  examples: [
    'tidemark artifacts link store://models/default/train_model',
    'tidemark artifacts link store://datasets/default/train_mydf --expires 86400',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    expires: { type: 'string', valueHint: 'seconds', description: 'How long it is good (default: 3600; 604800, a week, at most)' },
  },
  async run({ positionals: [uri = ''], options }) {
    await withClient(async (client) => {
      const record = await client.getArtifact(uri);
      const expires = present({ expiresSeconds: wholeNumber('--expires', options.expires) });
      console.log(await client.getDataItem(record.uri).presign(expires));
    });
  },
});
