import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { tsImport } from 'tsx/esm/api';
import { runLocal } from '../dist/local/index.js';
import { openClient } from '../dist/client/index.js';
import { alone, growth, millis, pair } from './frame.mjs';
import { peer } from './peers.mjs';
import { seed } from './seed.mjs';

/** Log calls of one process, durable in SQLite (write-ahead log, synchronous=NORMAL; closings synchronous=FULL) or PostgreSQL. `--peers`: beside MLflow. */
export async function* benchmark({ quick, peers }) {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  let homes = 0;
  const home = () => join(folder, `home-${(homes += 1)}`);
  const awaited = quick ? 200 : 5000;
  const unawaited = quick ? 2000 : 100_000;
  const rounds = quick ? 1 : 5;
  try {
    yield await pair({
      name: 'awaited logMetric, SQLite (NORMAL)',
      unit: 'µs a call',
      ours: () =>
        inRun(
          home(),
          async (context) => (1000 * (await millis(() => times(awaited, (n) => context.logMetric('loss', 1 / (n + 1), n))))) / awaited,
        ),
      against: 'better-sqlite3, one insert and one upsert a transaction',
      theirs: async () => (1000 * (await bareSqlite(home(), awaited, 1))) / awaited,
      rounds,
    });
    yield await alone({
      name: 'un-awaited logMetric, SQLite, to the last commit',
      unit: 'calls/s',
      measure: () => inRun(home(), async (context) => (1000 * unawaited) / (await millis(() => logAll(context, unawaited)))),
      rounds,
      atLeast: 50_000,
    });
    yield await alone({
      name: 'the un-awaited call itself, p99',
      unit: 'µs',
      measure: () => inRun(home(), (context) => p99OfCalls(context, unawaited)),
      rounds,
      atMost: 20,
    });
    yield await pair({
      name: 'logArtifact of 1 kB, awaited',
      unit: 'ms',
      ours: () =>
        inRun(
          home(),
          async (context) =>
            (await millis(() => times(quick ? 20 : 200, (n) => context.logArtifact(`a${n}`, { body: `${n} `.repeat(250) })))) /
            (quick ? 20 : 200),
        ),
      against: 'a file written, fsynced and renamed, and a row',
      theirs: async () => bareArtifacts(home(), quick ? 20 : 200),
      rounds,
    });
    const same = home();
    yield await alone({
      name: 'open and close of an empty run, local',
      unit: 'ms',
      measure: async () => (await millis(() => times(20, () => runLocal(() => undefined, { home: same })))) / 20,
      rounds,
      atMost: 5,
    });
    yield await alone({
      name: 'import of tidemark',
      unit: 'ms',
      measure: async () => importOf('../dist/index.js').millis,
      rounds,
      atMost: 100,
    });
    yield await alone({
      name: 'import of tidemark: memory',
      unit: 'MB',
      measure: async () => importOf('../dist/index.js').megabytes,
      rounds,
      atMost: 60,
    });
    const full = home();
    yield* searches(full, quick);
    yield await growth({
      name: 'un-awaited logMetric',
      unit: 'ms',
      sizes: quick ? [100, 1000] : [1000, 10_000, 100_000, 1_000_000],
      measure: (size) => inRun(home(), (context) => millis(() => logAll(context, size))),
    });
    const [first, last] = quick ? [1000, 4000] : [1000, 1_000_000];
    yield await pair({
      name: `un-awaited logMetric after ${last} of the same run`,
      unit: 'µs a call',
      ours: () => costAfter(home(), last),
      against: `the same after ${first}`,
      theirs: () => costAfter(home(), first),
      rounds: quick ? 1 : 3,
      atMost: 1.1,
    });
    const written = (where) => () => inRun(where, async (context) => (await millis(() => logAll(context, unawaited))) / unawaited);
    yield await pair({
      name: `un-awaited logMetric into a database of ${quick ? 500 : 100_000} runs`,
      unit: 'ms a call',
      ours: written(full),
      against: 'the same into an empty one',
      theirs: () => written(home())(),
      rounds,
      atMost: 1.1,
    });
    yield* inPostgres({ home, unawaited, rounds });
    if (peers) yield* besideMlflow({ folder, home, rounds: quick ? 1 : 3, quick });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inRun(home, work, options = {}) {
  let measured;
  await runLocal(
    async (context) => {
      measured = await work(context);
    },
    { home, ...options },
  );
  return measured;
}

async function* inPostgres({ home, unawaited, rounds }) {
  const { startPostgres } = await tsImport('../test/support/postgres.ts', import.meta.url);
  const server = await startPostgres();
  try {
    const tracking = server.newStoreUrl();
    const measured = (work) => () => inRun(home(), work, { tracking });
    yield await alone({
      name: 'un-awaited logMetric, PostgreSQL, to the last commit',
      unit: 'calls/s',
      measure: measured(async (context) => (1000 * unawaited) / (await millis(() => logAll(context, unawaited)))),
      rounds,
      atLeast: 20_000,
    });
    yield await alone({
      name: 'the un-awaited call itself, PostgreSQL, p99',
      unit: 'µs',
      measure: measured((context) => p99OfCalls(context, unawaited)),
      rounds,
      atMost: 20,
    });
  } finally {
    await server.stop();
  }
}

async function* besideMlflow({ folder, home, rounds, quick }) {
  const [calls, artifacts, runs] = quick ? [20, 5, 20] : [300, 100, 1000];
  // One after the other in each process, so that a process and its import are paid once for all of them.
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    const place = join(folder, `mlflow-${round}`);
    await mkdir(place, { recursive: true });
    measured.push(await peer('mlflow_calls.py', [place, calls, artifacts, runs]));
  }
  const theirs = (what) => {
    let round = 0;
    return async () => measured[round++ % rounds][what];
  };
  const common = { rounds, per: 'theirs/ours', unit: 'ms a call' };
  const each = (count, work) => () => inRun(home(), async (context) => (await millis(() => times(count, (n) => work(context, n)))) / count);
  yield await pair({
    ...common,
    name: 'awaited logMetric, SQLite (NORMAL), beside MLflow',
    ours: each(10 * calls, (context, n) => context.logMetric('loss', 1 / (n + 1), n)),
    against: 'MLflow log_metric, SQLite',
    theirs: theirs('metric'),
    atLeast: 100,
  });
  yield await pair({
    ...common,
    name: 'logArtifact of 1 kB, awaited, beside MLflow',
    ours: each(artifacts, (context, n) => context.logArtifact(`a${n}`, { body: `${n} `.repeat(250) })),
    against: 'MLflow log_artifact, a file written and logged',
    theirs: theirs('artifact'),
    atLeast: 5,
  });
  const searched = home();
  await mkdir(searched, { recursive: true });
  await seed(`sqlite:${join(searched, 'tracking.db')}`, { runs, metrics: 2 });
  const client = await openClient({ home: searched });
  yield await pair({
    ...common,
    name: `search 100 of ${runs} runs by a result, beside MLflow`,
    unit: 'ms',
    ours: () => millis(() => client.listRuns({ orderBy: 'results.accuracy', limit: 100 })),
    against: 'MLflow search_runs ordered by a metric',
    theirs: theirs('search'),
    atLeast: 50,
  });
  await client.close();
}

async function times(count, work) {
  for (let n = 0; n < count; n++) await work(n);
}

// Lets the event loop turn now and then, as any handler does.
async function logAll(context, count, from = 0) {
  for (let n = from; n < from + count; n++) {
    context.logMetric('loss', 1 / (n + 1), n);
    if (n % 1000 === 999) await new Promise(setImmediate);
  }
  await context.commit();
}

/** Microseconds a call of 20,000 more, to their last commit, in a run that has logged `before` of them. */
function costAfter(home, before) {
  const more = Math.min(20_000, before);
  return inRun(home, async (context) => {
    await logAll(context, before);
    return (1000 * (await millis(() => logAll(context, more, before)))) / more;
  });
}

async function p99OfCalls(context, count) {
  const costs = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    context.logMetric('loss', 1 / (n + 1), n);
    costs.push(performance.now() - start);
    if (n % 100 === 99) await new Promise(setImmediate);
  }
  await context.commit();
  return 1000 * costs.toSorted((a, b) => a - b)[Math.floor(count * 0.99)];
}

