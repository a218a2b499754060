import { availableParallelism } from 'node:os';
import type { Configuration } from '../configuration/index.js';
import { ConfigurationError } from '../core/index.js';
import { startProcess } from './handler-process.js';
import type { HandlerProcess, Limits } from './handler-process.js';
import type { ProcessData } from './messages.js';

// One that waits for the network needs no core.
const AT_ONCE = Math.max(4, 2 * availableParallelism());
const IDLE_MILLIS = 30_000;

/**
 * Processes for isolated handlers, used again, one handler after the other, unless a handler left something behind; one is kept ready for each limit.
 *
 * Processes rather than threads: where a single allocation does not fit into the heap of a thread (a `Map` that grows, `split`, a spread), V8 ends the whole process.
 */
export class ProcessPool {
  readonly #data: ProcessData;
  readonly #atOnce: number;
  readonly #idle: HandlerProcess[] = [];
  readonly #all = new Set<HandlerProcess>();
  readonly #waiting = new Set<() => void>();
  #busy = 0;
  #isClosed = false;

  /**
   * @param atOnce - How many handlers run at the same time; further ones wait. Default: two for each core, at least 4.
   * @throws {ConfigurationError} where processes do not share the artifact store.
   */
  constructor(handlers: readonly string[], configuration: Configuration, atOnce: number = AT_ONCE) {
    if (configuration.artifacts.startsWith('memory:'))
      throw new ConfigurationError(
        'Isolated handlers run in processes of their own, which do not share the artifact store memory:. Set TIDEMARK_ARTIFACTS to a folder (file:…) or a bucket (s3:…).',
      );
    if (!Number.isSafeInteger(atOnce) || atOnce < 1)
      throw new ConfigurationError(`isolatedAtOnce is ${String(atOnce)}; it takes an integer from 1.`);
    this.#data = { handlers, configuration };
    this.#atOnce = atOnce;
  }

  /** Starts a process that the next step with these limits will find ready. */
  prepare(limits: Limits = {}): void {
    if (!this.#isClosed && !this.#idle.some((idle) => isFor(idle, limits))) this.#idle.push(this.#start(limits));
  }

  /** A process that nobody else uses; it may still be starting. @throws the reason of the signal, when it aborts while all are busy. */
  async take(limits: Limits, signal: AbortSignal): Promise<HandlerProcess> {
    if (this.#busy < this.#atOnce) this.#busy += 1;
    else await this.#turn(signal);
    const index = this.#idle.findIndex((idle) => isFor(idle, limits));
    const [ready] = index < 0 ? [] : this.#idle.splice(index, 1);
    return ready ?? this.#start(limits);
  }

  /** Gives a process back. */
  giveBack(used: HandlerProcess, reusable: boolean): void {
    if (reusable && used.isAlive && !this.#isClosed) this.#rest(used);
    else {
      void used.terminate();
      this.prepare(used.limits);
    }
    const [next] = this.#waiting;
    if (next === undefined) this.#busy -= 1;
    else next();
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(Array.from(this.#all, (one) => one.terminate()));
  }

  // Whoever gives a process back while others wait hands its turn on.
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting;
      function next(): void {
        waiting.delete(next);
        signal.removeEventListener('abort', giveUp);
        resolve();
      }
      function giveUp(): void {
        waiting.delete(next);
        reject(signal.reason as Error);
      }
      if (signal.aborted) giveUp();
      else {
        waiting.add(next);
        signal.addEventListener('abort', giveUp, { once: true });
      }
    });
  }

  // After a time in which many were needed, one is enough.
  #rest(rested: HandlerProcess): void {
    this.#idle.unshift(rested);
    const look = () => {
      const isNeeded = !this.#idle.some((other) => other !== rested && isFor(other, rested.limits));
      if (this.#idle.includes(rested) && !isNeeded) void rested.terminate();
    };
    setTimeout(look, IDLE_MILLIS).unref();
  }

  #start(limits: Limits): HandlerProcess {
    const started = startProcess(this.#data, limits, () => {
      this.#all.delete(started);
      const index = this.#idle.indexOf(started);
      if (index >= 0) this.#idle.splice(index, 1);
    });
    this.#all.add(started);
    return started;
  }
}

function isFor(one: HandlerProcess, { memoryMiB }: Limits): boolean {
  return one.isAlive && one.limits.memoryMiB === memoryMiB;
}
