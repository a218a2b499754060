import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArtifactRecord } from '../../../core/index.js';
import { InvalidArgumentError } from '../../../core/index.js';
import { command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { bytes } from '../../print/values.js';

/** `tidemark artifacts get` */
export const get = command({
  name: 'get',
  description: 'Write the body of an artifact to a file, checked against its digest',
  examples: [
    'tidemark artifacts get store://datasets/default/train_mydf',
    'tidemark artifacts get store://models/default/train_model -o model.bin --force',
    'tidemark artifacts get store://artifacts/default/train_notes -o -',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    output: { type: 'string', alias: 'o', valueHint: 'file', description: 'Where to; "-" is stdout (default: its own file name, here)' },
    force: { type: 'boolean', description: 'Replace a file that is there' },
  },
  async run({ positionals: [uri = ''], options }) {
    await withClient(async (client) => {
      const record = await client.getArtifact(uri);
      const item = client.getDataItem(record.uri);
      if (options.output === '-') return pipeline(item.stream(), process.stdout, { end: false });
      const file = resolve(options.output ?? ownName(record));
      if (!options.force && existsSync(file)) {
        throw new InvalidArgumentError(`${file} is there already. Replace it with --force, or name another file with -o.`);
      }
      await item.download(file);
      console.log(`${file}  ${bytes(record.size)}`);
    });
  },
});

// A record is data: a name with folders in it must not lead out of this one.
function ownName({ spec, key }: ArtifactRecord): string {
  return basename((spec.fileName ?? key).replaceAll('\\', '/')) || key;
}
