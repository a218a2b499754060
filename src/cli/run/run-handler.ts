import { handlersOf } from '../../context/index.js';
import type { NamedHandler } from '../../context/index.js';
import { parseTagged } from '../../core/index.js';
import { failureOf } from '../failure.js';
import { tell } from './messages.js';
import type { RunConfig, RunnerTask } from './messages.js';

/** A loaded file, and what to do with it. */
export interface LoadedFile {
  readonly file: string;
  readonly task: RunnerTask;
  readonly exports: Readonly<Record<string, unknown>>;
  /** Takes what Ctrl-C calls from now on. */
  readonly onStop: (stop: () => void) => void;
}

/** Runs the handler of a file. A file without handlers was a script: there is nothing left to do but to let it end. */
export async function runHandler({ file, task, exports, onStop }: LoadedFile): Promise<void> {
  const handlers = handlersOf(exports, file);
  if (handlers.length === 0 && task.exportName === undefined) return;
  const named = choose(handlers, task.exportName);
  if (typeof named === 'string') {
    await tell({ type: 'usage', message: named });
    return;
  }
  const config = parseTagged(process.env['TIDEMARK_EXEC_CONFIG'] ?? '') as unknown as RunConfig;
  // A context that the handler opens besides its own is another run.
  delete process.env['TIDEMARK_EXEC_CONFIG'];
  const job = { file, named, config, onStop };
  try {
    if (task.local) await (await import('./run-locally.js')).runLocally(job);
    else await (await import('./run-on-temporal.js')).runOnTemporal(job, task.tries);
  } catch (error) {
    await tell({ type: 'error', error: failureOf(error) });
    process.exitCode = 1;
  }
  // Handlers may leave timers and connections open; their run is over.
  process.exit();
}

function choose(handlers: readonly NamedHandler[], exportName: string | undefined): NamedHandler | string {
  const names = handlers.map((handler) => handler.exportName).join(', ');
  if (exportName !== undefined) {
    const found = handlers.find((handler) => handler.exportName === exportName);
    return found ?? `It exports no handler ${JSON.stringify(exportName)}; ${names === '' ? 'it has none' : `it has ${names}`}.`;
  }
  const [only, ...others] = handlers;
  if (only === undefined || others.length > 0) return `It exports several handlers: ${names}. Say which: <file>#<export>.`;
  return only;
}
