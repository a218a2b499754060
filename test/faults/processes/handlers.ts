export { failWithSecret, leak } from './leak.js';
export { logBodies } from './log-bodies.js';
export { logBulk } from './log-bulk.js';
export { logInCrowd } from './log-in-crowd.js';
export { logLong, relay } from './log-long.js';
export { logMuch } from './log-much.js';
export { logStubbornly } from './log-stubbornly.js';
