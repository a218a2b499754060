import { StaleAttemptError, TrackingStoreError } from '../core/index.js';
import type { TidemarkError } from '../core/index.js';
import type { Receipt } from '../sdk/index.js';
import type { AppendBatch, TrackingEvent, TrackingStore } from '../tracking/index.js';
import { AttemptJournal } from './attempt-journal.js';
import type { AttemptWatch } from './attempt-journal.js';
import { Group } from './group.js';
import { LazyReceipt } from './receipt.js';
import { Spool, isPassing, refusalOf } from './spool.js';

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
  /** A commit that has no answer for so long goes to the spool as well, which acknowledges it; twice in the store is once. Default 1,000. */
  readonly silenceMillis?: number;
  /** How long an attempt counts as alive after its last sign of life. Default 30,000. */
  readonly leaseMillis?: number;
  /** The store for records whose bodies wait on this machine's disk: brings those where they belong first. Without it there are none. */
  readonly afterBodies?: TrackingStore;
}

/** Where the events of runs go. */
export interface EventJournal {
  readonly leaseMillis: number;
  /** See {@link Journal.away}. */
  readonly away: string | undefined;
  /** See {@link Journal.bodiesAway}. */
  readonly bodiesAway: string | undefined;
  /** See {@link Journal.attempt}. */
  attempt(uid: string, attempt: number, watch?: AttemptWatch): AttemptJournal;
}

// What is buffered is kept even when user code calls process.exit. One listener for all: Node warns of more than ten.
const openJournals = new Set<() => void>();
const commitAll = () => openJournals.forEach((commitNow) => commitNow());

/**
 * The order of events, and group commit: one journal serves all runs of a process, so that twenty steps that log at once share a commit.
 *
 * An event is committed 50 ms after it was logged at the latest; in the next turn of the event loop when its receipt is awaited; and at once by the
 * call that finds the oldest waiting event older than that (a handler that never lets the event loop turn).
 */
export class Journal implements EventJournal {
  readonly leaseMillis: number;
  readonly #store: TrackingStore;
  readonly #groupMillis: number;
  readonly #groupSize: number;
  readonly #silenceMillis: number;
  readonly #spool: Spool | undefined;
  /** Records that wait for their bodies. They hold up nothing else: each row has its place by its seq. */
  readonly #records: Spool | undefined;
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
    this.#silenceMillis = options.silenceMillis ?? 1000;
    const { spoolFolder: folder, spoolRetryMillis: retryMillis, afterBodies } = options;
    const onRefused = (batch: AppendBatch, error: TidemarkError) => this.#live.get(keyOf(batch))?.fail(error);
    const onDamaged = (error: TidemarkError) => this.#live.forEach((journal) => journal.fail(error));
    const common = { onRefused, onDamaged, retryMillis };
    this.#spool = folder === undefined ? undefined : new Spool({ folder, store, waitsFor: 'tracking store', ...common });
    if (folder !== undefined && afterBodies !== undefined)
      this.#records = new Spool({ folder, store: afterBodies, waitsFor: 'artifact store', ...common });
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
    if (event.type === 'artifact' && event.after !== undefined) return this.#addLate(journal, event);
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

  /**
   * Resolves when everything logged so far is in the store or refused; waits for a store that is away until the signal aborts, and then tries once more.
   *
   * @throws {TrackingStoreError} when it is still away then; what was logged is durable on this machine all the same.
   */
  async settle(patience?: () => AbortSignal): Promise<void> {
    await this.flush();
    // One patience for both.
    let end: AbortSignal | undefined;
    const shared = patience && (() => (end ??= patience()));
    await this.#spool?.drained(shared);
    await this.#records?.drained(shared);
  }

  /** Why events wait on this machine's disk; undefined when none do. */
  get away(): string | undefined {
    return this.#spool?.away;
  }

  /** Why bodies, and the records of them, wait on this machine's disk; undefined when none do. */
  get bodiesAway(): string | undefined {
    return this.#records?.away;
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
    await Promise.all([this.#spool?.close(), this.#records?.close()]);
    clearInterval(this.#renewing);
    openJournals.delete(this.#atExit);
    if (openJournals.size === 0) process.off('exit', commitAll);
  }

  #addLate(journal: AttemptJournal, event: TrackingEvent): Receipt {
    try {
      if (this.#records === undefined) throw new TrackingStoreError('A record cannot wait for its body: this journal has no spool.');
      this.#records.add([{ uid: journal.uid, attempt: journal.attempt, events: [event] }]);
    } catch (error) {
      journal.fail(error as TidemarkError);
    }
    // An event is never called durable before one that was logged earlier.
    return new LazyReceipt(() => journal.flush());
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
    if (this.#spool?.active === true) return this.#toSpool(group, batches);
    // Called before the first await: a store that works synchronously has committed when #commit returns.
    const answer = this.#store.append(batches).then(
      (outcomes) => group.settle(outcomes),
      (error: unknown) => this.#refused(group, error),
    );
    if (this.#spool === undefined) return answer;
    // Nobody waits for a server that hangs: the driver takes longer to give up on it.
    await new Promise<void>((resolve) => {
      const silence = setTimeout(() => {
        this.#toSpool(group, batches, `The tracking store has not answered for ${this.#silenceMillis} ms.`);
        resolve();
      }, this.#silenceMillis);
      void answer.finally(() => {
        clearTimeout(silence);
        resolve();
      });
    });
  }

  async #refused(group: Group<AttemptJournal>, error: unknown): Promise<void> {
    // What is in the spool by now is told when that drains.
    if (group.isOver) return;
    const batches = group.batches();
    if (isPassing(error) && this.#spool !== undefined) return this.#toSpool(group, batches, (error as Error).message);
    if (isPassing(error) || batches.length === 1) return group.fail(refusalOf(error));
    // One of them cannot be stored: the others do not fail with it.
    group.settle(await Promise.all(batches.map((batch) => this.#alone(batch))));
  }

  async #alone(batch: AppendBatch): Promise<TidemarkError | undefined> {
    try {
      return (await this.#store.append([batch]))[0];
    } catch (error) {
      if (!isPassing(error) || this.#spool === undefined) return refusalOf(error);
    }
    try {
      this.#spool.add([batch]);
      return undefined;
    } catch (error) {
      return error as TidemarkError;
    }
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

  #toSpool(group: Group<AttemptJournal>, batches: readonly AppendBatch[], why?: string): void {
    try {
      this.#spool?.add(batches, why);
      group.settle(batches.map(() => undefined));
    } catch (error) {
      group.fail(error as TidemarkError);
    }
  }
}

function keyOf({ uid, attempt }: { readonly uid: string; readonly attempt: number }): string {
  return `${uid}/${attempt}`;
}
