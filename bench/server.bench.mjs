import { fork } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { openTrackingStore } from '../dist/tracking/index.js';
import { millis, pair, percentile } from './frame.mjs';
import { seed } from './seed.mjs';

/** One of each field and operator of the search language: few hits, many and none, the commonest last and the rarest first. */
const QUERIES = [
  '',
  'name = train',
  'project = project-1 and name != train',
  'name ~ rai',
  'name = nobody',
  'uid ~ abc',
  'state = error',
  'state in (running, aborted)',
  'kind = pipeline',
  'pipeline = train',
  'not pipeline exists',
  'attempt > 1',
  'started > -2h',
  'ended < 2020-01-01',
  'duration > 595s',
  'duration > 1d',
  'labels.framework = torch',
  'labels.owner = nobody',
  'labels.owner ~ user1',
  'labels.team exists',
  'params.rate < 0.001',
  'params.rate > 5',
  'params.epochs = 42',
  'params.other exists',
  'results.accuracy > 0.9999',
  'results.accuracy > 2',
  'results.accuracy < 0.5 and results.loss > 2.9',
  'results.other exists',
  'metrics.loss < 0.0501',
  'metrics.loss > 5',
  'metrics.other exists',
  'state = error and results.accuracy > 0.99 and labels.framework = sklearn',
  'not (state = completed or labels.framework = torch) and duration < 20s',
];
const ORDERS = ['', '&orderBy=-startTime', '&orderBy=results.accuracy', '&project=project-2', '&label=owner%3Duser7', '&state=error'];
const LINES = { run: 1_000_000, batch: 5000 };

