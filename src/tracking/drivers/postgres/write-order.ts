import type { TidemarkError } from '../../../core/index.js';
import type { AppendBatch } from '../../tracking-store.js';

/** One for each batch. */
type Answers = readonly (TidemarkError | undefined)[];

/** Shares a transaction with the appends next to it. */
interface Append {
  readonly batches: readonly AppendBatch[];
  readonly resolve: (answers: Answers) => void;
  readonly reject: (error: unknown) => void;
}

interface OtherWrite {
  /** The runs that it is about. */
  readonly uids: readonly string[];
  /** Resolves when it is over, well or not. */
  readonly start: () => Promise<void>;
}

type Write = Append | OtherWrite;

/** How writes are done. */
export interface WriteOrderOptions {
  /** Commits batches in one transaction. */
  readonly commit: (batches: readonly AppendBatch[]) => Promise<Answers>;
  /** True for an error that is over when the same is done again: no single batch is to blame. */
  readonly isPassing: (error: unknown) => boolean;
  /** How many other writes may go side by side. */
  readonly width: number;
}

/** Appends are gathered into a transaction up to this many events. */
const GROUP_SIZE = 5000;

/**
 * The writes of one process in the order of their calls, turn by turn. Appends that wait are committed together in the next turn: one round trip and one
 * fsync for all. Other writes that are next, and of different runs, go side by side.
 */
export class WriteOrder {
  readonly #options: WriteOrderOptions;
  readonly #waiting: Write[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #isWorking = false;

  constructor(options: WriteOrderOptions) {
    this.#options = options;
  }

  /** The batches of one call stay together. */
  append(batches: readonly AppendBatch[]): Promise<Answers> {
    return this.#enter<Answers>((resolve, reject) => ({ batches, resolve, reject }));
  }

  /** Any other write, of these runs. */
  run<T>(uids: readonly string[], work: () => Promise<T>): Promise<T> {
    return this.#enter<T>((resolve, reject) => ({ uids, start: () => work().then(resolve, reject) }));
  }

  /** Resolves when every write called so far is over, well or not: what is read then shows them. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  #enter<T>(write: (resolve: (value: T) => void, reject: (error: unknown) => void) => Write): Promise<T> {
    const outcome = new Promise<T>((resolve, reject) => this.#waiting.push(write(resolve, reject)));
    this.#underWay.add(outcome);
    const forget = () => void this.#underWay.delete(outcome);
    outcome.then(forget, forget);
    void this.#work();
    return outcome;
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    // What else this turn of the event loop calls belongs to the same group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const appends = this.#takeAppends();
      if (appends.length > 0) await this.#commit(appends);
      else await Promise.all(this.#takeOthers().map((write) => write.start()));
    }
    this.#isWorking = false;
  }

  #takeAppends(): readonly Append[] {
    let size = 0;
    const end = this.#waiting.findIndex((write, index) => {
      if ('start' in write) return true;
      size += write.batches.reduce((sum, { events }) => sum + events.length, 0);
      return index > 0 && size > GROUP_SIZE;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end).filter((write) => 'batches' in write);
  }

  #takeOthers(): readonly OtherWrite[] {
    const uids = new Set<string>();
    const end = this.#waiting.findIndex((write, index) => {
      if ('batches' in write || index === this.#options.width || write.uids.some((uid) => uids.has(uid))) return true;
      write.uids.forEach((uid) => uids.add(uid));
      return false;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end).filter((write) => 'start' in write);
  }

  async #commit(appends: readonly Append[]): Promise<void> {
    try {
      const answers = await this.#options.commit(appends.flatMap(({ batches }) => batches));
      let place = 0;
      for (const { batches, resolve } of appends) resolve(answers.slice(place, (place += batches.length)));
    } catch (error) {
      if (appends.length === 1 || this.#options.isPassing(error)) appends.forEach(({ reject }) => reject(error));
      // One of them cannot be stored: the others shall not fail with it.
      else for (const append of appends) await this.#commit([append]);
    }
  }
}
