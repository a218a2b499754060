import { extname } from 'node:path';
import type { Configuration } from '../configuration/index.js';
import { ConfigurationError } from '../core/index.js';
import { startThread } from './start-thread.js';
import type { FromThread, ThreadData, ToThread } from './messages.js';

/** What an isolated handler may use. */
export interface Limits {
  /** Of its JavaScript heap. Default: as much as Node gives any process of this machine. */
  readonly memoryMiB?: number;
}

/** A thread that runs one handler at a time. */
export interface HandlerThread {
  readonly limits: Limits;
  /** False once it has ended, or is about to. */
  isAlive: boolean;
  tell(message: ToThread): void;
  /** Told everything that the thread says, then how it ended; one listener at a time. */
  listen(onMessage: (message: FromThread) => void, onExit: (exit: ThreadExit) => void): void;
  terminate(): Promise<void>;
}

/** How a thread ended. */
export interface ThreadExit {
  readonly code: number;
  /** What Node says, e.g. that the thread ran out of memory. */
  readonly error?: Error;
}

/**
 * Threads for isolated handlers. A thread rather than a process: it starts in a tenth of the time, shares the code that is compiled already, and dies alone of
 * everything but a native crash. Threads are used again, one handler after the other, unless a handler left something behind; one is kept ready.
 */
export class ThreadPool {
  readonly #data: ThreadData;
  readonly #idle: HandlerThread[] = [];
  readonly #all = new Set<HandlerThread>();
  #isClosed = false;

  /** @throws {ConfigurationError} where threads cannot reach the artifact store. */
  constructor(handlers: readonly string[], configuration: Configuration) {
    if (configuration.artifacts.startsWith('memory:'))
      throw new ConfigurationError(
        'Isolated handlers run in threads of their own, which do not share the artifact store memory:. Set TIDEMARK_ARTIFACTS to a folder (file:…) or a bucket (s3:…).',
      );
    this.#data = { handlers, configuration };
  }

  /** Starts a thread that the next step with these limits will find ready. */
  prepare(limits: Limits = {}): void {
    if (!this.#isClosed && !this.#idle.some((thread) => isFor(thread, limits))) this.#idle.push(this.#start(limits));
  }

  /** A thread that nobody else uses; it may still be starting. */
  take(limits: Limits = {}): HandlerThread {
    const index = this.#idle.findIndex((thread) => isFor(thread, limits));
    const [ready] = index < 0 ? [] : this.#idle.splice(index, 1);
    return ready ?? this.#start(limits);
  }

  /** Gives a thread back. */
  giveBack(thread: HandlerThread, reusable: boolean): void {
    if (reusable && thread.isAlive && !this.#isClosed) this.#idle.unshift(thread);
    else {
      void thread.terminate();
      this.prepare(thread.limits);
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(Array.from(this.#all, (thread) => thread.terminate()));
  }

  #start(limits: Limits): HandlerThread {
    const thread = handlerThread(this.#data, limits, () => {
      this.#all.delete(thread);
      const index = this.#idle.indexOf(thread);
      if (index >= 0) this.#idle.splice(index, 1);
    });
    this.#all.add(thread);
    return thread;
  }
}

function isFor(thread: HandlerThread, { memoryMiB }: Limits): boolean {
  return thread.isAlive && thread.limits.memoryMiB === memoryMiB;
}

function handlerThread(data: ThreadData, limits: Limits, onEnd: () => void): HandlerThread {
  const { memoryMiB } = limits;
  const main = new URL(`./thread-main${extname(import.meta.url)}`, import.meta.url);
  const worker = startThread(main, data.handlers, {
    workerData: data,
    ...(memoryMiB === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMiB } }),
  });
  const early: FromThread[] = [];
  let onMessage = (message: FromThread): void => void early.push(message);
  let onExit: (exit: ThreadExit) => void = () => undefined;
  let error: Error | undefined;
  const thread: HandlerThread = {
    limits,
    isAlive: true,
    tell: (message) => worker.postMessage(message),
    listen(toMessage, toExit) {
      onMessage = toMessage;
      onExit = toExit;
      early.splice(0).forEach(toMessage);
    },
    async terminate() {
      thread.isAlive = false;
      await worker.terminate();
    },
  };
  worker.on('message', (message: FromThread) => onMessage(message));
  worker.on('error', (thrown) => (error = thrown instanceof Error ? thrown : new Error(String(thrown))));
  worker.on('exit', (code) => {
    thread.isAlive = false;
    onEnd();
    onExit({ code, ...(error === undefined ? {} : { error }) });
  });
  // An idle thread keeps no process from ending.
  worker.unref();
  return thread;
}
