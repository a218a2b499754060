/** The workflows that Tidemark brings itself; a bundle's entry point may export nothing but workflows. */
export { runHandler } from './run-handler.js';
