import { join } from 'node:path';
import type { Configuration } from '../configuration/index.js';
import { Secrets, openBodies } from '../context/index.js';
import type { Services } from '../context/index.js';
import { TidemarkError } from '../core/index.js';
import { AttemptJournal, LazyReceipt } from '../journal/index.js';
import type { AttemptWatch, Committer, EventJournal } from '../journal/index.js';
import type { Receipt } from '../sdk/index.js';
import type { TrackingEvent, TrackingStore } from '../tracking/index.js';
import { frameOf } from './frames.js';
import type { Call, FromProcess, ToProcess } from './messages.js';
import { Outbox } from './outbox.js';
import { watchProcess } from './process-watch.js';
import { unpackError } from './wire-error.js';

// The pipe to the worker; see `startProcess`.
const PIPE = 3;

/** Calls into the worker, from the process of an isolated handler. */
export class Line {
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  readonly #outbox = new Outbox(PIPE);
  #calls = 0;

  constructor() {
    watchProcess({ descriptor: PIPE, memory: this.#outbox.memory, parent: process.ppid });
    process.once('exit', () => this.#outbox.flush());
  }

  /** Events are gathered for 2 ms; whatever else there is to tell goes out at once, and all before it. */
  tell(message: FromProcess): void {
    try {
      this.#outbox.add(frameOf(message));
      if (message.type !== 'event') this.#outbox.flush();
    } catch (error) {
      // The worker is gone: nothing can be logged any more, and nothing that goes on here counts.
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.kill(process.pid, 'SIGKILL');
      throw error;
    }
  }

  ask(call: Call): Promise<unknown> {
    const id = (this.#calls += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.tell({ type: 'call', id, call });
    });
  }

  answered({ id, value, error }: Extract<ToProcess, { type: 'answer' }>): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(unpackError(error));
  }
}

/**
 * What the context of an isolated handler stands on. Bodies are stored, and inputs read, by its process, so that no table crosses; events, and what is asked of
 * the tracking store, go through the worker: what was logged is there when the process is ended the moment after.
 */
export async function remoteServices(line: Line, configuration: Configuration): Promise<Services & { readonly journal: RemoteJournal }> {
  return {
    configuration,
    tracking: remoteTracking(line, configuration.tracking),
    artifacts: await openBodies(configuration),
    journal: new RemoteJournal(line, configuration.leaseMillis),
    secrets: new RelayedSecrets(configuration, line),
    scratch: join(configuration.home, 'scratch'),
    close: () => Promise.resolve(),
  };
}

// Every method of the store is a call with plain data.
function remoteTracking(line: Line, url: string): TrackingStore {
  return new Proxy({ url } as TrackingStore, {
    get: (target, name) => {
      if (name === 'url') return target.url;
      // What is done before it returns cannot be done from here; and a store is no promise.
      if (typeof name === 'symbol' || name === 'appendNow' || name === 'then') return undefined;
      return (...args: unknown[]) => line.ask({ to: 'tracking', method: name, args });
    },
  });
}

/** The journal of the worker, from another process: events are handed over at the call, and are committed with those of the other runs. */
export class RemoteJournal implements EventJournal, Committer {
  readonly leaseMillis: number;
  readonly away = undefined;
  readonly bodiesAway = undefined;
  readonly #line: Line;
  #current: AttemptJournal | undefined;

  constructor(line: Line, leaseMillis: number) {
    this.#line = line;
    this.leaseMillis = leaseMillis;
  }

  attempt(uid: string, attempt: number, watch: AttemptWatch = {}): AttemptJournal {
    this.#current = new AttemptJournal(this, { uid, attempt, watch });
    return this.#current;
  }

  /** The worker learned that the attempt may no longer write. */
  refused(error: unknown): void {
    if (error instanceof TidemarkError) this.#current?.fail(error);
  }

  add(journal: AttemptJournal, event: TrackingEvent): Receipt {
    this.#line.tell({ type: 'event', event });
    return new LazyReceipt(async () => {
      await this.flush();
      if (journal.failure !== undefined) throw journal.failure;
    });
  }

  release(): void {
    this.#current = undefined;
  }

  flush(): Promise<void> {
    return this.#ask('flush');
  }

  // How long the worker waits for a store that is away is its own patience: it is the same execution.
  settle(): Promise<void> {
    return this.#ask('settle');
  }

  // Everything was handed over at its call.
  commitNow(): void {}

  // That an attempt was refused is told before the answer, and is its failure from then on.
  async #ask(to: 'flush' | 'settle'): Promise<void> {
    try {
      await this.#line.ask({ to });
    } catch (error) {
      if (this.#current?.failure === undefined) throw error;
    }
  }
}

/** Tells the worker, which writes what is known of a process that dies. */
class RelayedSecrets extends Secrets {
  readonly #line: Line;

  constructor({ secrets }: Configuration, line: Line) {
    super(secrets);
    this.#line = line;
  }

  override find(key: string, required: boolean): string | undefined {
    const value = super.find(key, required);
    if (value !== undefined) this.#line.tell({ type: 'secret', value });
    return value;
  }
}
