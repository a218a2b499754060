/**
 * The HTTP API of the tracking and artifact stores, and the web UI that is built on it. See docs/api.md.
 * @module
 */
export { startServer } from './start-server.js';
export type { RunningServer, ServerOptions } from './start-server.js';
export { createToken } from './security/tokens.js';
export type { Api } from './app.js';
