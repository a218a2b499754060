import { fromTagged } from '../../core/index.js';
import type { ArtifactRecord, ColumnStats, Json, Value } from '../../core/index.js';
import { featuresOf } from '../../sdk/index.js';
import { shortUid, shortUri } from './run.js';
import { sparkline } from './sparkline.js';
import { oneLine, styled } from './style.js';
import { pairs, table } from './table.js';
import { when } from './time.js';
import type { TimeStyle } from './time.js';
import { bytes, inline, shown, shownNumber } from './values.js';

const PREVIEW_ROWS = 5;

/** A record on a page of text: what it is, where it comes from, and of a dataset its columns and first rows. */
export function artifactPage(record: ArtifactRecord, time: TimeStyle): string {
  const sections = [
    `${styled('bold', oneLine(record.key))}  ${record.kind}\n${pairs(facts(record, time))}`,
    features(record),
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
    ['files', filesOf(record)],
    ['framework', [spec.framework, spec.algorithm].filter((part) => part !== undefined).join(', ') || undefined],
    ['metrics', spec.metrics === undefined ? undefined : inline(valuesOf(spec.metrics)) || undefined],
    ['trained on', spec.trainingSet],
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
    [
      spec.directory === undefined || spec.modelFile !== undefined ? 'file' : 'folder',
      `${oneLine(spec.fileName ?? record.key)}  ${bytes(record.size)}  ${record.mediaType}`,
    ],
    ['sha256', record.sha256],
    ['stored', record.target],
    ['created', when(record.created, time)],
    ['run', record.runUid],
    ...optional.filter((entry): entry is [string, string] => entry[1] !== undefined),
  ];
}

function filesOf({ spec: { directory, modelFile }, status: { bodies } }: ArtifactRecord): string | undefined {
  if (directory === undefined) return undefined;
  const files = `${directory.files}${modelFile === undefined ? '' : `, the model is ${oneLine(modelFile)}`}`;
  return bodies === undefined || bodies.reused === 0 ? files : `${files} (${bodies.reused} were there already)`;
}

function valuesOf(tagged: Readonly<Record<string, Json>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(tagged).map(([key, value]) => [key, fromTagged(value)]));
}

/** What a model takes and gives, with the statistics of its training set. */
function features({ kind, spec }: ArtifactRecord): string {
  if (kind !== 'model') return '';
  const rows = (['inputs', 'outputs'] as const).flatMap((role) =>
    featuresOf(spec[role] as Json | undefined).map(({ name, type = '' }) => {
      const hist = spec.featureStats?.[name]?.hist?.[0] ?? [];
      return [role.slice(0, -1), oneLine(name), oneLine(type), styled('blue', sparkline(hist, 20))];
    }),
  );
  if (rows.length === 0) return '';
  return table(
    ['', 'FEATURE', 'TYPE', 'HISTOGRAM'].map((title) => ({ title, shrinksTo: 6 })),
    rows,
  );
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
