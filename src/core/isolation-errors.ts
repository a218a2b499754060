import { TidemarkError } from './errors.js';

/** An isolated handler used more memory than it may; its thread was ended, and nothing else. */
export class HandlerOutOfMemoryError extends TidemarkError {
  readonly code = 'ERR_HANDLER_OUT_OF_MEMORY';
  override readonly retryable = true;
  constructor(handler: string, memoryMiB: number | undefined) {
    super(
      `${handler} ran out of memory${memoryMiB === undefined ? '' : ` (it may use ${memoryMiB} MiB)`}; its thread was ended. Give it more (isolate: { memoryMiB }), or let it work on its data in parts: rows(), columns().`,
    );
  }
}

/** An isolated handler ended its thread, e.g. by `process.exit`, and so came to no end itself. */
export class HandlerExitedError extends TidemarkError {
  readonly code = 'ERR_HANDLER_EXITED';
  override readonly retryable = true;
  constructor(handler: string, code: number) {
    super(`${handler} ended the thread it ran in (exit code ${code}) before it returned. Return or throw instead of calling process.exit.`);
  }
}

/** An isolated handler that was handed over by value: functions cannot cross to a thread. */
export class HandlerByValueError extends TidemarkError {
  readonly code = 'ERR_HANDLER_BY_VALUE';
  constructor(handlers: string) {
    super(
      `Handlers that were handed over as functions cannot run isolated, since functions cannot be sent to a thread: ${handlers}. Give the path of the module instead of the module: startWorker({ handlersPath: new URL('./handlers.js', import.meta.url) }).`,
    );
  }
}
