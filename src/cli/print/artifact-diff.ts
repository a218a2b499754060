import { fromTagged } from '../../core/index.js';
import type { ArtifactDiff, Change } from '../../client/index.js';
import { shortUri } from './run.js';
import { oneLine, styled } from './style.js';
import { table } from './table.js';
import { shown } from './values.js';

/** What differs, section by section. */
export function diffPage({ from, to, isSame, files, ...diff }: ArtifactDiff): string {
  const sections = [
    `${shortUri(from.uri)}  v${from.version}\n${shortUri(to.uri)}  v${to.version}\n${isSame ? 'The bytes are the same.' : 'The bytes differ.'}`,
    section('Metadata', diff.metadata),
    section('Columns', diff.schema),
    section('Statistics', diff.statistics),
    section('Params of the runs', diff.params),
    section('Results of the runs', diff.results),
    files === undefined
      ? ''
      : [
          styled('bold', 'Files'),
          ...files.added.map((path) => styled('green', `+ ${oneLine(path)}`)),
          ...files.removed.map((path) => styled('red', `- ${oneLine(path)}`)),
          ...files.changed.map((path) => styled('yellow', `~ ${oneLine(path)}`)),
        ].join('\n'),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function section(title: string, changes: readonly Change[]): string {
  if (changes.length === 0) return '';
  const columns = [
    { title: title.toUpperCase(), shrinksTo: 12 },
    { title: 'FROM', shrinksTo: 8 },
    { title: 'TO', shrinksTo: 8 },
  ];
  const cell = (value: Change['from']) => shown(value === undefined ? undefined : fromTagged(value));
  return table(
    columns,
    changes.map(({ path, from, to }) => [oneLine(path), cell(from), cell(to)]),
  );
}
