/**
 * From plain data to a Vega-Lite v6 spec with the data inside. Pure: nothing is compiled, drawn or stored here.
 * @module
 */
export { barChart } from './bar.js';
export type { BarChartInput } from './bar.js';
export { boxPlot } from './box-plot.js';
export type { BoxPlotInput } from './box-plot.js';
export { calibrationCurve } from './calibration-curve.js';
export type { CalibrationCurveInput } from './calibration-curve.js';
export { confusionMatrix } from './confusion-matrix.js';
export type { ConfusionMatrixInput } from './confusion-matrix.js';
export { featureImportance } from './feature-importance.js';
export type { FeatureImportanceInput } from './feature-importance.js';
export { heatMap } from './heat-map.js';
export type { HeatMapInput } from './heat-map.js';
export { histogram } from './histogram.js';
export type { HistogramInput } from './histogram.js';
export { learningCurve } from './learning-curve.js';
export type { LearningCurveInput } from './learning-curve.js';
export { lineChart } from './line.js';
export type { LineChartInput } from './line.js';
export type { Numbers } from './numbers.js';
export { parallelCoordinates } from './parallel-coordinates.js';
export type { ParallelCoordinatesInput } from './parallel-coordinates.js';
export { precisionRecallCurve } from './precision-recall-curve.js';
export type { PrecisionRecallCurveInput } from './precision-recall-curve.js';
export { rocCurve } from './roc-curve.js';
export type { RocCurve, RocCurveInput } from './roc-curve.js';
export { scatterPlot } from './scatter.js';
export type { ScatterPlotInput } from './scatter.js';
export { areaUnder, averagePrecision, brierScore, calibrationPoints, precisionRecallPoints, rocPoints } from './scores.js';
export type { CalibrationOptions, CalibrationPoint, Scored } from './scores.js';
