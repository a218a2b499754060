import { register } from 'tsx/esm/api';
import { resolveConfiguration } from '../../configuration/index.js';
import { present } from '../../core/index.js';
import { connectOrStart, startWorker } from '../../worker/index.js';
import type { RunningWorker, TemporalTarget } from '../../worker/index.js';
import { styled } from '../print/style.js';
import { pairs } from '../print/table.js';
import { exitCodeOf, onInterrupt } from './interrupts.js';

/** What `tidemark dev` starts; paths are absolute. */
export interface DevOptions {
  readonly handlers: readonly string[];
  readonly pipelines: string | undefined;
  readonly project: string | undefined;
  readonly taskQueue: string | undefined;
}

/** Starts the server and the worker, says where things are, and stays until Ctrl-C, which drains; a second one does not wait. */
export async function runDev(options: DevOptions): Promise<number> {
  const configuration = resolveConfiguration(present({ project: options.project }));
  const target = await connectOrStart({ folder: configuration.home, onProgress: (line) => console.error(line) });
  // Neither a server nor a listener for signals keeps Node from ending.
  const awake = setInterval(() => undefined, 60_000);
  const interrupted = new Promise<void>((stop) => {
    onInterrupt((signal, count) => {
      if (count > 1) process.exit(exitCodeOf(signal));
      stop();
    });
  });
  try {
    const worker = options.handlers.length === 0 ? undefined : await start(options, target);
    console.log(pairs(places(target, configuration, worker), ''));
    const started = target.devServer?.started === true;
    if (worker === undefined && !started) {
      console.log(styled('dim', '\nThis server was there already, and without --handlers there is nothing else to keep running.'));
      return 0;
    }
    console.log(styled('dim', '\nCtrl-C ends it.'));
    await Promise.race([interrupted, ...(worker === undefined ? [] : [worker.stopped])]);
    if (worker !== undefined) console.log(styled('dim', '\nSteps that run now have 30 s to end; Ctrl-C again does not wait for them.'));
    await worker?.stop();
    return 0;
  } finally {
    clearInterval(awake);
    await target.stop();
  }
}

async function start(options: DevOptions, { connectionOptions, namespace }: TemporalTarget): Promise<RunningWorker> {
  const { handlers, pipelines, project, taskQueue } = options;
  // Handlers are TypeScript more often than not.
  register();
  return startWorker({
    handlers,
    connection: connectionOptions,
    namespace,
    shutdownSignals: [],
    ...present({ pipelines, project, taskQueue }),
  });
}

function places(
  { connectionOptions, devServer, namespace }: TemporalTarget,
  { tracking, artifacts, project }: ReturnType<typeof resolveConfiguration>,
  worker: RunningWorker | undefined,
): [string, string][] {
  const optional: [string, string | undefined][] = [
    ['Temporal UI', devServer?.uiUrl],
    ['Worker', worker === undefined ? undefined : `polls task queue ${worker.taskQueue}`],
  ];
  return [
    ['Temporal', `${connectionOptions.address}${namespace === 'default' ? '' : `, namespace ${namespace}`}`],
    ...optional.filter((entry): entry is [string, string] => entry[1] !== undefined),
    ['Runs', tracking],
    ['Artifacts', artifacts],
    ['Project', project],
  ];
}
