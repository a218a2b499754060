import { html, trusted } from './escape.js';
import type { Markup } from './escape.js';
import { renderSvg } from './render-svg.js';
import type { SvgOptions } from './render-svg.js';

/**
 * A chart as part of a page, in the page's colours. `id` is unique in the page: Vega counts its clip paths and gradients from 1 in every
 * chart, and a page has one namespace for all. @throws {InvalidChartError}
 */
export async function inlineSvg(spec: unknown, { id, ...options }: Omit<SvgOptions, 'theme'> & { readonly id: string }): Promise<Markup> {
  const svg = await renderSvg(spec, { key: id, ...options, theme: 'page' });
  const apart = svg.replace(TAG, (tag) => tag.replace(REFERENCE, (_, before: string, name: string) => `${before}${id}-${name}`));
  const width = /^<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? '0';
  return html`<div class="${DARK_INK.test(svg) ? 'chart paper' : 'chart'}" style="--width:${width}px">${trusted(apart)}</div>`;
}

const TAG = /<[a-z][^>]*>/gi;
const REFERENCE = /( id="|url\(#|href="#)((?:clip|gradient_|pattern_)\d+)/g;
// A spec with a background or black ink of its own was made for white paper, and gets some on a dark page too.
const DARK_INK = /(?:fill|stroke)="(?:black|#000|#000000|rgb\(0, 0, 0\))"|^<svg[^>]*><rect [^>]*fill="(?!transparent)/;
