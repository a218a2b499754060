/**
 * The same context and stores without Temporal: run a handler in this process, or give a script a run of its own.
 * @module
 */
export { runLocal } from './run-local.js';
export type { LocalOptions } from './run-local.js';
export { getOrCreateContext, withContext } from './script-context.js';
export type { ContextOptions } from './script-context.js';
