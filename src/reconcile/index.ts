/**
 * The true end of runs that stopped reporting: asked of Temporal, written to the tracking store.
 * @module
 */
export { Reconciler } from './reconciler.js';
export type { Reconciled, ReconcilerOptions } from './reconciler.js';
