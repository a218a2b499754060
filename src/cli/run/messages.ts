import type { ErrorRecord, Value } from '../../core/index.js';

/** Which run to make; what TIDEMARK_EXEC_CONFIG holds, in tagged JSON. A script's context reads it by itself. */
export interface RunConfig {
  readonly uid: string;
  readonly name?: string;
  readonly project?: string;
  readonly params: Readonly<Record<string, Value>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the process that loads the user's file is told, as its third argument (JSON). The run itself is in TIDEMARK_EXEC_CONFIG. */
export interface RunnerTask {
  readonly exportName?: string;
  readonly local: boolean;
  /** On Temporal: how often a failing handler is tried. */
  readonly tries: number;
}

/** What that process tells. */
export type RunnerMessage =
  /** The handler's job was started on Temporal, which decides the uid. */
  | { readonly type: 'started'; readonly uid: string; readonly workflow: string }
  /** The file does not have the handler that was asked for. */
  | { readonly type: 'usage'; readonly message: string }
  /** Something threw; where there is a run, its record knows more. */
  | { readonly type: 'error'; readonly error: ErrorRecord };

/** Tells the parent, and resolves when it has been told. */
export function tell(message: RunnerMessage): Promise<void> {
  return new Promise((done) => {
    if (process.send === undefined) return done();
    process.send(message, () => done());
  });
}
