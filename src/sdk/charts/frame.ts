// Okabe and Ito's colours, which people with any colour vision tell apart (https://jfly.uni-koeln.de/color/); their yellow and black are left out, being
// lost on a white or a dark page.
const CATEGORIES = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const LEGEND_SYMBOL = 26;
// What Vega takes a letter for where it cannot measure one.
const LETTER = 8;

/** Grey that is seen on white and on dark. */
export const QUIET = '#7d8a93';

/** What a chart has beside its title. Sizes are pixels. */
export interface FrameOptions {
  readonly width?: number;
  readonly height?: number;
  /** What was left out of the data or put together, for who looks at the chart. */
  readonly note?: string | undefined;
  /** The legend's entries: as many stand side by side as fit. */
  readonly legend?: readonly string[];
}

/** What every chart has: the schema, a title, a size, the colours. What is not set here is the viewer's, so that a page may be light or dark. */
export function frame(title: string, { width = 420, height = 260, note, legend = [] }: FrameOptions = {}) {
  const entry = LEGEND_SYMBOL + LETTER * Math.max(0, ...legend.map((name) => name.length));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: note === undefined ? title : { text: title, subtitle: note },
    width,
    height,
    config: {
      range: { category: CATEGORIES },
      mark: { color: CATEGORIES[0] },
      // Below the chart and no wider than it, also on a phone.
      legend: { orient: 'bottom', columns: Math.max(1, Math.min(6, Math.floor(width / entry))), labelLimit: 1.4 * width },
      title: { anchor: 'start', fontSize: 14, fontWeight: 600, offset: 12, subtitleFontSize: 11, subtitleColor: QUIET, subtitlePadding: 4 },
      axis: { titleFontWeight: 500, titlePadding: 8, labelFontSize: 11, titleFontSize: 12 },
      view: { stroke: null },
    },
  };
}

/** The number, or null for what is none: JSON has no NaN, and Vega-Lite leaves a gap at null. */
export function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
