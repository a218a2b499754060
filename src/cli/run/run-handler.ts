import { handlersOf } from '../../context/index.js';
import type { NamedHandler } from '../../context/index.js';
import { parseTagged } from '../../core/index.js';
import { failureOf } from '../failure.js';
import { tell } from './messages.js';
import type { RunConfig, RunnerTask } from './messages.js';

/** Runs the handler of a file. A file without handlers was a script: there is nothing left to do but to let it end. */
export async function runHandler(file: string, task: RunnerTask, exports: Readonly<Record<string, unknown>>): Promise<void> {
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
  const job = { file, named, config };
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
  // `export default train` beside `export const train`, and the default export that a CommonJS module seems to have, are no second handler.
  const distinct = handlers.filter(
    ({ exportName: name, handler }) =>
      name !== 'default' || handlers.every((other) => other.exportName === name || other.handler.run !== handler.run),
  );
  const [only, ...others] = distinct;
  if (only === undefined || others.length > 0) return `It exports several handlers: ${names}. Say which: <file>#<export>.`;
  return only;
}
