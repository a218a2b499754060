import type { TidemarkError } from '../core/index.js';
import type { AppendBatch, TrackingEvent } from '../tracking/index.js';

/** Whose events are in a group. */
export interface Writer {
  readonly uid: string;
  readonly attempt: number;
  /** Why it can no longer write. The first reason stays. */
  readonly failure: TidemarkError | undefined;
  fail(error: TidemarkError): void;
}

/** What is committed together. */
export class Group<W extends Writer> {
  /** Events. */
  size = 0;
  oldest = Infinity;
  /** This group and all before it are over: an event is never called durable before one that was logged earlier. */
  readonly done: Promise<unknown>;
  /** Acknowledged or failed. */
  isOver = false;
  readonly #events = new Map<W, TrackingEvent[]>();
  #settle: () => void = () => undefined;

  constructor(before?: Promise<unknown>) {
    const settled = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    this.done = Promise.all([before, settled]);
  }

  add(writer: W, event: TrackingEvent): void {
    const events = this.#events.get(writer);
    if (events === undefined) this.#events.set(writer, [event]);
    else events.push(event);
    this.size += 1;
    if (event.time < this.oldest) this.oldest = event.time;
  }

  batches(): AppendBatch[] {
    return Array.from(this.#events, ([{ uid, attempt }, events]) => ({ uid, attempt, events }));
  }

  async outcomeOf(writer: W): Promise<void> {
    await this.done;
    if (writer.failure !== undefined) throw writer.failure;
  }

  /** One outcome a batch, in the order of {@link batches}. */
  settle(outcomes: readonly (TidemarkError | undefined)[]): void {
    Array.from(this.#events.keys()).forEach((writer, index) => {
      const refused = outcomes[index];
      if (refused !== undefined) writer.fail(refused);
    });
    this.#end();
  }

  fail(error: TidemarkError): void {
    for (const writer of this.#events.keys()) writer.fail(error);
    this.#end();
  }

  #end(): void {
    this.isOver = true;
    this.#settle();
  }
}
