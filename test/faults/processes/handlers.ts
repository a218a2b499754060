export { logLong, relay } from './log-long.js';
export { logMuch } from './log-much.js';
export { logStubbornly } from './log-stubbornly.js';
