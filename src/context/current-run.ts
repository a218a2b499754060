import { AsyncLocalStorage } from 'node:async_hooks';
import type { TrackedRun } from './tracked-run.js';

interface Registry {
  readonly handlers: AsyncLocalStorage<TrackedRun>;
  script: TrackedRun | undefined;
}

// One per process even when the package is loaded twice (source and build): console capture must find its run.
const KEY = Symbol.for('tidemark.currentRun');
const registry: Registry = ((globalThis as { [KEY]?: Registry })[KEY] ??= {
  handlers: new AsyncLocalStorage<TrackedRun>(),
  script: undefined,
});

/** The run whose handler is executing here, through any number of awaits. */
export const currentRun: AsyncLocalStorage<TrackedRun> = registry.handlers;

/** The run that what is printed here belongs to: the handler's, else that of the script that the process is. */
export function printingRun(): TrackedRun | undefined {
  return registry.handlers.getStore() ?? registry.script;
}

/** Says which run the process as a whole belongs to; undefined when it is over. */
export function setScriptRun(run: TrackedRun | undefined): void {
  registry.script = run;
}
