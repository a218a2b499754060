import { parentPort, workerData } from 'node:worker_threads';
import { captureConsole, executeHandler, loadHandlers } from '../context/index.js';
import type { FailedState, NamedHandler, Services } from '../context/index.js';
import { HandlerNotFoundError, present } from '../core/index.js';
import type { Job, Outcome, ThreadData, ToThread } from './messages.js';
import { rememberGlobals } from './pristine.js';
import { Line, remoteServices } from './remote-services.js';
import { packError, unpackError } from './wire-error.js';

// What a handler that has returned may have left going on. A connection that is kept for the next request is harmless.
const GOING_ON: ReadonlySet<string> = new Set(['Timeout', 'Immediate', 'TCPServerWrap', 'PipeServerWrap', 'ProcessWrap', 'FSEventWrap']);

// The thread of isolated handlers: runs one at a time, each with the same context as anywhere.
const port = parentPort;
if (port === null) throw new Error('This file is the start of a worker thread, not of a program.');
const { handlers: urls, configuration } = workerData as ThreadData;
const line = new Line(port);
process.on('uncaughtExceptionMonitor', (error) => line.tell({ type: 'crash', error: packError(error) }));

const services = await remoteServices(line, configuration);
const handlers = await loadHandlers(urls.map((url) => new URL(url)));
captureConsole();
const isPristine = rememberGlobals();
let abort = new AbortController();

port.on('message', (message: ToThread) => {
  if (message.type === 'answer') line.answered(message);
  else if (message.type === 'abort') abort.abort(unpackError(message.reason));
  else if (message.type === 'refused') services.journal.refused(unpackError(message.error));
  else if (message.type === 'ping') line.tell({ type: 'pong' });
  else void run(message.job);
});
line.tell({ type: 'ready' });

async function run(job: Job): Promise<void> {
  abort = new AbortController();
  const outcome = await execute(job).catch((error: unknown): Outcome => ({ error: packError(error) }));
  // What the handler left running would go on beside the next one.
  const reusable = isPristine() && !process.getActiveResourcesInfo().some((resource) => GOING_ON.has(resource));
  line.tell({ type: 'done', outcome, reusable });
}

async function execute({ handler, ...job }: Job): Promise<Outcome> {
  const executed = await executeHandler({
    ...job,
    services: services satisfies Services,
    handler: find(handler),
    signal: abort.signal,
    onWaiting: (why) => line.tell({ type: 'waiting', ...present({ why }) }),
    beforePublish: async () => void (await line.ask({ to: 'beforePublish' })),
    failedState: async (error) => (await line.ask({ to: 'failedState', error: packError(error) })) as FailedState,
  });
  return executed.state === 'completed' ? { summary: executed.summary } : { error: packError(executed.error) };
}

function find(name: string): NamedHandler {
  const handler = handlers.get(name);
  if (handler === undefined)
    throw new HandlerNotFoundError(`The module that a thread was given (${urls.join(', ')}) has no handler ${name}.`);
  return handler;
}
