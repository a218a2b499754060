import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { openClient } from '../dist/client/index.js';
import { bundlePipelines, startDevServer, startWorker } from '../dist/worker/index.js';
import { alone, median, millis, pair } from './frame.mjs';

/** Isolated steps beside the same in the worker's own process; and what a handler that blocks does to the other steps of its worker. */
export async function* benchmark({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const server = await startDevServer({ folder: join(folder, 'temporal'), inMemory: true, ui: false });
  const scene = await openScene(folder, server.address);
  const rounds = quick ? 1 : 5;
  try {
    yield* costs(scene, { steps: quick ? 5 : 50, rounds });
    yield await pair({
      name: 'un-awaited logMetric, isolated, to the last commit',
      unit: 'calls/s',
      ours: () => scene.returned('logsIsolated', { count: quick ? 1000 : 50_000 }),
      against: "in the worker's process",
      theirs: () => scene.returned('logs', { count: quick ? 1000 : 50_000 }),
      rounds,
      atLeast: 0.5,
    });
    const rows = quick ? 10_000 : 2_000_000;
    await scene.returned('makesTable', { rows });
    const inputs = { table: 'store://datasets/default/makesTable_table' };
    yield await pair({
      name: `a table of ${rows} rows read and stored, isolated`,
      unit: 'ms',
      ours: () => scene.returned('copiesIsolated', {}, inputs),
      against: "in the worker's process",
      theirs: () => scene.returned('copies', {}, inputs),
      rounds,
      atMost: 1.2,
      note: 'the table itself crosses in neither direction: whoever runs the handler reads and stores it',
    });
    yield* besideBlocked(scene, { millisBlocked: quick ? 1000 : 6000, rounds: quick ? 1 : 4 });
  } finally {
    await scene.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* costs(scene, { steps, rounds }) {
  const eachOf = async (handler, count = steps, parallel = false) =>
    (await millis(() => scene.steps(handler, { count, parallel }))) / count;
  // Their difference, in turns.
  yield await alone({
    name: 'an isolated empty step, over one that is not',
    unit: 'ms',
    measure: async () => (await eachOf('emptyIsolated')) - (await eachOf('empty')),
    rounds,
    atMost: 5,
  });
  yield await pair({
    name: `${steps} isolated empty steps at once`,
    unit: 'ms a step',
    ours: () => eachOf('emptyIsolated', steps, true),
    against: "in the worker's process",
    theirs: () => eachOf('empty', steps, true),
    rounds: Math.min(rounds, 3),
  });
}

/** Start-to-close times of other steps: while a handler of the same worker blocks, and while a process that has nothing to do with it keeps a core just as busy. */
async function* besideBlocked(scene, { millisBlocked, rounds }) {
  const others = async () => {
    const times = [];
    const end = Date.now() + millisBlocked * 0.8;
    while (Date.now() < end) times.push(...(await scene.startToClose('empty', 10)));
    return median(times);
  };
  yield await pair({
    name: 'start-to-close of other steps, while an isolated handler blocks',
    unit: 'ms',
    ours: async () => {
      const blocked = scene.returned('blocks', { millis: millisBlocked });
      const measured = await others();
      if ((await blocked) !== 1) throw new Error('the handler that blocks was tried again');
      return measured;
    },
    against: 'a quiet worker on the spare core',
    theirs: async () => {
      const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      return others().finally(() => busy.kill('SIGKILL'));
    },
    rounds,
    atMost: 1.2,
  });
}

async function openScene(folder, address) {
  const taskQueue = 'bench';
  const home = join(folder, 'home');
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection });
  const worker = await startWorker({
    handlersPath: new URL('./isolated-handlers.mjs', import.meta.url),
    workflowBundle: await bundlePipelines(join(import.meta.dirname, 'workflows.mjs')),
    connection: { address },
    taskQueue,
    home,
    captureConsole: false,
  });
  const client = await openClient({ home, temporal });
  const steps = async (handler, how) => {
    const started = await client.start('stepsOf', { handler, ...how }, { taskQueue });
    await started.result();
    return started;
  };
  return {
    steps,
    async returned(handler, params, inputs) {
      const run = await (await client.startHandler(handler, { params, inputs }, { taskQueue, retry: { maximumAttempts: 1 } })).run();
      if (run.state !== 'completed') throw new Error(`${handler}: ${run.record.error?.message}`);
      return run.results.return;
    },
    /** What Temporal says each of so many steps took, one after the other. */
    async startToClose(handler, count) {
      const { workflowId } = await steps(handler, { count, parallel: false });
      const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
      const timeOf = ({ eventTime: { seconds, nanos } }) => Number(seconds) * 1000 + nanos / 1e6;
      return events.flatMap((event, index) =>
        event.activityTaskCompletedEventAttributes ? [timeOf(event) - timeOf(events[index - 1])] : [],
      );
    },
    async close() {
      await worker.stop();
      await client.close();
      await connection.close();
    },
  };
}
