import { progress } from './terminal.js';

/** Somebody pressed Ctrl-C, or ended this program otherwise. */
export class Interrupted extends Error {}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
// One Ctrl-C may arrive twice: from the terminal, and from npm.
const SAME_SIGNAL_MS = 500;
const CLOSING_LIMIT_MS = 30_000;

/** Closes in the end what was opened, the last one first. Ctrl-C ends every wait at once; pressed again, the process. */
export class Lifetime {
  readonly #closings: (() => Promise<unknown>)[] = [];
  readonly #interruption: Promise<never>;

  constructor() {
    this.#interruption = new Promise((_, reject) => {
      let first: number | undefined;
      const interrupt = () => {
        if (first !== undefined && performance.now() - first > SAME_SIGNAL_MS) process.exit(130);
        if (first === undefined) progress('Stopping (Ctrl-C again ends this without waiting)');
        first ??= performance.now();
        reject(new Interrupted());
      };
      for (const signal of SIGNALS) process.on(signal, interrupt);
      // `kill` of npm reaches npm and its shell alone; whoever they leave behind ends as well.
      const parent = process.ppid;
      const watch = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(watch);
        interrupt();
      }, 1000).unref();
    });
    this.#interruption.catch(() => undefined);
  }

  /** Waits for what opens, and closes it in the end: also when the wait for it was cut short. */
  open<T>(opening: Promise<T>, close: (opened: T) => Promise<unknown>): Promise<T> {
    this.#closings.push(() => opening.then(close, () => undefined));
    return this.waitFor(opening);
  }

  /** @throws {Interrupted} */
  waitFor<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#interruption]);
  }

  /** Resolves at Ctrl-C. */
  async untilInterrupted(): Promise<void> {
    await this.#interruption.catch(() => undefined);
  }

  async close(): Promise<void> {
    // What still opens, a server that is being downloaded say, ends with the process.
    const limit = setTimeout(() => process.exit(), CLOSING_LIMIT_MS);
    for (const close of this.#closings.toReversed()) await close().catch((error: unknown) => console.error(String(error)));
    clearTimeout(limit);
  }
}
