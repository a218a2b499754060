import { TidemarkError } from './errors.js';

/** An isolated handler used more memory than it may; its process was ended, and nothing else. */
export class HandlerOutOfMemoryError extends TidemarkError {
  readonly code = 'ERR_HANDLER_OUT_OF_MEMORY';
  override readonly retryable = true;
  constructor(handler: string, memoryMiB: number | undefined) {
    super(
      `${handler} ran out of memory${memoryMiB === undefined ? '' : ` (it may use ${memoryMiB} MiB)`}; its process was ended. Give it more (isolate: { memoryMiB }), or let it work on its data in parts: rows(), columns().`,
    );
  }
}

/** The process of an isolated handler ended before the handler did: `process.exit`, a native crash, somebody's `kill`. */
export class HandlerExitedError extends TidemarkError {
  readonly code = 'ERR_HANDLER_EXITED';
  override readonly retryable = true;
  constructor(handler: string, how: string) {
    super(`The process that ${handler} ran in ended before it returned (${how}). ${adviceFor(how)}`);
  }
}

/** An isolated handler that was handed over by value: functions cannot cross to a process. */
export class HandlerByValueError extends TidemarkError {
  readonly code = 'ERR_HANDLER_BY_VALUE';
  constructor(handlers: string) {
    super(
      `Handlers that were handed over as functions cannot run isolated, since functions cannot be sent to another process: ${handlers}. Give the path of the module instead of the module: startWorker({ handlersPath: new URL('./handlers.js', import.meta.url) }).`,
    );
  }
}

function adviceFor(how: string): string {
  if (how === 'signal SIGKILL')
    return 'Somebody ended it, or the machine ran out of memory: see what else it uses, or the log of the kernel.';
  if (how.includes('signal ')) return 'A native addon may have crashed; run the handler alone to see where.';
  return 'Return or throw instead of calling process.exit.';
}
