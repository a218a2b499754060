/**
 * An execution context for pipelines, made durable by Temporal.
 * @module
 */
export * from './sdk/index.js';
