/**
 * Which stores, which project, which secrets: settings from code and the environment.
 * @module
 */
export { resolveConfiguration } from './configuration.js';
export type { Configuration, Settings } from './configuration.js';
export { checkUrl } from './check-url.js';
