/**
 * What a user writes with: handlers, the run context, artifact classes and charts.
 * @module
 */
export { Artifact, ChartArtifact, DatasetArtifact, HtmlArtifact, MarkdownArtifact, ModelArtifact, TableArtifact } from './artifacts.js';
export type { ChartStream, ChartStreamOptions } from './chart-stream.js';
export {
  areaUnder,
  averagePrecision,
  barChart,
  boxPlot,
  brierScore,
  calibrationCurve,
  calibrationPoints,
  confusionMatrix,
  featureImportance,
  heatMap,
  histogram,
  learningCurve,
  lineChart,
  parallelCoordinates,
  precisionRecallCurve,
  precisionRecallPoints,
  rocCurve,
  rocPoints,
  scatterPlot,
} from './charts/index.js';
export type {
  BarChartInput,
  BoxPlotInput,
  CalibrationCurveInput,
  CalibrationOptions,
  CalibrationPoint,
  ConfusionMatrixInput,
  FeatureImportanceInput,
  HeatMapInput,
  HistogramInput,
  LearningCurveInput,
  LineChartInput,
  Numbers,
  ParallelCoordinatesInput,
  PrecisionRecallCurveInput,
  RocCurve,
  RocCurveInput,
  ScatterPlotInput,
  Scored,
} from './charts/index.js';
export type { ColumnInfo, CsvOptions, DataItem, DataStat, GetOptions, SampleOptions, TableReading } from './data-item.js';
export { chart, dataset, defineHandler, isHandler, model } from './handler.js';
export type {
  AnyResults,
  CallOf,
  Declaration,
  Handler,
  HandlerParts,
  InputOf,
  Isolation,
  KeysOf,
  OptionalArgument,
  ParamsIn,
  ParamsOut,
  PlainHandler,
  Ref,
  ResultsIn,
  ResultsOut,
  ResultsSchema,
  Shape,
  StepResult,
  Undeclared,
  UriOf,
} from './handler.js';
export type {
  ArrowTableLike,
  ArtifactOptions,
  ChartBuilder,
  ChartOptions,
  ChartSpec,
  ColumnExpectation,
  ColumnTypeText,
  CommonArtifactOptions,
  DatasetOptions,
  FileContent,
  Labels,
  ModelOptions,
  RowSchema,
  TableFile,
  TableLike,
  WholeTable,
} from './log-options.js';
export type { LogFields, Logger } from './logger.js';
export { featuresOf } from './model.js';
export type { Feature, Model } from './model.js';
export type { Receipt } from './receipt.js';
export type { RunContext, Widen } from './run-context.js';
