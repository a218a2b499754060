/**
 * The order of events: numbering, group commit, receipts.
 * @module
 */
export { AttemptJournal } from './attempt-journal.js';
export type { AttemptWatch, Committer, NewEvent } from './attempt-journal.js';
export { Journal } from './journal.js';
export type { EventJournal, JournalOptions } from './journal.js';
export { recoverSpools } from './recover-spools.js';
export { LazyReceipt, ObservedReceipt } from './receipt.js';
