import type { Loader } from 'vega';
import { InvalidChartError } from '../core/index.js';
import { withData } from './chart-data.js';
import type { ReadData } from './chart-data.js';
import { isObject } from './chart-views.js';
import { collectingLogger, compileChart } from './compile-chart.js';
import { printable } from './escape.js';
import { PAGE } from './page-theme.js';
import { readSpec } from './read-spec.js';

/** How a chart is drawn. */
export interface SvgOptions {
  /** Names the chart in errors. Default: its title, when that is text. */
  readonly key?: string;
  /**
   * `light` (the default): on white, for a file of its own. `page`: no background, and text, axes and grid in the CSS colour of the element
   * around the SVG, for a page with a dark side. What the spec sets by itself stays.
   */
  readonly theme?: 'light' | 'page';
  /** A CSS colour, or `transparent`. Default: the spec's own, else the theme's. */
  readonly background?: string;
  /** Reads the artifacts that the spec takes its data from. Default: a chart with such data is refused. */
  readonly readData?: ReadData;
}

/**
 * Draws a Vega-Lite spec as an `<svg>` element. Needs no browser; reads no file, no URL, and nothing but what `readData` gives.
 *
 * @throws {InvalidChartError} when it does not compile, or not draw. @throws what `readData` throws.
 */
export async function renderSvg(spec: unknown, options: SvgOptions = {}): Promise<string> {
  const key = options.key ?? titleOf(spec) ?? 'chart';
  const { background } = options;
  const whole = { ...(await wholeSpec(key, spec, options.readData)), ...(background === undefined ? {} : { background }) };
  const { vega, runtime } = await compileChart(key, whole, options.theme === 'page' ? PAGE : undefined);
  const { logger, errors } = collectingLogger();
  const view = new vega.View(runtime, { renderer: 'none', loader: closedLoader, logger });
  try {
    const svg = printable(await view.toSVG());
    // Vega logs a failed operator and draws the rest; half a chart is no chart.
    if (errors[0] !== undefined) throw new InvalidChartError(key, errors[0]);
    return svg;
  } catch (cause) {
    if (cause instanceof InvalidChartError) throw cause;
    throw new InvalidChartError(key, errors[0] ?? (cause instanceof Error ? cause.message : String(cause)), { cause });
  } finally {
    view.finalize();
  }
}

/** A copy of a spec with all its data in it. @throws {InvalidChartError} */
export async function wholeSpec(key: string, spec: unknown, readData?: ReadData): Promise<Readonly<Record<string, unknown>>> {
  const nobody = (uri: string) => Promise.reject(new InvalidChartError(key, `its data is ${uri}, and nothing here can read artifacts.`));
  const plain = await withData(readSpec(key, spec), readData ?? nobody);
  // Rows of a dataset have values that JSON lacks.
  return readData === undefined ? plain : readSpec(key, plain);
}

/** A chart's title, when it is text. */
export function titleOf(spec: unknown): string | undefined {
  const title = isObject(spec) ? spec['title'] : undefined;
  const text = isObject(title) ? title['text'] : title;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

// A spec that was stored is someone else's text: drawing it must not read this machine's files or call out.
const closedLoader = {
  options: {},
  load: (uri: string) => Promise.reject(new Error(`${uri} is outside the spec`)),
  http: (uri: string) => Promise.reject(new Error(`${uri} is outside the spec`)),
  file: (path: string) => Promise.reject(new Error(`${path} is outside the spec`)),
  sanitize(uri: string, { context }: { readonly context?: string } = {}) {
    // Vega does not expect a refused link (it would end the process with an unhandled rejection), so such a link leads nowhere.
    if (context === 'href') return Promise.resolve({ href: /^https?:/i.test(uri) ? uri : '#' });
    return /^data:image\//i.test(uri) ? Promise.resolve({ href: uri }) : Promise.reject(new Error(`${uri} is outside the spec`));
  },
} as unknown as Loader;
