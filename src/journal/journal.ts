import { StaleAttemptError, TidemarkError, TrackingStoreError } from '../core/index.js';
import type { Receipt } from '../sdk/index.js';
import type { AppendBatch, TrackingEvent, TrackingStore } from '../tracking/index.js';
import { Group } from './group.js';
import { LazyReceipt } from './receipt.js';
import { Spool, isPassing } from './spool.js';

/** How events are gathered into commits. */
export interface JournalOptions {
  /** An event that nobody awaits is committed at most this many milliseconds later, while the event loop turns. Default 50. */
  readonly groupMillis?: number;
  /** A group this large is committed at once. Default 1,000 events. */
  readonly groupSize?: number;
  /** Folder for what cannot be committed while the store is away. Without it such events fail their attempts. */
  readonly spoolFolder?: string;
  /** How soon a store that is away is tried again, in milliseconds; then ever more seldom, at last every 5 s. Default 200. */
  readonly spoolRetryMillis?: number;
  /** How long an attempt counts as alive after its last sign of life. Default 30,000. */
  readonly leaseMillis?: number;
}

/** What its owner wants to know of an attempt while it lives. */
export interface AttemptWatch {
  /** Somebody wants the run to stop. Called once. */
  readonly onAborting?: () => void;
}

/** An event before it has its place in the order. */
export type NewEvent = Unplaced<TrackingEvent>;

type Unplaced<E> = E extends unknown ? Omit<E, 'seq' | 'time'> : never;

// What is buffered is kept even when user code calls process.exit. One listener for all: Node warns of more than ten.
const openJournals = new Set<() => void>();
const commitAll = () => openJournals.forEach((commitNow) => commitNow());

/**
 * The order of events, and group commit: one journal serves all runs of a process, so that twenty steps that log at once share a commit.
 *
 * An event is committed 50 ms after it was logged at the latest; in the next turn of the event loop when its receipt is awaited; and at once by the
 * call that finds the oldest waiting event older than that (a handler that never lets the event loop turn).
 */
export class Journal {
  readonly leaseMillis: number;
  readonly #store: TrackingStore;
  readonly #groupMillis: number;
  readonly #groupSize: number;
  readonly #spool: Spool | undefined;
  readonly #live = new Map<string, AttemptJournal>();
  #group = new Group<AttemptJournal>();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #renewing: NodeJS.Timeout | undefined;
  readonly #underWay = new Map<Promise<void>, Group<AttemptJournal>>();
  readonly #atExit = () => this.commitNow();

