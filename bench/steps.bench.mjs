import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { openClient } from '../dist/client/index.js';
import { bundlePipelines, findTemporal, startDevServer, startWorker } from '../dist/worker/index.js';
import * as handlers from './handlers.mjs';
import { alone, growth, median, millis, pair } from './frame.mjs';
import { peer } from './peers.mjs';

/** Steps on Temporal beside bare activities on the same server and worker; our dev server beside the stock one; with `--peers`, a chain beside Prefect's. */
export async function* benchmark({ quick, peers }) {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const server = await startDevServer({ folder: join(folder, 'temporal'), inMemory: true, ui: false });
  const scene = await openScene(folder, server.address);
  const rounds = quick ? 1 : 5;
  const { run } = scene;
  const [chain, fan, pipelines, each] = quick ? [5, 10, 2, 5] : [100, 200, 20, 50];
  const many = (workflow) => () =>
    millis(() => Promise.all(Array.from({ length: pipelines }, () => run(workflow, { count: each, parallel: false }))));
  try {
    const against = 'bare activities on the same server';
    yield await pair({
      name: `chain of ${chain} tracked steps`,
      unit: 'ms a step',
      ours: async () => (await millis(() => run('trackedSteps', { count: chain, parallel: false }))) / chain,
      against,
      theirs: async () => (await millis(() => run('bareSteps', { count: chain, parallel: false }))) / chain,
      rounds,
      atMost: 1.1,
    });
    yield await pair({
      name: `${fan} tracked steps in parallel`,
      unit: 'ms',
      ours: () => millis(() => run('trackedSteps', { count: fan, parallel: true })),
      against,
      theirs: () => millis(() => run('bareSteps', { count: fan, parallel: true })),
      rounds,
      atMost: 1.1,
    });
    yield await pair({
      name: `${pipelines} pipelines of ${each} tracked steps`,
      unit: 'ms',
      ours: many('trackedSteps'),
      against,
      theirs: many('bareSteps'),
      rounds,
      atMost: 1.1,
    });
    yield await growth({
      name: 'chain of tracked steps',
      unit: 'ms',
      sizes: quick ? [2, 8] : [10, 100, 1000],
      measure: (count) => millis(() => run('trackedSteps', { count, parallel: false })),
    });
    const [early, late] = quick ? [2, 5] : [10, 1000];
    const gaps = await scene.gaps({ count: late, early });
    yield await pair({
      name: `gap before step ${late} of a chain`,
      unit: 'ms',
      ours: async () => gaps.late,
      against: `gap before step ${early}`,
      theirs: async () => gaps.early,
      rounds: 1,
      atMost: 1.2,
      note: 'the median of the gaps around it, from the start of a step to the start of the next',
    });
    if (peers) {
      const theirs = median(await peer('prefect_chain.py', [20, rounds]));
      yield await pair({
        name: 'chain of 20 tracked steps, beside Prefect',
        unit: 'ms a step',
        ours: async () => (await millis(() => run('trackedSteps', { count: 20, parallel: false }))) / 20,
        against: 'Prefect 3, a flow of 20 tasks on its own API server',
        theirs: async () => theirs,
        rounds,
        per: 'theirs/ours',
        atLeast: 1,
      });
    }
    yield await alone({
      name: 'worker start with a prebuilt bundle, to the first step',
      unit: 'ms',
      measure: () => scene.firstStep(),
      rounds,
      atMost: 1000,
    });
  } finally {
    await scene.close();
    await server.stop();
  }
  try {
    for (const [place, flags, atLeast] of [
      ['in memory', [], 7],
      ['on disk', ['--db-filename'], 5],
    ])
      yield await devServers(folder, { place, flags, atLeast, count: chain, rounds: quick ? 1 : 3 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let homes = 0;
async function openScene(folder, address) {
  const taskQueue = 'bench';
  const home = join(folder, `home-${(homes += 1)}`);
  const bundle = await bundlePipelines(join(import.meta.dirname, 'workflows.mjs'));
  const { bare, ...ours } = handlers;
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection });
  const start = (queue, where) =>
    startWorker({
      handlers: ours,
      workflowBundle: bundle,
      connection: { address },
      taskQueue: queue,
      home: where,
      captureConsole: false,
      worker: { activities: { bare } },
    });
  const worker = await start(taskQueue, home);
  const client = await openClient({ home, temporal });
  await (await client.startHandler('data', {}, { taskQueue })).run();
  const data = 'store://datasets/default/data_data';
  return {
    async run(workflow, params) {
      if (workflow === 'bareSteps')
        await temporal.workflow.execute(workflow, { taskQueue, workflowId: `bare-${(homes += 1)}`, args: [params] });
      else await (await client.start(workflow, { ...params, data }, { taskQueue })).result();
    },
    /** How long after one step of a chain the next one starts, early in it and late. */
    async gaps({ count, early }) {
      const started = await client.start('trackedSteps', { count, parallel: false, data }, { taskQueue });
      await started.result();
      const { uid } = await started.run();
      const steps = await client.listRuns({ parentUid: uid, limit: count });
      const starts = steps.map(({ record }) => Date.parse(record.startTime)).toSorted((a, b) => a - b);
      const around = (step) => {
        const from = Math.max(1, Math.min(step - 10, count - 20));
        const to = Math.min(count, from + 20);
        return median(Array.from({ length: to - from }, (_, n) => starts[from + n] - starts[from + n - 1]));
      };
      return { early: around(early), late: around(count) };
    },
    async firstStep() {
      const queue = `first-${(homes += 1)}`;
      let first;
      const took = await millis(async () => {
        first = await start(queue, home);
        await (await client.startHandler('data', {}, { taskQueue: queue })).result();
      });
      await first.stop();
      return took;
    },
    async close() {
      await worker.stop();
      await client.close();
      await connection.close();
    },
  };
}

async function devServers(folder, { place, flags, atLeast, count, rounds }) {
  const chainOn = async (address) => {
    const scene = await openScene(folder, address);
    try {
      return await millis(() => scene.run('bareSteps', { count, parallel: false }));
    } finally {
      await scene.close();
    }
  };
  return pair({
    name: `chain of ${count} bare steps, our dev server ${place}`,
    unit: 'ms',
    ours: async () => {
      const server = await startDevServer({ folder: join(folder, `ours-${(homes += 1)}`), inMemory: place === 'in memory', ui: false });
      return chainOn(server.address).finally(() => server.stop());
    },
    against: 'the stock dev server',
    theirs: async () => {
      const server = await stockServer(flags.map((flag) => [flag, join(folder, `stock-${(homes += 1)}.db`)]).flat());
      return chainOn(server.address).finally(() => server.stop());
    },
    rounds,
    per: 'theirs/ours',
    atLeast,
  });
}

/** `temporal server start-dev` as it is. */
async function stockServer(flags) {
  const { path } = await findTemporal();
  const port = await freePort();
  const attributes = ['TidemarkProject=Keyword', 'TidemarkPipeline=Keyword', 'TidemarkLabels=KeywordList'].flatMap((one) => [
    '--search-attribute',
    one,
  ]);
  const child = spawn(path, ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), ...attributes, ...flags], {
    stdio: 'ignore',
  });
  const address = `127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    const connection = await Connection.connect({ address, connectTimeout: 500 }).catch(() => undefined);
    await connection?.close();
    if (connection !== undefined) break;
    if (tries > 60) throw new Error(`The stock server does not answer on ${address}.`);
    await sleep(200);
  }
  return {
    address,
    async stop() {
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
