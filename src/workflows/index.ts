/**
 * Deterministic orchestration: pipelines that chain steps by artifact URIs. Safe in Temporal's workflow sandbox.
 * @module
 */
export { definePipeline } from './define-pipeline.js';
export type { Pipeline } from './define-pipeline.js';
export type { PipelineContext } from './pipeline-context.js';
export { proxySteps } from './proxy-steps.js';
export { runHandler } from './run-handler.js';
export type { RunHandlerRequest } from './run-handler.js';
export type { Step, StepDefaults, StepOptions, Steps, TemporalStepOptions } from './step-types.js';