  constructor(store: TrackingStore, options: JournalOptions = {}) {
    this.#store = store;
    this.#groupMillis = options.groupMillis ?? 50;
    this.#groupSize = options.groupSize ?? 1000;
    this.leaseMillis = options.leaseMillis ?? 30_000;
    const folder = options.spoolFolder;
    const onRefused = (batch: AppendBatch, error: TidemarkError) => this.#live.get(keyOf(batch))?.fail(error);
    this.#spool = folder === undefined ? undefined : new Spool({ folder, store, onRefused, retryMillis: options.spoolRetryMillis });
    if (openJournals.size === 0) process.on('exit', commitAll);
    openJournals.add(this.#atExit);
  }

  /** The journal of one attempt; its lease is renewed until {@link AttemptJournal.release}. */
  attempt(uid: string, attempt: number, watch: AttemptWatch = {}): AttemptJournal {
    const journal = new AttemptJournal(this, { uid, attempt, watch });
    this.#live.set(keyOf(journal), journal);
    this.#renewing ??= setInterval(() => void this.renewLeases(), this.leaseMillis / 3).unref();
    return journal;
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

  /** @internal */
  release(journal: AttemptJournal): void {
    this.#live.delete(keyOf(journal));
    if (this.#live.size > 0) return;
    clearInterval(this.#renewing);
    this.#renewing = undefined;
  }

  /** Resolves when everything logged so far is durable or refused: in the store, or on this machine's disk while the store is away. Never rejects. */
  async flush(): Promise<void> {
    this.#commit();
    await Promise.all(this.#underWay.keys());
  }

  /** Resolves when everything logged so far is in the store or refused; waits for a store that is away. */
  async settle(): Promise<void> {
    await this.flush();
    await this.#spool?.drained();
  }

  /** Says that this process's attempts are alive, and learns which are not wanted any more. A store that is away changes nothing. */
  async renewLeases(): Promise<void> {
    const live = [...this.#live.values()];
    const states = await this.#store.renewLeases(live, Date.now() + this.leaseMillis).catch(() => []);
    live.forEach((journal, index) => {
      if (states[index] === 'aborting') journal.abort();
      if (states[index] === 'superseded') journal.fail(new StaleAttemptError(journal.uid, journal.attempt));
    });
  }

  /**
   * For `process.on('exit')`, where nothing can be waited for: everything logged so far is in the store or on this machine's disk when it returns. What was
   * under way may be in the store already; the same event twice is one.
   */
  commitNow(): void {
    const last = this.#group;
    this.#group = new Group<AttemptJournal>(last.done);
    for (const group of [...this.#underWay.values(), last]) if (group.size > 0) this.#writeNow(group);
  }

  /** Flushes, and forgets the process. What is still in the spool stays on disk for the next start. */
  async close(): Promise<void> {
    await this.flush();
    await this.#spool?.close();
    clearInterval(this.#renewing);
    openJournals.delete(this.#atExit);
    if (openJournals.size === 0) process.off('exit', commitAll);
  }

  #urge(group: Group<AttemptJournal>): void {
    if (group === this.#group) this.#soon ??= setImmediate(() => this.#commit());
  }

  #commit(): void {
    clearTimeout(this.#timer);
    if (this.#soon !== undefined) clearImmediate(this.#soon);
    this.#timer = undefined;
    this.#soon = undefined;
    if (this.#group.size === 0) return;
    const group = this.#group;
    this.#group = new Group<AttemptJournal>(group.done);
    const commit = this.#write(group).finally(() => this.#underWay.delete(commit));
    this.#underWay.set(commit, group);
  }

  async #write(group: Group<AttemptJournal>): Promise<void> {
    const batches = group.batches();
    // What comes while the spool has something goes after it, so that the order stays.
    if (this.#spool?.active !== true) {
      try {
        // Called before the first await: a store that works synchronously has committed when #commit returns.
        group.settle(await this.#store.append(batches));
        return;
      } catch (error) {
        if (!isPassing(error) || this.#spool === undefined) {
          group.fail(
            error instanceof TidemarkError ? error : new TrackingStoreError('The tracking store refused a commit.', { cause: error }),
          );
          return;
        }
      }
    }
    this.#toSpool(group, batches);
  }

  #writeNow(group: Group<AttemptJournal>): void {
    const batches = group.batches();
    if (this.#spool?.active !== true && this.#store.appendNow !== undefined) {
      try {
        group.settle(this.#store.appendNow(batches));
        return;
      } catch {
        // Whatever it is, nobody can be told any more: the next start may do better.
      }
    }
    this.#toSpool(group, batches);
  }

  #toSpool(group: Group<AttemptJournal>, batches: readonly AppendBatch[]): void {
    try {
      this.#spool?.add(batches);
      group.settle(batches.map(() => undefined));
    } catch (error) {
      group.fail(error as TidemarkError);
    }
  }
}

function keyOf({ uid, attempt }: { readonly uid: string; readonly attempt: number }): string {
  return `${uid}/${attempt}`;
}

/** The events of one attempt: numbers them in the order of the calls. */
export class AttemptJournal {
  readonly uid: string;
  readonly attempt: number;
  /** Why this attempt can no longer write. Sticky: it makes the closing fail. */
  failure: TidemarkError | undefined;
  readonly #journal: Journal;
  #watch: AttemptWatch;
  #seq = 0;

  /** @internal */
  constructor(journal: Journal, of: { uid: string; attempt: number; watch: AttemptWatch }) {
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

  /** Resolves when everything is durable. @throws the first failure of any of this attempt's events. */
  async flush(): Promise<void> {
    await this.#journal.flush();
    if (this.failure !== undefined) throw this.failure;
  }

  /** Resolves when everything is in the store, however long that is away. @throws as {@link flush} does. */
  async settle(): Promise<void> {
    await this.#journal.settle();
    if (this.failure !== undefined) throw this.failure;
  }

  /** See {@link Journal.commitNow}. */
  commitNow(): void {
    this.#journal.commitNow();
  }

  /** From now on nothing can be logged. The first reason counts. */
  fail(error: TidemarkError): void {
    this.failure ??= error;
  }

  /** Tells the owner, once, that the run is to stop. */
  abort(): void {
    const { onAborting } = this.#watch;
    this.#watch = {};
    onAborting?.();
  }

  /** The attempt is over: its lease lapses. */
  release(): void {
    this.#journal.release(this);
  }
}
