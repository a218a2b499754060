import { setTimeout as sleep } from 'node:timers/promises';
import { Mask, closeFailed, endOf } from '../context/index.js';
import type { Executed, Execution, OpenRun } from '../context/index.js';
import { HandlerExitedError, HandlerOutOfMemoryError, present } from '../core/index.js';
import type { StepSummary } from '../core/index.js';
import type { AttemptJournal } from '../journal/index.js';
import type { CloseAttempt, OpenAttempt, OpenedAttempt, TrackingEvent } from '../tracking/index.js';
import type { HandlerProcess, Limits, ProcessExit } from './handler-process.js';
import type { Call, FromProcess, Job, Outcome } from './messages.js';
import type { ProcessPool } from './process-pool.js';
import { packError, unpackError } from './wire-error.js';

/** An execution in a process of its own: the same, but whoever opens the door sees the run from outside. */
export interface IsolatedExecution extends Omit<Execution, 'onOpened' | 'onAborting'> {
  readonly limits: Limits;
  readonly onOpened?: (run: OpenRun) => void;
}

const PING_MILLIS = 250;
// A handler that was told to stop, and whose process does not even answer for so long, blocks it: then the process is ended.
const UNRESPONSIVE_MILLIS = 3000;

/**
 * `executeHandler` in a process of the pool. Heartbeats, leases and commits go on here while the handler blocks; a process that ends without an outcome (out of
 * memory, `process.exit`, a native crash, an error that nobody caught, or because it was told to stop and does not answer) fails this attempt alone.
 */
export async function executeIsolated(execution: IsolatedExecution, pool: ProcessPool): Promise<Executed> {
  const used = await pool.take(execution.limits, execution.signal);
  const step = new IsolatedStep(execution, used);
  try {
    return await step.outcome();
  } finally {
    step.end();
    pool.giveBack(used, step.isReusable);
  }
}

class IsolatedStep {
  isReusable = false;
  readonly #execution: IsolatedExecution;
  readonly #process: HandlerProcess;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #mask = new Mask();
  readonly #onAbort = () => void this.#abort();
  #run: RemoteRun | undefined;
  #completed: StepSummary | undefined;
  #crash: unknown;
  #answered = 0;
  #isOver = false;

  constructor(execution: IsolatedExecution, handlerProcess: HandlerProcess) {
    this.#execution = execution;
    this.#process = handlerProcess;
  }

  async outcome(): Promise<Executed> {
    const { signal } = this.#execution;
    const ended = new Promise<Outcome | ProcessExit>((resolve) => {
      this.#process.listen((message) => this.#hear(message, resolve), resolve);
    });
    this.#process.tell({ type: 'execute', job: jobOf(this.#execution) });
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort);
    const end = await ended;
    if ('summary' in end) return { state: 'completed', summary: end.summary };
    if (!('how' in end)) return this.#failed(unpackError(end.error));
    // What the process had asked for is done all the same.
    await Promise.allSettled(this.#underWay);
    if (this.#completed !== undefined) return { state: 'completed', summary: this.#completed };
    const error = this.#whyEnded(end);
    if (this.#run !== undefined) await closeFailed(this.#execution, this.#run, error);
    return this.#failed(error);
  }

  end(): void {
    this.#isOver = true;
    this.#execution.signal.removeEventListener('abort', this.#onAbort);
    this.#run?.journal.release();
  }

  #failed(error: unknown): Executed {
    if (this.#run === undefined) throw error;
    return { state: 'failed', error, run: this.#run };
  }

  #hear(message: FromProcess, resolve: (outcome: Outcome) => void): void {
    if (message.type === 'event') this.#run?.take(message.event);
    else if (message.type === 'call') void this.#answer(message.id, message.call);
    else if (message.type === 'secret') this.#mask.add(message.value);
    else if (message.type === 'waiting') this.#execution.onWaiting?.(message.why);
    else if (message.type === 'pong') this.#answered = Date.now();
    else if (message.type === 'crash') this.#crash = unpackError(message.error);
    else if (message.type === 'done') {
      this.isReusable = message.reusable;
      resolve(message.outcome);
    }
  }

  async #answer(id: number, call: Call): Promise<void> {
    const doing = this.#do(call);
    this.#underWay.add(doing);
    try {
      const value = await doing;
      this.#process.tell({ type: 'answer', id, ...present({ value }) });
    } catch (error) {
      this.#process.tell({ type: 'answer', id, error: packError(error) });
    } finally {
      this.#underWay.delete(doing);
    }
  }

  async #do(call: Call): Promise<unknown> {
    const { services, beforePublish, failedState } = this.#execution;
    if (call.to === 'flush') return this.#run?.journal.flush();
    if (call.to === 'settle') return this.#run?.finish();
    if (call.to === 'beforePublish') return beforePublish?.();
    if (call.to === 'failedState') return failedState(unpackError(call.error));
    const method = Reflect.get(services.tracking, call.method) as (...args: unknown[]) => Promise<unknown>;
    const value = await Reflect.apply(method, services.tracking, call.args);
    if (call.method === 'openAttempt') this.#opened(call.args[0] as OpenAttempt, value as OpenedAttempt);
    if (call.method === 'closeAttempt') this.#closed(call.args[0] as CloseAttempt);
    return value;
  }

