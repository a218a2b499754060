import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { TidemarkClient } from '../../../client/index.js';
import type { ArtifactRecord } from '../../../core/index.js';
import { InvalidArgumentError } from '../../../core/index.js';
import type { DataItem } from '../../../sdk/index.js';
import { command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { bytes } from '../../print/values.js';
import { UsageError } from '../../usage-error.js';

/** `tidemark artifacts get` */
export const get = command({
  name: 'get',
  description: 'Write the body of an artifact to a file, or a directory to a folder, checked against its digests',
  examples: [
    'tidemark artifacts get store://datasets/default/train_mydf',
    'tidemark artifacts get store://models/default/train_model -o model.bin --force',
    'tidemark artifacts get store://models/default/train_model --all -o model',
    'tidemark artifacts get store://artifacts/default/train_plots --file roc/fold-1.svg',
    'tidemark artifacts get store://artifacts/default/train_notes -o -',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    output: {
      type: 'string',
      alias: 'o',
      valueHint: 'file',
      description: 'Where to; "-" is stdout (default: its own file name, here). A directory needs a folder that is not there yet',
    },
    file: { type: 'string', valueHint: 'path', description: 'One file of a directory or model, by its path in it' },
    all: { type: 'boolean', description: 'Of a model all files; the model file alone otherwise' },
    force: { type: 'boolean', description: 'Replace a file that is there' },
  },
  async run({ positionals: [uri = ''], options }) {
    if (options.all && options.file !== undefined) throw new UsageError('--all and --file exclude each other.');
    await withClient(async (client) => {
      const record = await client.getArtifact(uri);
      const { item, name, isTree } = await wanted(client, record, options);
      if (options.output === '-') return pipeline(item.stream(), process.stdout, { end: false });
      const path = resolve(options.output ?? name);
      if (!isTree && !options.force && existsSync(path)) {
        throw new InvalidArgumentError(`${path} is there already. Replace it with --force, or name another file with -o.`);
      }
      await item.download(path);
      const { directory } = record.spec;
      console.log(isTree ? `${path}  ${directory?.files} files  ${bytes(record.size)}` : `${path}  ${bytes((await stat(path)).size)}`);
    });
  },
});

interface Wanted {
  readonly item: Pick<DataItem, 'stream' | 'download'>;
  /** What it is called when nobody says. */
  readonly name: string;
  /** True when several files are written to a folder. */
  readonly isTree: boolean;
}

async function wanted(
  client: TidemarkClient,
  record: ArtifactRecord,
  { file, all }: { readonly file: string | undefined; readonly all: boolean },
): Promise<Wanted> {
  const item = client.getDataItem(record.uri);
  if (file !== undefined) return { item: item.file(file), name: basename(file), isTree: false };
  const { directory, modelFile } = record.spec;
  if (all && modelFile !== undefined) {
    const model = await client.getModel(record.uri);
    return { item: { stream: () => item.stream(), download: (path) => model.download(path) }, name: record.key, isTree: true };
  }
  return { item, name: ownName(record), isTree: directory !== undefined && modelFile === undefined };
}

// A record is data: a name with folders in it must not lead out of this one.
function ownName({ spec, key }: ArtifactRecord): string {
  return basename((spec.fileName ?? key).replaceAll('\\', '/')) || key;
}
