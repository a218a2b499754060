import { PLURAL_OF } from '../../../core/index.js';
import type { ArtifactVersion } from '../../../client/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';
import { shortUid } from '../../print/run.js';
import { table } from '../../print/table.js';
import { when } from '../../print/time.js';
import type { TimeStyle } from '../../print/time.js';
import { bytes } from '../../print/values.js';

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

function versionTable(found: readonly ArtifactVersion[], time: TimeStyle): string {
  const columns = [
    { title: 'VERSION' },
    { title: 'TAGS', shrinksTo: 8 },
    { title: 'SIZE', align: 'right' as const },
    { title: 'CREATED' },
    { title: 'RUN' },
    { title: 'REPEATED', align: 'right' as const },
    // Never cut: it is there to be copied.
    { title: 'URI' },
  ];
  const rows = found.map(({ version, record, repeats, tags }) => [
    `v${version}`,
    tags.join(', '),
    bytes(record.size),
    when(record.created, time),
    shortUid(record.runUid),
    repeats.length === 0 ? '' : String(repeats.length),
    `store://${PLURAL_OF[record.kind]}/${record.project}/${record.dbKey}:v${version}`,
  ]);
  return table(columns, rows);
}
