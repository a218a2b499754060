/** The process that `tidemark run` starts: `node --import tsx runner.js <file> <task>`. Loads the user's file, and runs its handler if it has one. */
import { pathToFileURL } from 'node:url';
import { failureOf } from '../failure.js';
import { tell } from './messages.js';
import type { RunnerTask } from './messages.js';

const [node = process.execPath, , file = '', taskText = '{}'] = process.argv;
const task = JSON.parse(taskText) as RunnerTask;
// To the script it looks as if it had been started by itself.
process.argv = [node, file];

// Nobody would read what a process without its parent finds out.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

// What a script throws ends the process, and its context with it ('exit'); Node would print a stack, the parent prints the error.
process.on('uncaughtException', (error) => {
  void tell({ type: 'error', error: failureOf(error) }).then(() => process.exit(1));
});

// Whoever reads what is printed may go (`tidemark run train.ts | head`); the run goes on, and its log has it all.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void load();

async function load(): Promise<void> {
  const exports = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  const { runHandler } = await import('./run-handler.js');
  await runHandler(file, task, exports);
}
