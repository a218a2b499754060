import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { runLocal } from '../dist/local/index.js';
import { openClient } from '../dist/client/index.js';
import { alone, growth, millis, pair } from './frame.mjs';
import { seed } from './seed.mjs';

/** Log calls of one process, durable in SQLite (write-ahead log, synchronous=NORMAL; closings synchronous=FULL). */
export async function* benchmark({ quick }) {
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
    yield* searches(home(), quick);
    yield await growth({
      name: 'un-awaited logMetric',
      unit: 'ms',
      sizes: quick ? [100, 1000] : [1000, 10_000, 100_000, 1_000_000],
      measure: (size) => inRun(home(), (context) => millis(() => logAll(context, size))),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inRun(home, work) {
  let measured;
  await runLocal(
    async (context) => {
      measured = await work(context);
    },
    { home },
  );
  return measured;
}

async function times(count, work) {
  for (let n = 0; n < count; n++) await work(n);
}

// Lets the event loop turn now and then, as any handler does.
async function logAll(context, count) {
  for (let n = 0; n < count; n++) {
    context.logMetric('loss', 1 / (n + 1), n);
    if (n % 1000 === 999) await new Promise(setImmediate);
  }
  await context.commit();
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
