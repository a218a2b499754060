import type { TidemarkError } from '../core/index.js';
import type { Receipt } from '../sdk/index.js';
import type { TrackingEvent } from '../tracking/index.js';

/** What its owner wants to know of an attempt while it lives. */
export interface AttemptWatch {
  /** Somebody wants the run to stop. Called once. */
  readonly onAborting?: () => void;
  /** It may no longer write. Called once. */
  readonly onFailed?: (error: TidemarkError) => void;
}

/** An event before it has its place in the order. */
export type NewEvent = Unplaced<TrackingEvent>;

type Unplaced<E> = E extends unknown ? Omit<E, 'seq' | 'time'> : never;

/** What commits the events of all attempts: the journal of the process, or what leads to it. */
export interface Committer {
  add(journal: AttemptJournal, event: TrackingEvent): Receipt;
  release(journal: AttemptJournal): void;
  flush(): Promise<void>;
  settle(patience?: () => AbortSignal): Promise<void>;
  commitNow(): void;
}

/** The events of one attempt: numbers them in the order of the calls. */
export class AttemptJournal {
  readonly uid: string;
  readonly attempt: number;
  /** Why this attempt can no longer write. Sticky: it makes the closing fail. */
  failure: TidemarkError | undefined;
  readonly #journal: Committer;
  #watch: AttemptWatch;
  #seq = 0;

  /** @internal */
  constructor(journal: Committer, of: { uid: string; attempt: number; watch: AttemptWatch }) {
    this.#journal = journal;
    this.uid = of.uid;
    this.attempt = of.attempt;
    this.#watch = of.watch;
  }

  /** Takes the next place in the order, for an event whose content takes time (a body to store); or the first of the next `count` places. */
  reserve(count = 1): number {
    const first = this.#seq + 1;
    this.#seq += count;
    return first;
  }

  /** The place that the next event gets. */
  get next(): number {
    return this.#seq + 1;
  }

  /** Buffers an event; `seq` when its place was reserved. */
  append(event: NewEvent, seq: number = this.reserve()): Receipt {
    return this.#journal.add(this, { ...event, seq, time: Date.now() });
  }

  /** Takes an event that got its place and time elsewhere: in the process where the handler runs. */
  relay(event: TrackingEvent): void {
    this.#journal.add(this, event);
  }

  /** Resolves when everything is durable. @throws the first failure of any of this attempt's events. */
  async flush(): Promise<void> {
    await this.#journal.flush();
    if (this.failure !== undefined) throw this.failure;
  }

  /** See `Journal.settle`. @throws as {@link flush} does, too. */
  async settle(patience?: () => AbortSignal): Promise<void> {
    await this.#journal.settle(patience);
    if (this.failure !== undefined) throw this.failure;
  }

  /** See `Journal.commitNow`. */
  commitNow(): void {
    this.#journal.commitNow();
  }

  /** From now on nothing can be logged. The first reason counts. */
  fail(error: TidemarkError): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    this.#watch.onFailed?.(error);
  }

  /** Tells the owner, once, that the run is to stop. */
  abort(): void {
    const { onAborting, ...watch } = this.#watch;
    this.#watch = watch;
    onAborting?.();
  }

  /** The attempt is over: its lease lapses. */
  release(): void {
    this.#journal.release(this);
  }
}
