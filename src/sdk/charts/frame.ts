// Okabe and Ito's colours, which people with any colour vision tell apart; their yellow and black are left out, being lost on a white or a dark page.
const CATEGORIES = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** What every chart has: the schema, a title, a size in pixels, the colours. */
export function frame(title: string, height = 260) {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    width: 420,
    height,
    // Below the chart, so that it is as wide on a phone as its axes are.
    config: { range: { category: CATEGORIES }, legend: { orient: 'bottom', columns: 3, labelLimit: 240 } },
  };
}

/** The number, or null for what is none: JSON has no NaN, and Vega-Lite leaves a gap at null. */
export function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
