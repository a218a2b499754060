import { AsyncLocalStorage } from 'node:async_hooks';
import {
  InvalidArgumentError,
  SUMMARY_LIMIT_BYTES,
  SecretInValueError,
  ValueTooLargeError,
  checkName,
  fromTagged,
  toTagged,
} from '../core/index.js';
import type { Json, Value } from '../core/index.js';
import type { AttemptJournal } from '../journal/index.js';
import type { ResumePoints, TrackingStore } from '../tracking/index.js';
import { kindOf } from './check-arguments.js';
import type { Mask } from './secrets.js';

/** What resuming stands on. */
export interface ResumeOptions {
  readonly journal: AttemptJournal;
  readonly tracking: TrackingStore;
  readonly mask: Mask;
  /** What earlier attempts left. */
  readonly points: ResumePoints;
  /** Waits until everything logged so far is in the tracking store; the spool is not enough. */
  readonly settle: () => Promise<void>;
  /** Rows of an earlier attempt are this attempt's now. */
  readonly onAdopted: () => Promise<void>;
}

/** Inclusive seqs. */
type Range = readonly [from: number, to: number];

/** What a checkpoint stores: the user's value, and where in its attempt the rows of each finished `once` are. */
interface CheckpointValue {
  readonly value: Json;
  readonly onces: Readonly<Record<string, Range>>;
}

/** Going on where an earlier attempt stopped: `once` and `checkpoint`. Their events are in the store before they are acknowledged. */
export class Resume {
  readonly #options: ResumeOptions;
  /** Finished or taken over in this attempt: wrapped value, and where its rows are here. */
  readonly #done = new Map<string, { readonly value: Json; readonly range: Range }>();
  // Inside `once` a further `once` runs at once; beside it, it waits: what is logged meanwhile must belong to one of them.
  readonly #inside = new AsyncLocalStorage<true>();
  #turn: Promise<unknown> = Promise.resolve();
  /** Calls of `once` and `lastCheckpoint` that have their rows' places still to come. */
  #placing = 0;
  #checkpoint: { readonly value: Json } | undefined;
  #earlier: ResumePoints['checkpoint'];

  constructor(options: ResumeOptions) {
    this.#options = options;
    this.#earlier = options.points.checkpoint;
  }

  once<T extends Value | void>(key: string, fn: () => T | Promise<T>): Promise<T> {
    checkName(key, 'Key of once');
    if (typeof fn !== 'function')
      throw new InvalidArgumentError(`once(${JSON.stringify(key)}, …) takes a function whose value is kept, got ${kindOf(fn)}.`);
    return this.#placed(() => this.#once(key, fn));
  }

  checkpoint(value: Value): Promise<void> {
    const { journal, settle } = this.#options;
    const tagged = this.#storable('The checkpoint', value);
    // Its place is that of the call: what is logged while it waits comes after it. Only behind a `once` it waits for its place too, not to be among its rows.
    const place = this.#placing === 0 || this.#isInside ? journal.reserve() : undefined;
    return this.#inTurn(async () => {
      const seq = place ?? journal.reserve();
      const onces = Object.fromEntries(Array.from(this.#done, ([key, { range }]) => [key, range]));
      await settle();
      journal.append({ type: 'checkpoint', value: { value: tagged, onces } }, seq);
      await settle();
      this.#checkpoint = { value: tagged };
    });
  }

