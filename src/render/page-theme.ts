import type { Config } from 'vega-lite';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const INK = 'currentColor';

/** A chart in a page: no background, and ink in the colour of the text around it. */
export const PAGE: Config = {
  background: 'transparent',
  font: FONT,
  view: { stroke: 'transparent' },
  title: { color: INK, fontSize: 13, fontWeight: 600, anchor: 'start', offset: 12 },
  axis: {
    labelFontSize: 11,
    titleFontSize: 12,
    labelColor: INK,
    labelOpacity: 0.75,
    titleColor: INK,
    titleOpacity: 0.75,
    titleFontWeight: 500,
    titlePadding: 8,
    domainColor: INK,
    domainOpacity: 0.3,
    tickColor: INK,
    tickOpacity: 0.3,
    gridColor: INK,
    gridOpacity: 0.1,
  },
  legend: { labelFontSize: 11, titleFontSize: 12, labelColor: INK, titleColor: INK, labelOpacity: 0.85 },
  header: { labelColor: INK, titleColor: INK },
  text: { color: INK },
  rule: { color: INK },
  tick: { color: INK },
};