/** The HTTP API on a store of 75,000 runs, 1.5 million metric rows and 100,000 artifacts, as its clients see it: whole answers over loopback. */
export async function* benchmark({ quick }) {
  // Seeding takes minutes; a folder that is named is kept, and filled only when it is new.
  const kept = process.env['TIDEMARK_BENCH_FOLDER'];
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  mkdirSync(folder, { recursive: true });
  const stores = (process.env['TIDEMARK_BENCH_STORES'] ?? 'SQLite,PostgreSQL').split(',');
  try {
    if (stores.includes('SQLite')) yield* ofStore('SQLite', `sqlite:${join(folder, 'tracking.db')}`, { folder, quick });
    if (stores.includes('PostgreSQL')) yield* onPostgres({ folder, quick });
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function* onPostgres(options) {
  const given = process.env['TIDEMARK_BENCH_POSTGRES'];
  if (given !== undefined) return yield* ofStore('PostgreSQL', given, options);
  const { startPostgres } = await tsImport('../test/support/postgres.ts', import.meta.url);
  const server = await startPostgres();
  try {
    yield* ofStore('PostgreSQL', server.newStoreUrl(), options);
  } finally {
    await server.stop();
  }
}

async function* ofStore(name, tracking, { folder, quick }) {
  const runs = quick ? 300 : 75_000;
  await fill(tracking, { runs, lines: quick ? 20_000 : LINES.run });
  const home = join(folder, `home-${name}`);
  const server = await start('server-process.mjs', { home, tracking });
  const api = `${server.told.url}/api/v1`;
  try {
    const rounds = quick ? 1 : 5;
    yield await percentile({
      name: `${name}: first 50 of ${runs} runs, ${QUERIES.length} queries and ${ORDERS.length - 1} orders and filters`,
      cases: [...QUERIES.map((q) => `/runs?limit=50&q=${encodeURIComponent(q)}`), ...ORDERS.map((rest) => `/runs?limit=50${rest}`)],
      measure: (path) => asked(api + path),
      rounds,
      atMost: 300,
    });
    yield await percentile({
      name: `${name}: a run`,
      cases: Array.from({ length: quick ? 5 : 100 }, (_, n) => `/runs/${uidOf(`run ${Math.floor((runs * n) / 100)}`)}`),
      measure: (path) => asked(api + path),
      rounds: 1,
      atMost: 200,
    });
    yield await percentile({
      name: `${name}: comparison of 50 runs with 20 metrics of 100 points each`,
      cases: [`/compare?points=400&uids=${Array.from({ length: 50 }, (_, n) => uidOf(`compared ${n}`)).join(',')}`],
      measure: (path) => asked(api + path),
      rounds: quick ? 1 : 10,
      atMost: 1000,
    });
    const log = `/runs/${uidOf('long log')}/logs?limit=500`;
    yield await percentile({
      name: `${name}: the last 500 lines of a log of ${quick ? 20_000 : LINES.run}, its last warnings, its beginning and places inside`,
      cases: ['&tail=true', '&tail=true&level=warn', '', '&after=500000', '&before=700000&tail=true'].map((rest) => log + rest),
      measure: (path) => asked(api + path),
      rounds: quick ? 1 : 10,
      atMost: 200,
    });
    yield await percentile({
      name: `${name}: its first 500 errors, one line in a thousand`,
      cases: [`${log}&level=error`],
      measure: (path) => asked(api + path),
      rounds: quick ? 1 : 10,
    });
    yield await percentile({
      name: `${name}: artifacts, newest first, by key, tag and kind`,
      cases: ['', '&kind=model', '&tag=latest', '&key=nothing', '&dbKey=train_model', '&project=project-1&kind=dataset'].map(
        (rest) => `/artifacts?limit=50${rest}`,
      ),
      measure: (path) => asked(api + path),
      rounds,
      atMost: 300,
    });
    yield await watched(name, { api, home, tracking, quick });
  } finally {
    server.end();
  }
}

/** How long a worker's commits take while 200 pages follow its run, and while nobody does. Server and worker are processes of their own. */
function watched(name, { api, home, tracking, quick }) {
  const calls = quick ? 100 : 3000;
  const commits = async (viewers) => {
    const worker = await start('writer-process.mjs', { home, tracking, calls });
    const open = await Promise.all(Array.from({ length: viewers }, () => view(`${api}/events?run=${worker.told.uid}`)));
    worker.process.send('go');
    const [{ micros }] = await once(worker.process, 'message');
    for (const request of open) request.destroy();
    await once(worker.process, 'exit');
    return micros;
  };
  return pair({
    name: `${name}: a worker's awaited log calls while 200 pages watch`,
    unit: 'µs a call',
    ours: () => commits(200),
    against: 'the same while nobody watches',
    theirs: () => commits(0),
    rounds: quick ? 1 : 5,
    atMost: 1.1,
  });
}

/** An open event stream whose events are thrown away. */
async function view(url) {
  const request = get(url, { agent: false });
  request.on('error', () => undefined);
  const [response] = await once(request, 'response');
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
  response.on('error', () => undefined).resume();
  return request;
}

async function asked(url) {
  let answer;
  const took = await millis(async () => {
    answer = await fetch(url);
    await answer.arrayBuffer();
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return took;
}

async function start(program, options) {
  const child = fork(join(import.meta.dirname, program), [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [told] = await once(child, 'message');
  return { process: child, told, end: () => child.disconnect() };
}

const uidOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 32);

async function fill(url, { runs, lines }) {
  const store = await openTrackingStore(url);
  try {
    if ((await store.getRun(uidOf('long log')))?.state === 'completed') return;
    await seed(url, { runs });
    const events = (n) =>
      Array.from({ length: 20 * 100 }, (_, index) => ({
        type: 'metric',
        key: `m${index % 20}`,
        step: Math.floor(index / 20),
        value: Math.sin(n + index),
      }));
    for (let n = 0; n < 50; n++) await logged(store, uidOf(`compared ${n}`), [events(n)]);
    const batches = (function* () {
      for (let from = 0; from < lines; from += LINES.batch) yield Array.from({ length: LINES.batch }, (_, index) => line(from + index));
    })();
    await logged(store, uidOf('long log'), batches);
  } finally {
    await store.close();
  }
}

const line = (n) => ({
  type: 'log',
  level: n % 1000 === 0 ? 'error' : n % 100 === 0 ? 'warn' : 'info',
  stream: 'logger',
  message: `line ${n} says little`,
});

async function logged(store, uid, batches) {
  const time = Date.now() - 7 * 24 * 3_600_000;
  const run = { uid, name: 'large', project: 'large', kind: 'local' };
  const { state, attempt } = await store.openAttempt({ run, nonce: randomUUID(), labels: {}, parameters: {}, inputs: {}, time });
  if (state !== 'opened') return;
  let seq = 0;
  for (const batch of batches) {
    const events = batch.map((event) => ({ ...event, seq: (seq += 1), time: time + seq }));
    const [refused] = await store.append([{ uid, attempt, events }]);
    if (refused !== undefined) throw refused;
  }
  await store.closeAttempt({ uid, attempt, time: time + seq, state: 'completed', summary: {} });
}
