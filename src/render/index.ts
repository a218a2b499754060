/**
 * From Vega-Lite specs and records to what people look at: SVG and pages of one file each, without scripts. Reads nothing by itself.
 * @module
 */
export { dataSources, mapData, sourceUri } from './chart-data.js';
export type { ReadData } from './chart-data.js';
export { asStored, checkChart } from './check-chart.js';
export type { NormalizedSpec } from './check-chart.js';
export { renderChartHtml } from './chart-html.js';
export { plainSpec } from './plain-spec.js';
export { renderPng } from './render-png.js';
export type { PngOptions } from './render-png.js';
export { renderSvg } from './render-svg.js';
export type { SvgOptions } from './render-svg.js';
export { thinPlaces } from './report/thin-out.js';
export { renderReport } from './report/report.js';
export type { ReportInput, ReportReader } from './report/report-input.js';
