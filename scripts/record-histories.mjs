// `npm run record-histories`: runs every built-in workflow and example on a Temporal server of its own, in each way that it ends, and writes the histories
// to test/histories/, where test/workflows/replay.test.ts finds them. What is there is kept, since old histories are the point; a release adds its own beside
// them: `-- --prefix 0.2-`. Run with `--import tsx`, after a build.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import protos from '@temporalio/proto';
import { openClient } from 'tidemark/client';
import { bundlePipelines, startDevServer, startWorker } from 'tidemark/worker';
import { recordings } from '../test/histories/recordings.ts';

const { values } = parseArgs({ options: { prefix: { type: 'string', default: '' } } });
const root = join(import.meta.dirname, '..');
process.chdir(root);
process.env.TIDEMARK_SECRET_ACCESS_KEY = 'not-a-secret';
const home = mkdtempSync(join(tmpdir(), 'tidemark-histories-'));
const server = await startDevServer({ folder: home, inMemory: true, ui: false, onProgress: (line) => console.log(line) });
const connection = await Connection.connect({ address: server.address });
const temporal = new Client({ connection });
const client = await openClient({ home, temporal });
try {
  for (const [name, set] of Object.entries(recordings)) await recordSet(name, set);
} finally {
  await client.close();
  await connection.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function recordSet(name, { pipelines, handlers, workflows }) {
  const missing = Object.entries(workflows).filter(([what]) => !existsSync(pathOf(name, what)));
  if (missing.length === 0) return;
  const taskQueue = `record-${name}`;
  const where = { taskQueue, home, connection: { address: server.address } };
  const worker = await startWorker({ handlers, workflowBundle: await bundlePipelines(pipelines), ...where, shutdownSignals: [] });
  for (const [what, start] of missing) {
    const started = await start({ client, temporal, taskQueue });
    await started.handle.result().catch(() => undefined);
    const { events } = await temporal.workflow.getHandle(started.workflowId, started.temporalRunId).fetchHistory();
    const history = JSON.parse(toJson(events), (_key, value) => (typeof value === 'string' ? withoutPlace(value) : value));
    writeFileSync(pathOf(name, what), `${JSON.stringify(history, undefined, 1)}\n`);
    console.log(`${name} ${what}: ${events.length} events, the last is ${history.events.at(-1).eventType}`);
  }
  await worker.stop();
}

function toJson(events) {
  const { History } = protos.temporal.api.history.v1;
  return JSON.stringify(History.toObject(History.fromObject({ events }), { longs: String, enums: String, bytes: String }));
}

function pathOf(name, what) {
  return join(root, 'test/histories', `${values.prefix}${name}.${what}.json`);
}

/** Nothing of the machine it was recorded on: neither in texts nor, as base64, in payloads. */
function withoutPlace(text) {
  const clean = replacePlaces(text);
  if (clean !== text || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return clean;
  const plain = Buffer.from(text, 'base64').toString('utf8');
  const cleaned = replacePlaces(plain);
  return cleaned === plain ? text : Buffer.from(cleaned).toString('base64');
}

function replacePlaces(text) {
  const places = { [home]: '/home', [root]: '/checkout', [`${process.pid}@${hostname()}`]: '1@host', [hostname()]: 'host' };
  return Object.entries(places).reduce((so, [place, name]) => so.replaceAll(place, name), text);
}
