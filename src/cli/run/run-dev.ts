import { Client, Connection } from '@temporalio/client';
import { register } from 'tsx/esm/api';
import { resolveConfiguration } from '../../configuration/index.js';
import type { Configuration } from '../../configuration/index.js';
import { present } from '../../core/index.js';
import { startServer } from '../../server/index.js';
import type { RunningServer } from '../../server/index.js';
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
  /** Of the web UI. Default 4600, or any when that is taken. */
  readonly port: number | undefined;
}

/** Starts the server, the web UI and the worker, says where things are, and stays until Ctrl-C, which drains; a second one does not wait. */
export async function runDev(options: DevOptions): Promise<number> {
  const configuration = resolveConfiguration(present({ project: options.project }));
  const target = await connectOrStart({ folder: configuration.home, onProgress: (line) => console.error(line) });
  const interrupted = new Promise<void>((stop) => {
    onInterrupt((signal, count) => {
      if (count > 1) process.exit(exitCodeOf(signal));
      stop();
    });
  });
  let ui: RunningServer | undefined;
  try {
    if (options.handlers.length === 0 && target.devServer?.started !== true) {
      console.log(pairs(places({ target, configuration, worker: undefined, ui: undefined }), ''));
      console.log(
        styled(
          'dim',
          '\nThis server was there already, and without --handlers there is nothing to keep running. `tidemark ui` serves the web UI.',
        ),
      );
      return 0;
    }
    ui = await serveUi(options, target);
    const worker = options.handlers.length === 0 ? undefined : await start(options, target, configuration.uiUrl ?? ui.url);
    console.log(pairs(places({ target, configuration, worker, ui }), ''));
    console.log(styled('dim', '\nCtrl-C ends it.'));
    await Promise.race([interrupted, ...(worker === undefined ? [] : [worker.stopped])]);
    if (worker !== undefined) console.log(styled('dim', '\nSteps that run now have 30 s to end; Ctrl-C again does not wait for them.'));
    await worker?.stop();
    return 0;
  } finally {
    await ui?.stop();
    await target.stop();
  }
}

async function serveUi({ port, project }: DevOptions, target: TemporalTarget): Promise<RunningServer> {
  const connection = await Connection.connect(target.connectionOptions);
  const temporal = new Client({ connection, namespace: target.namespace });
  const settings = present({ port, project, temporalUiUrl: target.devServer?.uiUrl });
  const server = await startServer({ temporal, orAnyPort: port === undefined, ...settings }).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await connection.close();
    },
  };
}

async function start(options: DevOptions, { connectionOptions, namespace }: TemporalTarget, uiUrl: string): Promise<RunningWorker> {
  const { handlers, pipelines, project, taskQueue } = options;
  // Handlers are TypeScript more often than not.
  register();
  return startWorker({
    handlers,
    connection: connectionOptions,
    namespace,
    uiUrl,
    shutdownSignals: [],
    ...present({ pipelines, project, taskQueue }),
  });
}

interface Started {
  readonly target: TemporalTarget;
  readonly configuration: Configuration;
  readonly worker: RunningWorker | undefined;
  readonly ui: RunningServer | undefined;
}

function places({ target: { connectionOptions, devServer, namespace }, configuration, worker, ui }: Started): [string, string][] {
  const { tracking, artifacts, project } = configuration;
  const optional: [string, string | undefined][] = [
    ['Temporal UI', devServer?.uiUrl],
    ['Worker', worker === undefined ? undefined : `polls task queue ${worker.taskQueue}`],
  ];
  return [
    ...(ui === undefined ? [] : [['Tidemark', ui.url] satisfies [string, string]]),
    ['Temporal', `${connectionOptions.address}${namespace === 'default' ? '' : `, namespace ${namespace}`}`],
    ...optional.filter((entry): entry is [string, string] => entry[1] !== undefined),
    ['Runs', tracking],
    ['Artifacts', artifacts],
    ['Project', project],
  ];
}