  lastCheckpoint(): Promise<Value | undefined> {
    return this.#placed(async () => {
      if (this.#checkpoint === undefined && this.#earlier !== undefined) await this.#takeOver(this.#earlier);
      return this.#checkpoint === undefined ? undefined : fromTagged(this.#checkpoint.value);
    });
  }

  /** Resolves when no call is under way, also of those that nobody awaits. Never rejects. */
  async idle(): Promise<void> {
    for (let turn; turn !== this.#turn;) {
      turn = this.#turn;
      await turn;
    }
  }

  get #isInside(): boolean {
    return this.#inside.getStore() === true;
  }

  #placed<T>(run: () => Promise<T>): Promise<T> {
    this.#placing += 1;
    return this.#inTurn(() => run().finally(() => (this.#placing -= 1)));
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#isInside) return run();
    const mine = this.#turn.then(run);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #once<T extends Value | void>(key: string, fn: () => T | Promise<T>): Promise<T> {
    const known = this.#done.get(key);
    if (known !== undefined) return unwrap<T>(known.value);
    const earlier = Object.hasOwn(this.#options.points.onces, key) ? this.#options.points.onces[key] : undefined;
    if (earlier !== undefined) {
      const [first] = await this.#adopt(earlier.attempt, [earlier.from, earlier.to]);
      this.#takeOnces(earlier.attempt, [earlier.from, earlier.to], first);
      await this.#options.onAdopted();
      return unwrap<T>(earlier.value);
    }
    const { journal, settle } = this.#options;
    await settle();
    const from = journal.next;
    const value = await this.#inside.run(true, fn);
    const wrapped = this.#storable(`The value of once(${JSON.stringify(key)})`, { value });
    const to = journal.reserve();
    await settle();
    journal.append({ type: 'once', key, value: wrapped, from }, to);
    await settle();
    this.#done.set(key, { value: wrapped, range: [from, to] });
    return value;
  }

  // Rows that this attempt has taken over with a `once` already stay out: they would be there twice.
  async #takeOver(earlier: NonNullable<ResumePoints['checkpoint']>): Promise<void> {
    const { value, onces } = earlier.value as unknown as CheckpointValue;
    const taken = Object.entries(onces).filter(([key]) => this.#done.has(key));
    for (const range of without(
      [1, earlier.to],
      taken.map(([, range]) => range),
    )) {
      const [first] = await this.#adopt(earlier.attempt, range);
      for (const [key, [from, to]] of Object.entries(onces)) {
        const stored = this.#options.points.onces[key];
        if (stored === undefined || from < range[0] || to > range[1] || this.#done.has(key)) continue;
        this.#done.set(key, { value: stored.value, range: [first + from - range[0], first + to - range[0]] });
      }
    }
    await this.#options.onAdopted();
    this.#checkpoint = { value };
  }

  // One that ran inside another has come along with it.
  #takeOnces(attempt: number, [from, to]: Range, first: number): void {
    for (const [key, point] of Object.entries(this.#options.points.onces)) {
      if (point.attempt !== attempt || point.from < from || point.to > to) continue;
      this.#done.set(key, { value: point.value, range: [first + point.from - from, first + point.to - from] });
    }
  }

  async #adopt(fromAttempt: number, [from, to]: Range): Promise<Range> {
    const { journal, tracking, settle } = this.#options;
    await settle();
    const at = journal.reserve(to - from + 1);
    await tracking.adopt({ uid: journal.uid, attempt: journal.attempt, fromAttempt, from, to, at });
    return [at, at + to - from];
  }

  #storable(what: string, value: unknown): Json {
    const tagged = toTagged(value, what);
    const text = JSON.stringify(tagged);
    if (this.#options.mask.finds(text)) throw new SecretInValueError(what);
    const bytes = Buffer.byteLength(text);
    if (bytes > SUMMARY_LIMIT_BYTES) throw new ValueTooLargeError(what, bytes, SUMMARY_LIMIT_BYTES);
    return tagged;
  }
}

// Wrapped, so that a `once` without a value is told from one that never ran.
function unwrap<T>(wrapped: Json): T {
  return (fromTagged(wrapped) as { value?: Value }).value as T;
}

/** What is left of a range without some others. */
function without([from, to]: Range, taken: readonly Range[]): Range[] {
  const left: Range[] = [];
  let next = from;
  for (const [a, b] of [...taken].sort(([one], [other]) => one - other)) {
    if (a > next) left.push([next, a - 1]);
    next = Math.max(next, b + 1);
  }
  if (next <= to) left.push([next, to]);
  return left;
}
