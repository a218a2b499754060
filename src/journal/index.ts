/**
 * The order of events: numbering, group commit, receipts.
 * @module
 */
export { AttemptJournal, Journal } from './journal.js';
export type { AttemptWatch, JournalOptions, NewEvent } from './journal.js';
export { recoverSpools } from './spool.js';
export { ObservedReceipt } from './receipt.js';
