import { setTimeout as sleep } from 'node:timers/promises';
import { TidemarkError, TrackingStoreError } from '../core/index.js';
import type { Receipt } from '../sdk/index.js';
import type { AppendBatch, TrackingEvent, TrackingStore } from '../tracking/index.js';
import { LazyReceipt } from './receipt.js';

/** How events are gathered into commits. */
export interface JournalOptions {
  /** An event that nobody awaits is committed at most this many milliseconds later, while the event loop turns. Default 50. */
  readonly groupMillis?: number;
  /** A group this large is committed at once. Default 1,000 events. */
  readonly groupSize?: number;
}

/** An event before it has its place in the order. */
export type NewEvent = Unplaced<TrackingEvent>;

type Unplaced<E> = E extends unknown ? Omit<E, 'seq' | 'time'> : never;

// A synchronous store commits what is buffered even when user code calls process.exit. One listener for all: Node warns of more than ten.
const openJournals = new Set<() => void>();
const commitAll = () => openJournals.forEach((commit) => commit());

const RETRY_DELAYS_MILLIS = [50, 100, 200, 400, 800, 1600, 3200];

/**
 * The order of events, and group commit: one journal serves all runs of a process, so that twenty steps that log at once share a commit.
 *
 * An event is committed 50 ms after it was logged at the latest; in the next turn of the event loop when its receipt is awaited; and at once by the
 * call that finds the oldest waiting event older than that (a handler that never lets the event loop turn).
 */
export class Journal {
  readonly #store: TrackingStore;
  readonly #groupMillis: number;
  readonly #groupSize: number;
  #group = new Group();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  readonly #underWay = new Set<Promise<void>>();
  readonly #commitNow = () => this.#commit();

  constructor(store: TrackingStore, options: JournalOptions = {}) {
    this.#store = store;
    this.#groupMillis = options.groupMillis ?? 50;
    this.#groupSize = options.groupSize ?? 1000;
    if (openJournals.size === 0) process.on('exit', commitAll);
    openJournals.add(this.#commitNow);
  }

  /** The journal of one attempt. */
  attempt(uid: string, attempt: number): AttemptJournal {
    return new AttemptJournal(this, uid, attempt);
  }

  /** @internal */
  add(journal: AttemptJournal, event: TrackingEvent): Receipt {
    const group = this.#group;
    group.add(journal, event);
    if (group.size >= this.#groupSize || event.time - group.oldest >= this.#groupMillis) this.#commit();
    else this.#timer ??= setTimeout(() => this.#commit(), this.#groupMillis);
    return new LazyReceipt(() => {
      this.#urge(group);
      return group.outcomeOf(journal);
    });
  }

  /** Resolves when everything logged so far has been committed or refused. Never rejects: each attempt knows its own failure. */
  async flush(): Promise<void> {
    this.#commit();
    await Promise.all(this.#underWay);
  }

  /** Flushes, and forgets the process. */
  async close(): Promise<void> {
    await this.flush();
    openJournals.delete(this.#commitNow);
    if (openJournals.size === 0) process.off('exit', commitAll);
  }

  #urge(group: Group): void {
    if (group === this.#group) this.#soon ??= setImmediate(() => this.#commit());
  }

  #commit(): void {
    clearTimeout(this.#timer);
    if (this.#soon !== undefined) clearImmediate(this.#soon);
    this.#timer = undefined;
    this.#soon = undefined;
    if (this.#group.size === 0) return;
    const group = this.#group;
    this.#group = new Group(group.done);
    const commit = this.#write(group).finally(() => this.#underWay.delete(commit));
    this.#underWay.add(commit);
  }

  async #write(group: Group): Promise<void> {
    const batches = group.batches();
    for (let attempt = 0; ; attempt++) {
      try {
        // Called before the first await: a synchronous store has committed when #commit returns.
        group.settle(await this.#store.append(batches));
        return;
      } catch (error) {
        const delay = error instanceof TidemarkError && error.retryable ? RETRY_DELAYS_MILLIS[attempt] : undefined;
        if (delay === undefined) {
          group.fail(
            error instanceof TidemarkError ? error : new TrackingStoreError('The tracking store refused a commit.', { cause: error }),
          );
          return;
        }
        await sleep(delay);
      }
    }
  }
}

/** What is committed together. */
class Group {
  size = 0;
  oldest = Infinity;
  /** This group and all before it are over: an event is never called durable before one that was logged earlier. */
  readonly done: Promise<unknown>;
  readonly #events = new Map<AttemptJournal, TrackingEvent[]>();
  #settle: () => void = () => undefined;

  constructor(before?: Promise<unknown>) {
    const settled = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    this.done = Promise.all([before, settled]);
  }

  add(journal: AttemptJournal, event: TrackingEvent): void {
    const events = this.#events.get(journal);
    if (events === undefined) this.#events.set(journal, [event]);
    else events.push(event);
    this.size += 1;
    if (event.time < this.oldest) this.oldest = event.time;
  }

  batches(): AppendBatch[] {
    return Array.from(this.#events, ([{ uid, attempt }, events]) => ({ uid, attempt, events }));
  }

  async outcomeOf(journal: AttemptJournal): Promise<void> {
    await this.done;
    if (journal.failure !== undefined) throw journal.failure;
  }

  /** One outcome a batch, in the order of {@link batches}. */
  settle(outcomes: readonly (TidemarkError | undefined)[]): void {
    Array.from(this.#events.keys()).forEach((journal, index) => {
      journal.failure ??= outcomes[index];
    });
    this.#settle();
  }

  fail(error: TidemarkError): void {
    for (const journal of this.#events.keys()) journal.failure ??= error;
    this.#settle();
  }
}

/** The events of one attempt: numbers them in the order of the calls. */
export class AttemptJournal {
  readonly uid: string;
  readonly attempt: number;
  /** Why this attempt can no longer write. Sticky: it makes the closing fail. */
  failure: TidemarkError | undefined;
  readonly #journal: Journal;
  #seq = 0;

  /** @internal */
  constructor(journal: Journal, uid: string, attempt: number) {
    this.#journal = journal;
    this.uid = uid;
    this.attempt = attempt;
  }

  /** Takes the next place in the order, for an event whose content takes time (a body to store). */
  reserve(): number {
    this.#seq += 1;
    return this.#seq;
  }

  /** Buffers an event; `seq` when its place was reserved. */
  append(event: NewEvent, seq: number = this.reserve()): Receipt {
    return this.#journal.add(this, { ...event, seq, time: Date.now() });
  }

  /** Resolves when everything is committed. @throws the first failure of any of this attempt's events. */
  async flush(): Promise<void> {
    await this.#journal.flush();
    if (this.failure !== undefined) throw this.failure;
  }
}
