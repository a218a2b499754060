import { TrackedRun, captureConsole, patientStore, setScriptRun, summaryOf } from '../context/index.js';
import type { Services } from '../context/index.js';
import type { Json } from '../core/index.js';
import type { PinnedInput, RunIdentity } from '../tracking/index.js';
import { LEFT, closeAtExit, closeRun } from './close-run.js';
import type { RunEnd } from './close-run.js';
import { PATIENCE_MILLIS } from './patience.js';
import { watchProcess } from './watch-process.js';

/** An opened run that no handler closes. */
export interface ScriptRunOptions {
  readonly services: Services;
  readonly identity: RunIdentity;
  readonly attempt: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, PinnedInput>>;
  /** The run is that of the whole process: what is printed anywhere belongs to it. */
  readonly wholeProcess: boolean;
  readonly onEnded: () => void;
}

/** A script's run: its context, and all the ways it can end. */
export class ScriptRun {
  readonly context: TrackedRun;
  readonly #services: Services;
  readonly #abort = new AbortController();
  readonly #undo: (() => void)[];
  #ended: Promise<void> | undefined;

  constructor(options: ScriptRunOptions) {
    const { services, identity, attempt, labels, parameters, inputs, wholeProcess, onEnded } = options;
    const patience = { signal: this.#abort.signal, limitMillis: PATIENCE_MILLIS };
    this.#services = { ...services, tracking: patientStore(services.tracking, patience) };
    this.context = new TrackedRun({
      services: this.#services,
      identity,
      journal: services.journal.attempt(identity.uid, attempt, {
        onAborting: () => this.#abort.abort(new Error('The run was asked to stop.')),
      }),
      labels,
      parameters,
      inputs,
      signal: this.#abort.signal,
      patience,
      onCompleted: () => this.end({ state: 'completed' }),
      // Leaving the block does not tell whether it threw: without a commit the run is not completed, and no tag moves.
      onDispose: () => this.end({ state: 'aborted', statusReason: 'disposed without commit({ completed: true })' }),
    });
    this.#undo = [captureConsole(), this.#watch(), () => this.context.release(), onEnded];
    if (wholeProcess) {
      setScriptRun(this.context);
      this.#undo.push(() => setScriptRun(undefined));
    }
  }

  /** Ends the run once; a repeat waits for the first. One that cannot be completed ends as error. @throws why it could not be completed. */
  end(end: RunEnd): Promise<void> {
    this.#ended ??= this.#end(end).finally(() => this.#release());
    return this.#ended;
  }

  async #end(end: RunEnd): Promise<void> {
    const { context } = this;
    if (end.state !== 'completed') {
      // Who throws because the run was asked to stop has stopped.
      const asked =
        end.state === 'error' && this.#abort.signal.aborted ? { ...end, state: 'aborted' as const, statusReason: 'asked to stop' } : end;
      await context.finish(asked.state).catch(() => undefined);
      await closeRun(this.#services, context, asked);
      return;
    }
    try {
      await context.settled();
      const summary = summaryOf(context) as unknown as Json;
      await context.finish('completed');
      await closeRun(this.#services, context, { state: 'completed', summary });
    } catch (error) {
      await context.finish('error').catch(() => undefined);
      await closeRun(this.#services, context, { state: 'error', error });
      throw error;
    }
  }

  #watch(): () => void {
    return watchProcess({
      stop: (signal) => {
        this.#abort.abort(new Error(`The process was sent ${signal}.`));
        return this.end({ state: 'aborted', statusReason: signal });
      },
      leave: () => this.end({ state: 'aborted', statusReason: LEFT }),
      exit: (crash) => closeAtExit(this.#services, this.context, crash),
    });
  }

  #release(): void {
    for (const undo of this.#undo) undo();
  }
}
