import type { ArtifactDescription } from '../../../client/index.js';
import type { RunRecord } from '../../../core/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { artifactPage } from '../../print/artifact.js';
import { printJson } from '../../print/json.js';
import { shortUid } from '../../print/run.js';
import { state } from '../../print/state.js';
import { oneLine, styled } from '../../print/style.js';
import { table } from '../../print/table.js';
import { when } from '../../print/time.js';
import type { TimeStyle } from '../../print/time.js';
import { inline } from '../../print/values.js';
import { versionTable } from '../../print/versions.js';

/** `tidemark artifacts describe` */
export const describe = command({
  name: 'describe',
  description: 'Show an artifact with its versions, tags, the run that made it and those that read it',
  examples: [
    'tidemark artifacts describe store://models/default/train_model',
    'tidemark artifacts describe store://models/default/train_model:v2',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    absolute: { type: 'boolean', description: 'Times as they are, not how long ago' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uri = ''], options }) {
    const description = await withClient((client) => client.describeArtifact(uri));
    if (options.json) printJson(description);
    else console.log(page(description, { absolute: options.absolute, now: Date.now() }));
  },
});

function page({ record, versions, tagHistory, producer, consumers }: ArtifactDescription, time: TimeStyle): string {
  const sections = [
    artifactPage(record, time),
    section('Made by', producer === undefined ? '' : runLine(producer, time)),
    section('Read by', consumers.map((run) => runLine(run, time)).join('\n')),
    section('Versions', versionTable(versions, time)),
    section('Tags', tagTable(tagHistory, time)),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function section(title: string, text: string): string {
  return text === '' ? '' : `${styled('bold', title)}\n${text}`;
}

function runLine(run: RunRecord, time: TimeStyle): string {
  const parts = [
    oneLine(run.name),
    shortUid(run.uid),
    state(run.state),
    when(run.startTime, time),
    inline(run.parameters),
    inline(run.results),
  ];
  return `  ${parts.filter((part) => part !== '').join('  ')}`;
}

// `latest` moves with every version, which the versions say already.
function tagTable(history: ArtifactDescription['tagHistory'], time: TimeStyle): string {
  const rows = history
    .filter(({ tag }) => tag !== 'latest')
    .map(({ tag, version, removed, time: at, by, byRun }) => [
      tag,
      removed ? `off v${version}` : `to v${version}`,
      when(new Date(at).toISOString(), time),
      by ?? `run ${shortUid(byRun ?? '')}`,
    ]);
  return rows.length === 0 ? '' : table([{ title: 'TAG' }, { title: 'MOVED' }, { title: 'WHEN' }, { title: 'BY' }], rows);
}
