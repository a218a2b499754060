/**
 * Handlers in processes of their own: one that blocks, crashes or eats memory hurts only itself.
 * @module
 */
export { executeIsolated } from './execute-isolated.js';
export { watchLoop } from './loop-watch.js';
export { ProcessPool } from './process-pool.js';
export type { Limits } from './handler-process.js';
