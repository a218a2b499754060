import { KIND_OF, PLURAL_OF, present } from '../../../core/index.js';
import type { ArtifactRecord, Kind } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { oneOf, wholeNumber } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { shortUri } from '../../print/run.js';
import { oneLine, styled, styledError } from '../../print/style.js';
import { table } from '../../print/table.js';
import { when } from '../../print/time.js';
import type { TimeStyle } from '../../print/time.js';
import { bytes } from '../../print/values.js';

const KINDS = Object.values(KIND_OF) as readonly Kind[];
const DEFAULT_LIMIT = 50;

/** `tidemark artifacts list` */
export const list = command({
  name: 'list',
  description: 'List artifacts, newest first',
  examples: [
    'tidemark artifacts list --project churn --kind model',
    'tidemark artifacts list --run 3f2a9c',
    'tidemark artifacts list --tag latest --json',
  ],
  options: {
    project: { type: 'string', description: 'Only of this project' },
    kind: { type: 'string', description: 'artifact, dataset, model or chart' },
    key: { type: 'string', description: 'Only logged under this key' },
    run: { type: 'string', valueHint: 'uid', description: 'Only of this run' },
    tag: { type: 'string', description: 'Only what this tag is on, such as latest' },
    all: { type: 'boolean', description: 'Also what is pending: logged by a run that has not completed' },
    limit: { type: 'string', valueHint: 'n', description: `At most this many (default ${DEFAULT_LIMIT})` },
    absolute: { type: 'boolean', description: 'Times as they are, not how long ago' },
    ...JSON_OPTION,
  },
  async run({ options }) {
    const limit = wholeNumber('--limit', options.limit) ?? DEFAULT_LIMIT;
    const kind = oneOf('--kind', options.kind, KINDS);
    const found = await withClient(async (client) => {
      const runUid = options.run === undefined ? undefined : (await findRun(client, options.run)).uid;
      const { project, key, tag, all } = options;
      return client.listArtifacts({ ...present({ project, kind, key, tag, runUid }), includePending: all, limit: limit + 1 });
    });
    const artifacts = found.slice(0, limit);
    if (options.json) return printJson({ artifacts });
    if (artifacts.length === 0) return console.log(`No artifacts.${options.all ? '' : ' --all also lists what is pending.'}`);
    console.log(artifactTable(artifacts, { absolute: options.absolute, now: Date.now() }));
    if (found.length > limit) console.error(styledError('dim', `There are more: --limit ${limit * 4}`));
  },
});

function artifactTable(artifacts: readonly ArtifactRecord[], time: TimeStyle): string {
  const columns = [
    { title: 'KEY', shrinksTo: 8 },
    { title: 'KIND' },
    { title: 'VERSION', align: 'right' as const },
    { title: 'SIZE', align: 'right' as const },
    { title: 'FILES', align: 'right' as const },
    { title: 'CREATED' },
    // Never cut: it is there to be copied.
    { title: 'URI' },
  ];
  const rows = artifacts.map((record) => [
    oneLine(record.key),
    record.kind,
    record.status.state === 'published' ? String(record.version) : styled('yellow', record.status.state),
    bytes(record.size),
    String(record.spec.directory?.files ?? 1),
    when(record.created, time),
    uriToGoOnWith(record),
  ]);
  return table(columns, rows);
}

// The newest by its name; what is not the newest can only be named by its uid.
function uriToGoOnWith(record: ArtifactRecord): string {
  return record.tags.includes('latest') ? `store://${PLURAL_OF[record.kind]}/${record.project}/${record.dbKey}` : shortUri(record.uri);
}
