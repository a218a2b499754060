import { fromTagged } from '../../core/index.js';
import type { ArtifactRecord, ColumnStats } from '../../core/index.js';
import { shortUid, shortUri } from './run.js';
import { sparkline } from './sparkline.js';
import { oneLine, styled } from './style.js';
import { pairs, table } from './table.js';
import { when } from './time.js';
import type { TimeStyle } from './time.js';
import { bytes, shown, shownNumber } from './values.js';

const PREVIEW_ROWS = 5;

/** A record on a page of text: what it is, where it comes from, and of a dataset its columns and first rows. */
export function artifactPage(record: ArtifactRecord, time: TimeStyle): string {
  const sections = [
    `${styled('bold', oneLine(record.key))}  ${record.kind}\n${pairs(facts(record, time))}`,
    columns(record),
    preview(record),
    styled('dim', `Next: tidemark artifacts get '${shortUri(record.uri)}'  ·  tidemark runs show ${shortUid(record.runUid)}`),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function facts(record: ArtifactRecord, time: TimeStyle): [string, string][] {
  const { spec, status } = record;
  const optional: [string, string | undefined][] = [
    ['tags', record.tags.join(', ') || undefined],
    ['same as', status.sameAs],
    ['rows', spec.length === undefined ? undefined : String(spec.length)],
    ['format', spec.format],
    ['framework', spec.framework],
    [
      'labels',
      Object.entries(record.labels)
        .map(([key, value]) => `${oneLine(key)}=${oneLine(value)}`)
        .join('  ') || undefined,
    ],
  ];
  return [
    ['uri', record.uri],
    ['version', status.state === 'published' ? String(record.version) : styled('yellow', status.state)],
    ['file', `${oneLine(spec.fileName ?? record.key)}  ${bytes(record.size)}  ${record.mediaType}`],
    ['sha256', record.sha256],
    ['stored', record.target],
    ['created', when(record.created, time)],
    ['run', record.runUid],
    ...optional.filter((entry): entry is [string, string] => entry[1] !== undefined),
  ];
}

function columns({ spec, status }: ArtifactRecord): string {
  const fields = spec.schema?.fields ?? [];
  if (fields.length === 0) return '';
  const titles = ['COLUMN', 'TYPE', 'NULLS', 'MIN', 'MEAN', 'MAX', 'HISTOGRAM'];
  const rows = fields.map(({ name, type }) => {
    const stats: ColumnStats | undefined = status.stats?.[name];
    const mean = typeof stats?.mean === 'number' ? shownNumber(stats.mean) : shown(stats?.mean);
    const extent = stats?.unique === undefined ? [shown(stats?.min), mean, shown(stats?.max)] : ['', `${stats.unique} distinct`, ''];
    return [oneLine(name), type, String(stats?.nulls ?? ''), ...extent, styled('blue', sparkline(stats?.hist?.[0] ?? [], 20))];
  });
  return table(
    titles.map((title, index) => ({ title, ...(index >= 2 && index <= 5 ? { align: 'right' as const } : { shrinksTo: 6 }) })),
    rows,
  );
}

function preview({ spec, status }: ArtifactRecord): string {
  if (spec.header === undefined || status.preview === undefined || status.preview.length === 0) return '';
  const rows = status.preview.slice(0, PREVIEW_ROWS).map((row) => row.map((cell) => shown(fromTagged(cell))));
  const more = (spec.length ?? rows.length) - rows.length;
  const text = table(
    spec.header.map((title) => ({ title: oneLine(title), shrinksTo: 5 })),
    rows,
  );
  return more > 0 ? `${text}\n${styled('dim', `… ${more} more rows`)}` : text;
}
