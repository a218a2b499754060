import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openArtifactStore } from '../../artifacts/index.js';
import { resolveConfiguration } from '../../configuration/index.js';
import type { Configuration } from '../../configuration/index.js';
import { BLOCKED_LOOP } from '../../context/index.js';
import { openTrackingStore } from '../../tracking/index.js';
import { temporal } from './temporal.js';

const LOOK_BACK_MILLIS = 24 * 60 * 60 * 1000;
const OLDEST_NODE = [20, 19] as const;

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  /** `warning`: runs work without it; `failed`: they do not. */
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do. */
  readonly advice?: string;
}

/** Looks at everything that a run needs: opens the stores, writes and deletes a small body, calls the Temporal server. Installs nothing. */
export async function examine(): Promise<readonly Check[]> {
  const configured = configuration();
  if ('status' in configured) return [node(), configured];
  const [stores, bodies, server, commit, loop] = await Promise.all([
    attempt('tracking', 'Set TIDEMARK_TRACKING to a store that can be opened, e.g. sqlite:.tidemark/tracking.db.', () =>
      tracking(configured),
    ),
    attempt('artifacts', 'Set TIDEMARK_ARTIFACTS to a folder, or a place in S3, that can be written.', () => artifacts(configured)),
    attempt('Temporal', 'Handlers also run without it: tidemark run --local.', () => temporal(configured.home)),
    git(),
    eventLoop(configured),
  ]);
  return [node(), stores, bodies, server, secrets(configured), ...loop, commit];
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_NODE;
  const ok = major > oldMajor || (major === oldMajor && minor >= oldMinor);
  const detail = `${process.version} (${process.execPath})`;
  if (ok) return { name: 'Node', status: 'ok', detail };
  return { name: 'Node', status: 'failed', detail, advice: `Install Node ${OLDEST_NODE.join('.')} or newer.` };
}

function configuration(): Configuration | Check {
  try {
    return resolveConfiguration();
  } catch (error) {
    return failed('settings', error);
  }
}

// That it opens says that its schema is one we know: an older one is brought up to date, a newer one is refused.
async function tracking({ tracking: url }: Configuration): Promise<string> {
  const store = await openTrackingStore(url);
  try {
    const runs = await store.listRuns({ limit: 1 });
    const newest = runs[0] === undefined ? 'no runs yet' : `newest run started ${runs[0].startTime}`;
    return `${store.url} (opens, schema known; ${newest})`;
  } finally {
    await store.close();
  }
}

// A store that cannot be opened has been told of already.
async function eventLoop({ tracking: url }: Configuration): Promise<readonly Check[]> {
  const store = await openTrackingStore(url).catch(() => undefined);
  if (store === undefined) return [];
  try {
    const runs = await store.listRuns({ since: new Date(Date.now() - LOOK_BACK_MILLIS) });
    const blocking = runs.filter(({ annotations }) => annotations[BLOCKED_LOOP] !== undefined);
    const name = 'event loop';
    if (blocking.length === 0) return [{ name, status: 'ok', detail: `no handler of ${runs.length} runs of the last day has blocked it` }];
    const handlers = [
      ...new Map(blocking.map((run) => [run.name, `${run.name} (run ${run.uid.slice(0, 8)}: ${run.annotations[BLOCKED_LOOP]})`])).values(),
    ];
    const advice =
      'While a handler blocks, its worker does nothing else and sends no heartbeat: let it run in a process of its own, defineHandler({ isolate: true, … }).';
    return [{ name, status: 'warning', detail: `blocked by ${handlers.join(', ')}`, advice }];
  } catch {
    return [];
  } finally {
    await store.close();
  }
}

async function artifacts({ artifacts: url }: Configuration): Promise<string> {
  const store = await openArtifactStore(url);
  const { target } = await store.put('tidemark-doctor', Buffer.from(`written at ${Date.now()} by process ${process.pid}`));
  await store.delete(target);
  return `${store.url} (can be written)`;
}

function secrets({ home, secrets: found }: Configuration): Check {
  const file = process.env['TIDEMARK_SECRETS_FILE'] ?? join(home, 'secrets.env');
  const count = Object.keys(found).length;
  const detail = existsSync(file) ? `${file} (${count} ${count === 1 ? 'key' : 'keys'})` : `none (${file} would be read)`;
  return { name: 'secrets', status: 'ok', detail };
}

async function git(): Promise<Check> {
  const name = 'git';
  const ask = async (...args: string[]) => (await promisify(execFile)('git', args)).stdout.trim();
  try {
    const version = await ask('--version');
    const commit = await ask('rev-parse', '--short', 'HEAD').catch(() => undefined);
    if (commit !== undefined) return { name, status: 'ok', detail: `${version}, at commit ${commit}` };
    return {
      name,
      status: 'warning',
      detail: `${version}, no commit here`,
      advice: 'Runs do not say which code they ran: git init and commit.',
    };
  } catch {
    return { name, status: 'warning', detail: 'not found', advice: 'Runs do not say which code they ran: install git.' };
  }
}

async function attempt(name: string, advice: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, status: 'ok', detail: await look() };
  } catch (error) {
    return failed(name, error, advice);
  }
}

function failed(name: string, error: unknown, advice?: string): Check {
  const detail = error instanceof Error ? error.message : String(error);
  return { name, status: 'failed', detail, ...(advice === undefined ? {} : { advice }) };
}
