/**
 * The true state of runs that stopped reporting: asked of Temporal, written to the tracking store.
 * @module
 */
export { namespaceId } from './namespace-id.js';
export { Reconciler } from './reconciler.js';
export type { Reconciled, ReconcilerOptions } from './reconciler.js';
export { endOfStep, standOfStep } from './true-state.js';
export { askTemporal } from './workflow-truth.js';
