import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { openClient } from '../../client/index.js';
import { resolveConfiguration } from '../../configuration/index.js';
import type { Value } from '../../core/index.js';
import { present } from '../../core/index.js';
import { bundlePipelines, connectOrStart, startWorker } from '../../worker/index.js';
import { exitCodeOf, onInterrupt } from './interrupts.js';
import { tell } from './messages.js';
import type { Job } from './run-locally.js';

type Plain = (context: never, params: Readonly<Record<string, Value>>) => unknown;

/**
 * Runs it as a job on Temporal, with a worker of its own: a task queue that no other worker listens to, since that may have other code.
 *
 * @throws {NoTemporalServerError} @throws Temporal's WorkflowFailedError; the record of the run says why
 */
export async function runOnTemporal({ file, named, config }: Job, tries: number): Promise<void> {
  const { uid, name, project, params, inputs, labels } = config;
  const settings = present({ project });
  const [target, workflowBundle] = await Promise.all([
    connectOrStart({ folder: resolveConfiguration().home, onProgress: (line) => console.error(line) }),
    bundlePipelines(),
  ]);
  const { connectionOptions, namespace } = target;
  const taskQueue = `tidemark-run-${uid}`;
  const connection = await Connection.connect(connectionOptions);
  const client = await openClient({ temporal: new Client({ connection, namespace }), ...settings });
  const worker = await startWorker({
    handlers: file,
    connection: connectionOptions,
    namespace,
    taskQueue,
    workflowBundle,
    shutdownSignals: [],
    ...settings,
  });
  try {
    const call = { params, inputs, ...present({ name }) };
    const options = { taskQueue, labels, retry: { maximumAttempts: tries }, ...present({ project }) };
    const started = await client.startHandler<Plain>(named.exportName, call, options);
    // The first Ctrl-C cancels, and the step has time to clean up; the second one does not wait.
    onInterrupt((signal, count) => {
      if (count > 1) process.exit(exitCodeOf(signal));
      console.error('Cancelling; Ctrl-C again ends it at once.');
      started.handle.cancel().catch(() => undefined);
    });
    const ui = target.devServer?.uiUrl;
    const workflow = ui === undefined ? started.workflowId : `${ui}/namespaces/${namespace}/workflows/${started.workflowId}`;
    await tell({ type: 'started', uid: started.uid, workflow });
    // A worker that dies would leave the job without anybody to do it.
    await Promise.race([started.handle.result(), worker.stopped.then(() => Promise.reject(new Error('The worker stopped.')))]);
  } catch (error) {
    throw error instanceof WorkflowFailedError ? (error.cause ?? error) : error;
  } finally {
    await worker.stop().catch(() => undefined);
    await client.close();
    await connection.close();
    await target.stop();
  }
}
