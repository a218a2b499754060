/**
 * Run handlers and pipelines on Temporal: a plugin for the workers you have, a short form for those you don't, and a dev server.
 * @module
 */
// Run
export { TidemarkPlugin } from './plugin.js';
export type { TidemarkPluginOptions } from './plugin.js';
export { startWorker } from './start-worker.js';
export type { RunningWorker, StartWorkerOptions } from './start-worker.js';
export { bundlePipelines } from './workflow-bundle.js';
export type { HandlersModule } from '../context/index.js';
export type { Settings } from '../configuration/index.js';
// Have a Temporal server
export { connectOrStart, findTemporal, registerSearchAttributes, startDevServer } from './dev-server/index.js';
export type {
  ConnectOrStartOptions,
  DevServer,
  DevServerOptions,
  FindTemporalOptions,
  TemporalBinary,
  TemporalTarget,
} from './dev-server/index.js';
