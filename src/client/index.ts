/**
 * Start pipelines, and read back what runs logged: in code, without Temporal.
 * @module
 */
export { DEFAULT_TASK_QUEUE, TidemarkClient, openClient } from './client.js';
export type { ClientOptions, StartHandlerOptions, StartOptions, Started } from './client.js';
export { ArtifactClient } from './artifacts/artifact-client.js';
export type { ArtifactDescription, TagOptions } from './artifacts/artifact-client.js';
export type { ArtifactDiff, Change } from './artifacts/diff.js';
export type { TextDiff } from './artifacts/text-diff.js';
export type { Lineage, LineageEdge, LineageNode, LineageOptions } from './artifacts/lineage.js';
export type { ArtifactVersion } from './artifacts/versions.js';
export type { DeleteOptions, Deleted } from './delete-run.js';
export type { Garbage, GarbageOptions, RetentionRules, UnreachedBody } from '../retention/index.js';
export type { RenderChartOptions } from './render-chart.js';
export { Run } from './run.js';
export type { LogOptions, Stores } from './run.js';
export type { StartAgainOptions, StartForm } from './start-again.js';
export type { TemporalSource } from './temporal-access.js';
export type { Reconciled } from '../reconcile/index.js';
export type { Settings } from '../configuration/index.js';
export type { ArtifactFilter, InputRecord, LogFilter, ProtectedTag, TagMove } from '../tracking/index.js';
