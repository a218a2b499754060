/**
 * From plain data to a Vega-Lite v6 spec with the data inside. Pure: nothing is compiled, drawn or stored here.
 * @module
 */
export { barChart } from './bar.js';
export type { BarChartInput } from './bar.js';
export { confusionMatrix } from './confusion-matrix.js';
export type { ConfusionMatrixInput } from './confusion-matrix.js';
export { learningCurve } from './learning-curve.js';
export type { LearningCurveInput } from './learning-curve.js';
export { lineChart } from './line.js';
export type { LineChartInput } from './line.js';
export { rocCurve } from './roc-curve.js';
export type { RocCurve, RocCurveInput } from './roc-curve.js';
export { scatterPlot } from './scatter.js';
export type { ScatterPlotInput } from './scatter.js';
