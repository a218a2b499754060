export type { ArtifactRecord, AttemptRecord, ColumnStats, Kind, LogLine, MetricPoint, RunRecord } from '../../src/core/index.js';
export type { ReportInput } from '../../src/render/index.js';
