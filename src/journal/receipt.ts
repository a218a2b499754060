import type { Receipt } from '../sdk/index.js';

/** A receipt of something already under way. Its rejection is never an unhandled one: a failure that nobody awaited fails the run when it closes. */
export class ObservedReceipt<T> implements Receipt<T> {
  /** True once somebody awaited it: then its failure is theirs to handle. */
  observed = false;
  readonly #promise: Promise<T>;

  constructor(promise: Promise<T>) {
    this.#promise = promise;
    promise.catch(() => undefined);
  }

  durable(): Promise<T> {
    this.observed = true;
    return this.#promise;
  }

  /** The outcome, without counting as somebody who awaited it. */
  quietly(): Promise<T> {
    return this.#promise;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable without being a Promise is the point
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ) {
    return this.durable().then(onFulfilled, onRejected);
  }
}

/** A receipt that asks for its commit only when somebody awaits it. */
export class LazyReceipt implements Receipt {
  readonly #ask: () => Promise<void>;

  constructor(ask: () => Promise<void>) {
    this.#ask = ask;
  }

  durable(): Promise<void> {
    return this.#ask();
  }

  // oxlint-disable-next-line unicorn/no-thenable -- as above
  then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ) {
    return this.#ask().then(onFulfilled, onRejected);
  }
}
