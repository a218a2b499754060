/**
 * Start pipelines, and read back what runs logged: in code, without Temporal.
 * @module
 */
export { DEFAULT_TASK_QUEUE, TidemarkClient, openClient } from './client.js';
export type { ClientOptions, StartHandlerOptions, StartOptions, Started } from './client.js';
export { Run } from './run.js';
export type { LogOptions, Stores } from './run.js';
export type { Reconciled } from '../reconcile/index.js';
export type { Settings } from '../configuration/index.js';
export type { ArtifactFilter, InputRecord, LogFilter, RunFilter } from '../tracking/index.js';
