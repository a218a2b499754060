import { fromTagged } from '../../core/index.js';
import type { ArtifactDiff, Change, TextDiff } from '../../client/index.js';
import { shortUri } from './run.js';
import { oneLine, styled, visible } from './style.js';
import { table } from './table.js';
import { shown } from './values.js';

/** What differs, section by section. */
export function diffPage({ from, to, isSame, files, text, ...diff }: ArtifactDiff): string {
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
    ...text.map(textSection),
  ];
  return sections.filter((part) => part !== '').join('\n\n');
}

const MOST_LINES = 200;

function textSection({ path, patch, reason }: TextDiff): string {
  if (patch === undefined) return `${styled('bold', oneLine(path))}  ${styled('dim', `not compared: ${oneLine(reason ?? '')}`)}`;
  const lines = patch.trimEnd().split('\n').map(patchLine);
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), styled('dim', `… ${more} more lines; --json has all`)].join('\n') : lines.join('\n');
}

function patchLine(text: string): string {
  // A carriage return at the end of a line is how some systems end it.
  const line = visible(text.replace(/\r$/, ''));
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return styled('bold', line);
  if (line.startsWith('@@')) return styled('cyan', line);
  return line.startsWith('+') ? styled('green', line) : line.startsWith('-') ? styled('red', line) : line;
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
