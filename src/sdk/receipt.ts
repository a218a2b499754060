/**
 * What a log call returns. Awaiting it means "durable now"; leaving it alone is correct too: the event is committed within 50 ms and
 * before the step completes, and its failure fails the step. It is a thenable and not a Promise, so that not awaiting it is no lint error
 * and its rejection is never an unhandled one.
 */
export interface Receipt<T = void> extends PromiseLike<T> {
  /** The same as a Promise, for `Promise.all` with helpers that insist on one. */
  durable(): Promise<T>;
}
