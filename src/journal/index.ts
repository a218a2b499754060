/**
 * The order of events: numbering, group commit, receipts.
 * @module
 */
export { AttemptJournal } from './attempt-journal.js';
export type { AttemptWatch, NewEvent } from './attempt-journal.js';
export { Journal } from './journal.js';
export type { JournalOptions } from './journal.js';
export { recoverSpools } from './recover-spools.js';
export { ObservedReceipt } from './receipt.js';
