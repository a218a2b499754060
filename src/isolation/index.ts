/**
 * Handlers in threads of their own: one that blocks, crashes or eats memory hurts only itself.
 * @module
 */
export { executeIsolated } from './execute-isolated.js';
export { watchLoop } from './loop-watch.js';
export { ThreadPool } from './thread-pool.js';
export type { Limits } from './thread-pool.js';
