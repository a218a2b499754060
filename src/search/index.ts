/**
 * The query language over runs, the same for the command line, the API and code.
 * @module
 */
export { parseRunQuery } from './parse-query.js';
