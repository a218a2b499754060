import type { ArtifactRecord, Json } from '../../core/index.js';
import { html } from '../escape.js';
import type { Hole } from '../escape.js';
import { formatBytes, formatValue } from '../format.js';
import { inlineSvg } from '../inline-svg.js';
import type { ArtifactLinks } from './artifact-links.js';
import { datasetBody } from './dataset.js';
import { directoryBody } from './directory.js';
import { markdown } from './markdown.js';
import type { ReportReader } from './report-input.js';
import { modelBody } from './model.js';
import { table } from './table.js';

const GONE = 'The body is not there any more.';
const KIB = 1024;
// What is shown whole or not at all (a part of an SVG shows nothing), and what is cut off.
const LIMIT = { whole: 4096 * KIB, part: 64 * KIB };

/** The page that a body is shown on. */
export interface BodyPage {
  readonly reader: ReportReader;
  readonly links: ArtifactLinks;
}

/** What can be shown of an artifact. Bodies that are neither text nor images are left out; one that cannot be read or shown is named. */
export async function artifactBody(record: ArtifactRecord, page: BodyPage): Promise<Hole> {
  try {
    return [about(record), await body(record, page)];
  } catch (error) {
    return note(`It cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function about(record: ArtifactRecord): Hole {
  if (record.kind === 'dataset') return datasetBody(record);
  return record.kind === 'model' && modelBody(record);
}

async function body(record: ArtifactRecord, page: BodyPage): Promise<Hole> {
  if (record.spec.directory !== undefined) return directoryBody(record.spec, await page.reader.files(record));
  const viewer = viewerOf(record);
  if (viewer === undefined) return undefined;
  const isPart = viewer === 'text' && record.size > LIMIT.part;
  if (!isPart && record.size > LIMIT.whole) return note(`At ${formatBytes(record.size)} it is too large for this page.`);
  if (viewer === 'image') return image(record, await page.reader.bytes(record));
  const text = await page.reader.text(record, isPart ? LIMIT.part : LIMIT.whole);
  if (text === undefined) return note(GONE);
  return [
    await VIEWERS[viewer](text, record, page),
    isPart && note(`The first ${formatBytes(LIMIT.part)} of ${formatBytes(record.size)}.`),
  ];
}

const VIEWERS = {
  chart: (text: string, { uid }: ArtifactRecord, { reader }: BodyPage) =>
    inlineSvg(JSON.parse(text), { id: `chart-${uid}`, readData: reader.readData }),
  table(text: string) {
    const { header, rows } = JSON.parse(text) as { header: readonly string[]; rows: readonly (readonly Json[])[] };
    return table(
      header,
      rows.map((row) => row.map((cell) => formatValue(cell))),
    );
  },
  // No word of its own in `sandbox`: no scripts, no forms, no origin. The page's policy holds inside, so nothing is fetched either.
  web: (text: string, record: ArtifactRecord) => html`<iframe class="page" sandbox="" title="${record.key}" srcdoc="${text}"></iframe>`,
  markdown: async (text: string, _: ArtifactRecord, { links }: BodyPage) =>
    html`<div class="markdown">${await markdown(text, links)}</div>`,
  json: (text: string) => html`<pre class="text">${JSON.stringify(JSON.parse(text), undefined, 2)}</pre>`,
  text: (text: string) => html`<pre class="text">${text}</pre>`,
} as const;

// As an image, an SVG runs no scripts.
function image({ mediaType, key }: ArtifactRecord, bytes: Uint8Array | undefined): Hole {
  if (bytes === undefined) return note(GONE);
  return html`<img src="data:${typeOf(mediaType)};base64,${Buffer.from(bytes).toString('base64')}" alt="${key}" />`;
}

// What browsers show.
const IMAGE = /^image\/(png|apng|jpeg|gif|webp|avif|bmp|svg\+xml)$/;

function typeOf(mediaType: string): string {
  return mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
}

function viewerOf(record: ArtifactRecord): keyof typeof VIEWERS | 'image' | undefined {
  const type = typeOf(record.mediaType);
  if (record.kind === 'chart') return 'chart';
  if (record.kind === 'dataset') return undefined;
  if (record.spec.viewer === 'table' && type === 'application/json') return 'table';
  if (type === 'text/html') return 'web';
  if (type === 'text/markdown') return 'markdown';
  if (IMAGE.test(type)) return 'image';
  if (/[/+]json$/.test(type)) return record.size <= LIMIT.part ? 'json' : 'text';
  return type.startsWith('text/') || /^application\/(.*\+)?(xml|yaml|toml|x-ndjson|javascript)$/.test(type) ? 'text' : undefined;
}

function note(text: string): Hole {
  return html`<p class="note">${text}</p>`;
}
