import { writeFileSync } from 'node:fs';
import { captureConsole, executeHandler, loadHandlers } from '../context/index.js';
import type { FailedState, NamedHandler, Services } from '../context/index.js';
import { HandlerNotFoundError, present } from '../core/index.js';
import type { Job, Outcome, ProcessData, ToProcess } from './messages.js';
import { rememberGlobals } from './pristine.js';
import { Line, remoteServices } from './remote-services.js';
import type { RemoteJournal } from './remote-services.js';
import { packError, unpackError } from './wire-error.js';

// What a handler that has returned may have left going on. A connection that is kept for the next request is harmless.
const GOING_ON: ReadonlySet<string> = new Set(['Timeout', 'Immediate', 'TCPServerWrap', 'PipeServerWrap', 'ProcessWrap', 'FSEventWrap']);

// The process of isolated handlers: runs one at a time, each with the same context as anywhere.
const line = new Line();
process.on('uncaughtExceptionMonitor', (error) => line.tell({ type: 'crash', error: packError(error) }));
// Whoever ends a group of processes ends the worker: that lets its steps come to an end, or ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', end);
beFirstToGo();

let abort = new AbortController();
let handle: (message: ToProcess) => void = () => undefined;
process.on('message', (message: ToProcess) => {
  if (message.type === 'begin') void begin(message.data);
  else void begun.then(() => handle(message));
});
let isBegun: () => void = () => undefined;
const begun = new Promise<void>((resolve) => (isBegun = resolve));

async function begin(data: ProcessData): Promise<void> {
  const services = await remoteServices(line, data.configuration);
  const handlers = await loadHandlers(data.handlers.map((url) => new URL(url)));
  captureConsole();
  const isPristine = rememberGlobals();
  const find = (name: string) => findHandler(handlers, name, data.handlers);
  handle = (message) => {
    if (message.type === 'answer') line.answered(message);
    else if (message.type === 'abort') abort.abort(unpackError(message.reason));
    else if (message.type === 'refused') services.journal.refused(unpackError(message.error));
    else if (message.type === 'ping') line.tell({ type: 'pong' });
    else if (message.type === 'execute') void run(message.job, { services, find, isPristine });
  };
  isBegun();
}

interface Means {
  readonly services: Services & { readonly journal: RemoteJournal };
  readonly find: (name: string) => NamedHandler;
  readonly isPristine: () => boolean;
}

async function run(job: Job, { services, find, isPristine }: Means): Promise<void> {
  abort = new AbortController();
  const outcome = await execute(job, services, find).catch((error: unknown): Outcome => ({ error: packError(error) }));
  // What the handler left running would go on beside the next one.
  const reusable = isPristine() && !process.getActiveResourcesInfo().some((resource) => GOING_ON.has(resource));
  line.tell({ type: 'done', outcome, reusable });
}

async function execute({ handler, ...job }: Job, services: Services, find: Means['find']): Promise<Outcome> {
  const executed = await executeHandler({
    ...job,
    services,
    handler: find(handler),
    signal: abort.signal,
    onWaiting: (why) => line.tell({ type: 'waiting', ...present({ why }) }),
    beforePublish: async () => void (await line.ask({ to: 'beforePublish' })),
    failedState: async (error) => (await line.ask({ to: 'failedState', error: packError(error) })) as FailedState,
  });
  return executed.state === 'completed' ? { summary: executed.summary } : { error: packError(executed.error) };
}

function findHandler(handlers: ReadonlyMap<string, NamedHandler>, name: string, urls: readonly string[]): NamedHandler {
  const handler = handlers.get(name);
  if (handler === undefined)
    throw new HandlerNotFoundError(`The module that a process was given (${urls.join(', ')}) has no handler ${name}.`);
  return handler;
}

// Its worker is gone, and with it whoever could say what becomes of the step: another worker goes on. No handler has anything to say to that.
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

// When the machine runs out of memory, Linux ends this one before the worker.
function beFirstToGo(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Other systems choose by themselves.
  }
}
