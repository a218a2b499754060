import type { Config } from 'vega-embed';

const SANS = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const LIGHT = {
  ink: '#14202a',
  dim: '#596873',
  line: '#e2e7ea',
  accent: '#0a7385',
  series: ['#0a7385', '#d1602b', '#6552b5', '#3f8f3f', '#c0397f', '#9a7500', '#3a6fc4', '#7a6a5c'],
};
const DARK = {
  ink: '#e5ecef',
  dim: '#8f9ea8',
  line: '#253138',
  accent: '#58c4d2',
  series: ['#58c4d2', '#f29a6b', '#a899ee', '#84cf84', '#ee86b7', '#e0bc4e', '#86b1f2', '#bfae9f'],
};

/** The tokens of the design as Vega's config: what a spec says itself goes first. */
export function vegaTheme(isDark: boolean): Config {
  const { ink, dim, line, accent, series } = isDark ? DARK : LIGHT;
  return {
    background: 'transparent',
    font: SANS,
    view: { stroke: line, continuousHeight: 240 },
    axis: {
      labelColor: dim,
      titleColor: dim,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      labelFontSize: 11,
      titleFontSize: 12,
      titleFontWeight: 'normal',
    },
    legend: { labelColor: ink, titleColor: dim, labelFontSize: 12 },
    title: { color: ink, fontSize: 14, fontWeight: 600, anchor: 'start' },
    mark: { color: accent },
    text: { color: ink },
    range: { category: series },
  };
}
