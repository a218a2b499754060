import { chartData, dataItem } from '../context/index.js';
import { ArtifactNotFoundError, InvalidArgumentError, InvalidChartError, KindMismatchError, parseArtifactUri } from '../core/index.js';
import type { ArtifactRecord } from '../core/index.js';
import { renderChartHtml, renderPng, renderSvg } from '../render/index.js';
import type { Stores } from './run.js';

/** What a chart is drawn as. */
export interface RenderChartOptions {
  /** `html` is a page of one file: interactive, and offline. Default `svg`. */
  readonly format?: 'svg' | 'png' | 'html';
  /** Pixels of a PNG per unit of the spec, to 10. Default 2. */
  readonly scale?: number;
  /** A CSS colour, or `transparent`. Default: the spec's own, else white, and in a page none. */
  readonly background?: string;
}

/** @throws {ArtifactNotFoundError} @throws {KindMismatchError} @throws {InvalidChartError} @throws {InvalidArgumentError} */
export async function renderChart(stores: Stores, uri: string, options: RenderChartOptions): Promise<Uint8Array> {
  const { format = 'svg', scale, background } = options;
  const record = await stores.tracking.getArtifact(parseArtifactUri(uri));
  if (record === undefined) throw new ArtifactNotFoundError(uri);
  const spec = await specOf(stores, record);
  const drawn = { key: record.key, readData: chartData(stores), ...(background === undefined ? {} : { background }) };
  switch (format) {
    case 'svg':
      return Buffer.from(await renderSvg(spec, drawn));
    case 'html':
      return Buffer.from(await renderChartHtml(spec, record.key, drawn));
    case 'png':
      return renderPng(spec, { ...drawn, ...(scale === undefined ? {} : { scale }) });
    default:
      throw new InvalidArgumentError(`A chart is drawn as svg, png or html, not as ${JSON.stringify(format)}.`);
  }
}

// A spec that was logged as a file is a chart too.
async function specOf(stores: Stores, { uri, key, kind, mediaType }: ArtifactRecord): Promise<unknown> {
  if (kind !== 'chart' && !mediaType.startsWith('application/vnd.vegalite.')) throw new KindMismatchError(uri, 'chart', kind);
  const text = await dataItem(stores, { key, uri }).text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidChartError(key, 'its body is no JSON.', { cause });
  }
}
