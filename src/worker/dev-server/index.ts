/**
 * A Temporal server for development: found, downloaded or built, started beside the caller, and ended with it.
 * @module
 */
export { connectOrStart, type ConnectOrStartOptions, type TemporalTarget } from './connect-or-start.js';
export { lazyTemporal, type LazyTemporal } from './lazy-temporal.js';
export { startDevServer, type DevServer, type DevServerOptions } from './start-dev-server.js';
export { findTemporal, type FindTemporalOptions, type TemporalBinary } from './find-temporal.js';
export { registerSearchAttributes, type SearchAttributeName } from './search-attributes.js';
