import type { ArtifactRecord, Json } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole } from '../escape.js';
import { formatBytes, formatValue } from '../format.js';
import { inlineSvg } from '../inline-svg.js';
import { datasetBody } from './dataset.js';
import { directoryBody } from './directory.js';
import { markdown } from './markdown.js';
import type { ReportReader } from './report-input.js';
import { modelBody } from './model.js';
import { table } from './table.js';

const KIB = 1024;
// What is shown whole or not at all (a part of an SVG shows nothing), and what is cut off.
const LIMIT = { whole: 4096 * KIB, part: 64 * KIB };

/** What can be shown of an artifact. Bodies that are no text are left out; one that cannot be read or shown is named. */
export async function artifactBody(record: ArtifactRecord, reader: ReportReader): Promise<Hole> {
  try {
    return [about(record), await body(record, reader)];
  } catch (error) {
    return note(`It cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function about(record: ArtifactRecord): Hole {
  if (record.kind === 'dataset') return datasetBody(record);
  return record.kind === 'model' && modelBody(record);
}

async function body(record: ArtifactRecord, reader: ReportReader): Promise<Hole> {
  if (record.spec.directory !== undefined) return directoryBody(record.spec, await reader.files(record));
  const viewer = viewerOf(record);
  if (viewer === undefined) return undefined;
  const isPart = viewer === 'text' && record.size > LIMIT.part;
  if (!isPart && record.size > LIMIT.whole) return note(`At ${formatBytes(record.size)} it is too large for this page.`);
  const text = await reader.text(record, isPart ? LIMIT.part : LIMIT.whole);
  if (text === undefined) return note('The body is not there any more.');
  return [await VIEWERS[viewer](text, record), isPart && note(`The first ${formatBytes(LIMIT.part)} of ${formatBytes(record.size)}.`)];
}

const VIEWERS = {
  chart: (text: string, record: ArtifactRecord) => inlineSvg(JSON.parse(text), `chart-${record.uid}`),
  table(text: string) {
    const { header, rows } = JSON.parse(text) as { header: readonly string[]; rows: readonly (readonly Json[])[] };
    return table(
      header,
      rows.map((row) => row.map((cell) => formatValue(cell))),
    );
  },
  // No word of its own in `sandbox`: no scripts, no forms, no origin. The page's policy holds inside, so nothing is fetched either.
  page: (text: string, record: ArtifactRecord) => html`<iframe class="page" sandbox="" title="${record.key}" srcdoc="${text}"></iframe>`,
  markdown: async (text: string) => html`<div class="markdown">${await markdown(text)}</div>`,
  // As an image, an SVG runs no scripts.
  image: (text: string, record: ArtifactRecord) =>
    html`<img src="data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}" alt="${record.key}" />`,
  json: (text: string) => html`<pre class="text">${JSON.stringify(JSON.parse(text), undefined, 2)}</pre>`,
  text: (text: string) => html`<pre class="text">${text}</pre>`,
} as const;

function viewerOf(record: ArtifactRecord): keyof typeof VIEWERS | undefined {
  const type = record.mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (record.kind === 'chart') return 'chart';
  if (record.kind === 'dataset') return undefined;
  if (record.spec.viewer === 'table' && type === 'application/json') return 'table';
  if (type === 'text/html') return 'page';
  if (type === 'text/markdown') return 'markdown';
  if (type === 'image/svg+xml') return 'image';
  if (/[/+]json$/.test(type)) return record.size <= LIMIT.part ? 'json' : 'text';
  return type.startsWith('text/') || /^application\/(.*\+)?(xml|yaml|toml|x-ndjson|javascript)$/.test(type) ? 'text' : undefined;
}

function note(text: string): Hole {
  return html`<p class="note">${text}</p>`;
}
