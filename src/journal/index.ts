/**
 * The order of events: numbering, group commit, receipts.
 * @module
 */
export { AttemptJournal, Journal } from './journal.js';
export type { JournalOptions, NewEvent } from './journal.js';
export { ObservedReceipt } from './receipt.js';
