import { ConfigurationError, InvalidArgumentError } from '../core/index.js';
import { renderSvg } from './render-svg.js';
import type { SvgOptions } from './render-svg.js';

/** How a chart is drawn as pixels. */
export interface PngOptions extends Omit<SvgOptions, 'theme'> {
  /** Pixels per unit of the spec, above 0 to 10. Default 2, for screens of today. */
  readonly scale?: number;
}

const MAX_SCALE = 10;

// What stands for `sans-serif`. Where a machine has another font alone, resvg takes that.
const SANS_SERIF: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Helvetica', win32: 'Arial' };
const FONT = { loadSystemFonts: true, sansSerifFamily: SANS_SERIF[process.platform] ?? 'Liberation Sans' };

/**
 * Draws a Vega-Lite spec as a PNG, with the machine's fonts; needs no browser.
 *
 * @throws {InvalidChartError} @throws {InvalidArgumentError} for the scale. @throws {ConfigurationError} where the machine has no fonts.
 */
export async function renderPng(spec: unknown, options: PngOptions = {}): Promise<Uint8Array> {
  const { scale = 2, ...drawn } = options;
  if (!(scale > 0 && scale <= MAX_SCALE))
    throw new InvalidArgumentError(`scale is ${scale}, and must be above 0 and at most ${MAX_SCALE}.`);
  const svg = await renderSvg(spec, drawn);
  const { Resvg } = await import('@resvg/resvg-js');
  if (svg.includes('<text') && !hasFonts(Resvg)) {
    throw new ConfigurationError(
      'A PNG cannot be drawn: this machine has no fonts, and its labels would be missing. Install some (Debian, Ubuntu: apt-get install fonts-liberation; Alpine: apk add font-liberation), or draw an SVG.',
    );
  }
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font: FONT }).render().asPng();
}

// resvg leaves text out, and says nothing, where it finds no font at all; so a letter is tried.
function hasFonts(Resvg: typeof import('@resvg/resvg-js').Resvg): boolean {
  const letter = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15" font-family="sans-serif">x</text></svg>';
  return new Resvg(letter, { font: FONT }).getBBox() !== undefined;
}
