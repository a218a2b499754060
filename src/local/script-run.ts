import { TrackedRun, captureConsole, errorRecord, setScriptRun, summaryOf } from '../context/index.js';
import type { Services } from '../context/index.js';
import type { Json } from '../core/index.js';
import type { CloseAttempt, PinnedInput, RunIdentity } from '../tracking/index.js';

type Ending = 'completed' | 'error' | 'aborted';

/** An opened run that no handler closes. */
export interface ScriptRunOptions {
  readonly services: Services;
  readonly identity: RunIdentity;
  readonly attempt: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, PinnedInput>>;
  readonly onEnded: () => void;
}

/** A script's run: its context, and all the ways it can end. */
export class ScriptRun {
  readonly context: TrackedRun;
  readonly #options: ScriptRunOptions;
  readonly #abort = new AbortController();
  readonly #undo: (() => void)[];
  #ended: Promise<void> | undefined;
  #uncaught: unknown;

  constructor(options: ScriptRunOptions) {
    const { services, identity, attempt, labels, parameters, inputs } = options;
    this.#options = options;
    this.context = new TrackedRun({
      services,
      identity,
      journal: services.journal.attempt(identity.uid, attempt),
      labels,
      parameters,
      inputs,
      signal: this.#abort.signal,
      onCompleted: () => this.end('completed'),
      // Leaving the block does not tell whether it threw: without a commit the run is not completed, and no tag moves.
      onDispose: () => this.end('aborted', { statusReason: 'disposed without commit({ completed: true })' }),
    });
    setScriptRun(this.context);
    this.#undo = [captureConsole(), this.#watchProcess(), () => setScriptRun(undefined), options.onEnded];
  }

  /** Ends the run once; a repeat waits for the first. One that cannot be completed ends as error. @throws why it could not be completed. */
  end(state: Ending, why: { readonly statusReason?: string; readonly error?: unknown } = {}): Promise<void> {
    this.#ended ??= this.#end(state, why).finally(() => this.#release());
    return this.#ended;
  }

  async #end(state: Ending, why: { readonly statusReason?: string; readonly error?: unknown }): Promise<void> {
    const { context } = this;
    if (state !== 'completed') {
      await context.finish(state).catch(() => undefined);
      await this.#close(state, why);
      return;
    }
    try {
      await context.settled();
      const summary = summaryOf(context) as unknown as Json;
      await context.finish('completed');
      await this.#close('completed', { summary });
    } catch (error) {
      await context.finish('error').catch(() => undefined);
      await this.#close('error', { error });
      throw error;
    }
  }

  #close(state: Ending, why: { readonly statusReason?: string; readonly error?: unknown; readonly summary?: Json }): Promise<void> {
    const { uid, attempt, mask } = this.context;
    const close: CloseAttempt = {
      uid,
      attempt,
      time: Date.now(),
      state,
      ...(why.statusReason === undefined ? {} : { statusReason: why.statusReason }),
      ...(why.error === undefined ? {} : { error: errorRecord(why.error, mask) }),
      ...(why.summary === undefined ? {} : { summary: why.summary }),
    };
    return this.#options.services.tracking.closeAttempt(close);
  }

  #release(): void {
    for (const undo of this.#undo) undo();
  }

  // A process that ends without saying how the run ended leaves the truth: error if it crashed, else aborted.
  #watchProcess(): () => void {
    const onUncaught = (error: unknown) => {
      this.#uncaught = error;
    };
    const onExit = () => this.#endNow();
    const onSignal = (signal: NodeJS.Signals) => {
      this.#abort.abort(new Error(`The process was sent ${signal}.`));
      void this.end('aborted', { statusReason: signal }).finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    process.on('uncaughtExceptionMonitor', onUncaught);
    process.once('exit', onExit);
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
    return () => {
      process.off('uncaughtExceptionMonitor', onUncaught);
      process.off('exit', onExit);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    };
  }

  // In 'exit' nothing can be waited for; the store of a local run commits before it returns.
  #endNow(): void {
    if (this.#ended !== undefined) return;
    const crashed = this.#uncaught !== undefined;
    this.context.finishNow(crashed ? 'error' : 'aborted');
    const why = crashed ? { error: this.#uncaught } : { statusReason: 'the process exited without commit({ completed: true })' };
    this.#ended = this.#close(crashed ? 'error' : 'aborted', why);
    this.#ended.catch(() => undefined);
  }
}
