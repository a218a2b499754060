/**
 * The vocabulary: URIs, kinds, states, records, tagged JSON, errors, and what crosses Temporal. Imports nothing.
 * @module
 */
export * from './activity-contract.js';
export * from './call-line.js';
export * from './errors.js';
export * from './isolation-errors.js';
export * from './iso-times.js';
export * from './keys.js';
export * from './kinds.js';
export * from './records.js';
export * from './present.js';
export * from './run-states.js';
export * from './tagged-json.js';
export * from './tags.js';
export * from './uris.js';