  #opened({ run: { uid } }: OpenAttempt, opened: OpenedAttempt): void {
    if (opened.state === 'completed' || this.#run !== undefined) return;
    const { services, signal, patienceMillis } = this.#execution;
    const journal = services.journal.attempt(uid, opened.attempt, {
      onFailed: (error) => this.#process.tell({ type: 'refused', error: packError(error) }),
    });
    this.#run = new RemoteRun(journal, this.#mask, () => endOf({ signal, ...present({ limitMillis: patienceMillis }) }));
    this.#execution.onOpened?.(this.#run);
  }

  #closed({ state, summary }: CloseAttempt): void {
    if (state === 'completed') this.#completed = summary as unknown as StepSummary;
  }

  async #abort(): Promise<void> {
    const { reason } = this.#execution.signal;
    this.#answered = Date.now();
    this.#process.tell({ type: 'abort', reason: packError(reason) });
    while (!this.#isOver && this.#process.isAlive) {
      if (Date.now() - this.#answered > UNRESPONSIVE_MILLIS) {
        this.#crash = reason;
        return this.#process.terminate();
      }
      this.#process.tell({ type: 'ping' });
      await sleep(PING_MILLIS);
    }
  }

  #whyEnded({ how, outOfMemory }: ProcessExit): unknown {
    const { handler, limits } = this.#execution;
    if (this.#crash !== undefined) return this.#crash;
    if (outOfMemory) return new HandlerOutOfMemoryError(handler.name, limits.memoryMiB);
    return new HandlerExitedError(handler.name, how);
  }
}

/** The run of an isolated handler, as the worker sees it. */
class RemoteRun implements OpenRun {
  readonly uid: string;
  readonly attempt: number;
  readonly journal: AttemptJournal;
  readonly mask: Mask;
  latestProgress: OpenRun['latestProgress'];
  readonly #patience: () => AbortSignal;

  constructor(journal: AttemptJournal, mask: Mask, patience: () => AbortSignal) {
    this.uid = journal.uid;
    this.attempt = journal.attempt;
    this.journal = journal;
    this.mask = mask;
    this.#patience = patience;
  }

  take(event: TrackingEvent): void {
    if (event.type === 'progress') this.latestProgress = { done: event.done, ...present({ total: event.total }) };
    this.journal.relay(event);
  }

  finish(): Promise<void> {
    return this.journal.settle(this.#patience);
  }
}

function jobOf(execution: IsolatedExecution): Job {
  const { handler, identity, nonce, params, inputs, labels, temporalAttempt, patienceMillis } = execution;
  return { handler: handler.exportName, identity, nonce, params, inputs, labels, ...present({ temporalAttempt, patienceMillis }) };
}
