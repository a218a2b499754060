/**
 * What is kept and what goes: rules for runs and versions, and the bodies that no record reaches.
 * @module
 */
export { collectGarbage } from './collect-garbage.js';
export type { Garbage, GarbageOptions } from './collect-garbage.js';
export type { UnreachedBody } from './collect-bodies.js';
export type { RetentionRules } from './rules.js';
