/** `npm run demo`: the penguins on a Temporal server of their own. Ends by itself; with `--keep` it stays up until Ctrl-C. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { openClient } from 'tidemark/client';
import type { Run, Started, TidemarkClient } from 'tidemark/client';
import { bundlePipelines, connectOrStart, startWorker } from 'tidemark/worker';
import type { TemporalTarget } from 'tidemark/worker';
import { startServer } from 'tidemark/server';
import { Interrupted, Lifetime } from './demo/lifetime.js';
import { findRetried } from './demo/retried.js';
import { printRetried, printRun } from './demo/summary.js';
import { heading, paint, progress, table } from './demo/terminal.js';
import { stepsOf, watchSteps } from './demo/watch.js';
import * as handlers from './handlers.js';
import type { trainPenguins } from './pipeline.js';

// Its own, so that no other worker of this server takes a step.
const taskQueue = 'penguins';
const lifetime = new Lifetime();
const home = process.env['TIDEMARK_HOME'] ?? '.tidemark';
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

try {
  const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false }, epochs: { type: 'string', default: '100' } } });
  await demo(Number(values.epochs), values.keep);
} catch (error) {
  process.exitCode = error instanceof Interrupted ? 130 : 1;
  if (!(error instanceof Interrupted))
    console.error(`\n${paint('red', 'The demo failed.')} ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await lifetime.close();
}

async function demo(epochs: number, keep: boolean): Promise<void> {
  console.log(paint('bold', 'Four steps learn to tell penguins apart. The second fails half way, on purpose.'));
  const { target, client, stopped, ui } = await startAll(keep);

  const params = { raw: file('data/penguins.csv'), epochs, failFirstAttempt: true };
  const started = await client.start<typeof trainPenguins>('trainPenguins', params, { taskQueue, labels: { example: '01-train' } });
  const page = pageOf(started, target);
  progress(`started the workflow ${started.workflowId}`);
  const runPage = ui === undefined ? undefined : `${ui}/pipelines/${started.uid}`;
  if (runPage !== undefined) progress(`to be watched at ${paint('cyan', runPage)}`);
  const over = Promise.race([runToEnd(started), stopped.then(() => Promise.reject(new Error('The worker stopped too early.')))]);
  await lifetime.waitFor(watchSteps(client, started.uid, over));
  const pipeline = await over;

  const steps = await stepsOf(client, pipeline.uid);
  printRun(pipeline, steps);
  for (const step of steps) {
    const retried = await findRetried(client, step);
    if (retried !== undefined) printRetried(retried);
  }
  const report = await writeReport(client, pipeline);
  const endsWithUs = !keep && target.devServer?.started === true;
  printWhereToLook(pipeline, {
    'web UI': runPage ?? 'npx tidemark ui --open',
    'one page': report,
    'on the terminal': `npx tidemark runs show ${pipeline.uid}`,
    'Temporal UI': endsWithUs ? 'npm run demo -- --keep' : page,
  });
  if (pipeline.state !== 'completed') throw new Error(`${pipeline.name} ended as ${pipeline.state}: ${pipeline.record.error?.message}`);
  if (!keep) return;
  progress('the servers and the worker stay until Ctrl-C');
  await lifetime.untilInterrupted();
}

interface Servers {
  readonly target: TemporalTarget;
  readonly client: TidemarkClient;
  /** Settles with the worker's end. */
  readonly stopped: Promise<void>;
  /** The address of the web UI. */
  readonly ui: string | undefined;
}

/** A Temporal server, a worker, a client and, when they are to stay, the web UI. Bundling the workflow code takes as long as the server's start, so they go on side by side. */
async function startAll(keep: boolean): Promise<Servers> {
  progress('starting a Temporal server, bundling the pipeline');
  const [target, workflowBundle] = await Promise.all([
    lifetime.open(connectOrStart({ folder: home, onProgress: progress }), (server) => server.stop()),
    lifetime.open(bundlePipelines(file('pipeline.ts')), () => Promise.resolve()),
  ]);
  const { connectionOptions, namespace } = target;
  progress(`Temporal answers at ${connectionOptions.address}; starting a worker`);
  const connection = await lifetime.open(Connection.connect(connectionOptions), (opened) => opened.close());
  const temporal = new Client({ connection, namespace });
  const ui = keep ? await lifetime.open(serveUi(temporal, target), (server) => server.stop()) : undefined;
  const settings = ui === undefined ? {} : { uiUrl: ui.url };
  const client = await lifetime.open(openClient({ temporal, ...settings }), (opened) => opened.close());
  // Ctrl-C is the demo's: the run is to be cancelled before the worker stops.
  const where = { connection: connectionOptions, namespace, taskQueue, ...settings };
  const starting = startWorker({ handlers, workflowBundle, ...where, shutdownSignals: [] });
  const worker = await lifetime.open(starting, (running) => running.stop());
  return { target, client, stopped: worker.stopped, ui: ui?.url };
}

function serveUi(temporal: Client, { devServer }: TemporalTarget) {
  return startServer({ temporal, orAnyPort: true, ...(devServer?.uiUrl === undefined ? {} : { temporalUiUrl: devServer.uiUrl }) });
}

/** Interrupted, it cancels the run, which a worker has to be there for. */
async function runToEnd(started: Started<unknown>): Promise<Run> {
  const ending = started.run();
  let isOver = false;
  ending.finally(() => (isOver = true)).catch(() => undefined);
  await lifetime.open(Promise.resolve(), async () => {
    if (isOver) return;
    progress('cancelling the run');
    await started.handle.cancel();
    progress(`the run is ${(await ending).state}`);
  });
  return ending;
}

async function writeReport(client: TidemarkClient, pipeline: Run): Promise<string> {
  const folder = join(home, 'reports');
  await mkdir(folder, { recursive: true });
  const report = join(folder, `${pipeline.record.workflowId}.html`);
  await writeFile(report, await client.exportReport(pipeline.uid));
  return report;
}

/** The workflow's page in the Temporal UI, which only a server of our own is known to have. */
function pageOf({ workflowId, temporalRunId }: Started<unknown>, { devServer, namespace }: TemporalTarget): string {
  const page = `namespaces/${namespace}/workflows/${workflowId}/${temporalRunId}`;
  return devServer?.uiUrl === undefined ? `the UI of your Temporal server, under ${page}` : `${devServer.uiUrl}/${page}`;
}

function printWhereToLook(pipeline: Run, places: Readonly<Record<string, string>>): void {
  heading('Where to look');
  table([['workflow', pipeline.record.workflowId ?? ''], ...Object.entries(places).map(([name, place]) => [name, paint('cyan', place)])]);
}
