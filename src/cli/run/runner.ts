/** The process that `tidemark run` starts: `node --import tsx runner.js <file> <task>`. Loads the user's file, and runs its handler if it has one. */
import { pathToFileURL } from 'node:url';
import { failureOf } from '../failure.js';
import { exitCodeOf, onInterrupt } from './interrupts.js';
import type { EndSignal } from './interrupts.js';
import { tell } from './messages.js';
import type { RunnerTask } from './messages.js';

const [node = process.execPath, , file = '', taskText = '{}'] = process.argv;
const task = JSON.parse(taskText) as RunnerTask;
// To the script it looks as if it had been started by itself.
process.argv = [node, file];

// A script's context ends itself when it hears a signal; a script without one just ends.
let stop = (signal: EndSignal): void => {
  if (process.listenerCount(signal) === 1) process.exit(exitCodeOf(signal));
};
onInterrupt((signal, count) => (count === 1 ? stop(signal) : process.exit(exitCodeOf(signal))));

// What a script throws ends the process, and its context with it ('exit'); Node would print a stack, the parent prints the error.
process.on('uncaughtException', (error) => {
  void tell({ type: 'error', error: failureOf(error) }).then(() => process.exit(1));
});

void load();

async function load(): Promise<void> {
  const exports = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  const { runHandler } = await import('./run-handler.js');
  await runHandler({ file, task, exports, onStop: (stopHandler) => (stop = stopHandler) });
}
