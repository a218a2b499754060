// Fills a tracking store as many runs would: `node bench/seed.mjs sqlite:/path/tracking.db [--runs 75000]`, 20 metric rows and 4/3 artifacts a run. Through the
// store's own interface, so that it fills SQLite and PostgreSQL alike, and goes on from where it was stopped.
import { createHash, randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openTrackingStore } from '../dist/tracking/index.js';

const AT_ONCE = 50;
const NAMES = ['train', 'evaluate', 'clean', 'report', 'tune'];
const FRAMEWORKS = ['sklearn', 'torch', 'xgboost'];
const hex = (text) => createHash('sha256').update(text).digest('hex');

/** Makes `runs` runs, of which every tenth failed. Numbers are the same in every store. */
export async function seed(url, { runs, metrics = 20, onProgress = () => {} }) {
  const store = await openTrackingStore(url);
  try {
    for (let from = 0; from < runs; from += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, runs - from) }, (_, n) => from + n);
      await Promise.all(numbers.map((n) => seedRun(store, n, metrics)));
      if (from % 5000 === 0) onProgress(from);
    }
  } finally {
    await store.close();
  }
}

async function seedRun(store, n, metrics) {
  const uid = hex(`run ${n}`).slice(0, 32);
  const name = NAMES[n % NAMES.length];
  // A run a minute, the last one now.
  const time = Date.now() - (100_000 - n) * 60_000;
  const opened = await store.openAttempt({
    run: { uid, name, project: `project-${n % 3}`, kind: 'local' },
    nonce: randomUUID(),
    labels: { framework: FRAMEWORKS[n % FRAMEWORKS.length], owner: `user${n % 20}` },
    parameters: { rate: 0.001 * (n % 100), epochs: 10 + (n % 90) },
    inputs: {},
    time,
  });
  if (opened.state !== 'opened') return;
  const { attempt } = opened;
  let seq = 0;
  const event = (fields) => ({ ...fields, seq: (seq += 1), time: time + seq });
  const noise = (salt) => parseInt(hex(`${salt} ${n}`).slice(0, 8), 16) / 0xffffffff;
  const events = [
    event({ type: 'result', key: 'accuracy', value: noise('accuracy') }),
    event({ type: 'result', key: 'loss', value: noise('loss') * 3 }),
    event({ type: 'log', level: 'info', stream: 'logger', message: `run ${n} began` }),
    ...Array.from({ length: metrics }, (_, step) => event({ type: 'metric', key: 'loss', step, value: 1 / (step + 1 + noise('m')) })),
    ...Array.from({ length: n % 3 === 0 ? 2 : 1 }, (_, index) => event({ type: 'artifact', artifact: artifactOf(n, index, name) })),
  ];
  const [refused] = await store.append([{ uid, attempt, events }]);
  if (refused !== undefined) throw refused;
  const failed = n % 10 === 9;
  const error = { name: 'Error', message: `run ${n} failed` };
  await store.closeAttempt({
    uid,
    attempt,
    time: time + 1000 * (1 + (n % 600)),
    state: failed ? 'error' : 'completed',
    ...(failed ? { error } : { summary: {} }),
  });
}

function artifactOf(n, index, name) {
  const kind = ['artifact', 'dataset', 'model'][(n + index) % 3];
  const key = ['notes', 'data', 'model'][(n + index) % 3];
  const sha256 = hex(`body ${n} ${index}`);
  return {
    uid: hex(`artifact ${n} ${index}`).slice(0, 32),
    kind,
    key,
    dbKey: `${name}_${key}`,
    mediaType: 'text/plain',
    size: 1000,
    sha256,
    target: `memory:seed/${sha256}`,
    labels: {},
    spec: {},
    status: {},
    tags: ['latest'],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({ options: { runs: { type: 'string', default: '75000' } }, allowPositionals: true });
  const [url] = positionals;
  if (url === undefined) throw new Error('Say which store: node bench/seed.mjs sqlite:/path/tracking.db');
  await seed(url, { runs: Number(values.runs), onProgress: (done) => console.error(`${done} runs`) });
}