async function bareSqlite(folder, count, perTransaction) {
  await mkdir(folder, { recursive: true });
  const db = new Database(join(folder, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(
    'create table events (id integer primary key, run text, seq integer, body text, unique (run, seq)); create table current (run text, key text, step integer, value real, primary key (run, key, step))',
  );
  const insert = db.prepare('insert into events (run, seq, body) values (?, ?, ?)');
  const upsert = db.prepare('insert into current values (?, ?, ?, ?) on conflict do update set value = excluded.value');
  const group = db.transaction((from, to) => {
    for (let n = from; n < to; n++) {
      insert.run('run', n, `{"key":"loss","value":${1 / (n + 1)},"step":${n}}`);
      upsert.run('run', 'loss', n, 1 / (n + 1));
    }
  });
  const took = await millis(async () => {
    for (let n = 0; n < count; n += perTransaction) group.immediate(n, n + perTransaction);
  });
  db.close();
  return took;
}

async function bareArtifacts(folder, count) {
  await mkdir(folder, { recursive: true });
  const db = new Database(join(folder, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec('create table artifacts (name text primary key, size integer)');
  const insert = db.prepare('insert into artifacts values (?, ?)');
  const took = await millis(() =>
    times(count, async (n) => {
      const path = join(folder, `a${n}`);
      const file = await open(`${path}.tmp`, 'w');
      await file.writeFile(`${n} `.repeat(250));
      await file.sync();
      await file.close();
      await rename(`${path}.tmp`, path);
      insert.run(path, 1000);
    }),
  );
  db.close();
  return took / count;
}

function importOf(module) {
  const code = `const before = process.memoryUsage().rss; const start = performance.now(); await import(${JSON.stringify(new URL(module, import.meta.url).href)}); console.log(JSON.stringify({ millis: performance.now() - start, megabytes: (process.memoryUsage().rss - before) / 2 ** 20 }))`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

async function* searches(home, quick) {
  const runs = quick ? 500 : 100_000;
  const url = `sqlite:${join(home, 'tracking.db')}`;
  await mkdir(home, { recursive: true });
  const seeding = await millis(() => seed(url, { runs, metrics: 2 }));
  const client = await openClient({ home });
  yield await alone({
    name: `search 100 of ${runs} runs by a result`,
    unit: 'ms',
    measure: () => millis(() => client.listRuns({ orderBy: 'results.accuracy', limit: 100 })),
    rounds: quick ? 3 : 20,
    atMost: 10,
    note: `filled at ${Math.round((1000 * runs) / seeding)} runs/s`,
  });
  await client.close();
}
