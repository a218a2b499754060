import { format } from 'node:util';
import type { LogLevel } from '../core/index.js';
import { printingRun } from './current-run.js';

// The other methods (trace, table, group, …) print through these.
const CONSOLE_METHODS = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const satisfies Partial<Record<keyof Console, LogLevel>>;

let users = 0;
let restore: () => void = () => undefined;
// While the original console method runs, its own write to stdout must not be captured a second time.
let insideConsole = false;

/**
 * What handlers print (`console.*`, writes to stdout and stderr) goes into the log of the run they belong to, and on to where it went before.
 * Patches the process, once for any number of callers. Returns the way to undo it.
 */
export function captureConsole(): () => void {
  if (users === 0) restore = patch();
  users += 1;
  let released = false;
  return () => {
    if (released) return;
    released = true;
    users -= 1;
    if (users === 0) restore();
  };
}

function patch(): () => void {
  const undo = [...patchConsole(), patchStream('stdout'), patchStream('stderr')];
  return () => {
    for (const step of undo) step();
  };
}

function patchConsole(): (() => void)[] {
  return Object.entries(CONSOLE_METHODS).map(([name, level]) => {
    const method = name as keyof typeof CONSOLE_METHODS;
    const original = console[method];
    let active = true;
    const patched = (...args: unknown[]): void => {
      if (!active) return original.apply(console, args);
      printingRun()?.captured({
        level,
        stream: method === 'warn' || method === 'error' ? 'stderr' : 'stdout',
        text: `${format(...args)}\n`,
      });
      const before = insideConsole;
      insideConsole = true;
      try {
        original.apply(console, args);
      } finally {
        insideConsole = before;
      }
    };
    console[method] = patched;
    return () => {
      // Somebody may have patched on top of this: then it stays, and only passes on.
      active = false;
      if (console[method] === patched) console[method] = original;
    };
  });
}

type Write = typeof process.stdout.write;

function patchStream(stream: 'stdout' | 'stderr'): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its stream, and put back as it was
  const original: Write = process[stream].write;
  let active = true;
  const patched = function (this: NodeJS.WriteStream, chunk: string, ...rest: never[]): boolean {
    if (active && !insideConsole) printingRun()?.captured({ level: 'info', stream, text: chunk });
    return original.call(process[stream], chunk, ...rest);
  } as Write;
  process[stream].write = patched;
  return () => {
    active = false;
    if (process[stream].write === patched) process[stream].write = original;
  };
}
