import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NoTemporalServerError } from '../../core/index.js';
import { answers, listens } from './answers.js';
import { isAlive, withFileLock } from './file-lock.js';
import { findTemporal } from './find-temporal.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';
import { end, endWithUs, spawnServer } from './server-process.js';

/** How a dev server is started. */
export interface DevServerOptions {
  /** Holds the server's database, its log and a note of where it listens, e.g. `.tidemark`. Made if missing. */
  readonly folder: string;
  /** Keep nothing: no database file, and always a server of one's own. Default false. */
  readonly inMemory?: boolean;
  /** Serve Temporal's own web UI too. Default true. */
  readonly ui?: boolean;
  /** Port of the gRPC service. Default: a free one. */
  readonly port?: number;
  /** Made if missing; `default` always is. */
  readonly namespace?: string;
  /** Leave the server running when this process ends. Default false: it ends with us, even by kill -9 (but for Windows). */
  readonly outlive?: boolean;
  /** Hears about slow steps: a download, a build. */
  readonly onProgress?: (line: string) => void;
}

/** A running dev server. */
export interface DevServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly uiUrl?: string;
  readonly pid: number;
  /** False when the folder's server had been started by another process that is still there. */
  readonly started: boolean;
  /** Ends the server if this call started it: SIGTERM, and SIGKILL after 5 seconds (at once in memory). Safe to repeat. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 30_000;
const DYING_LIMIT_MS = 5_000;

/**
 * Starts a Temporal server of this machine alone and resolves when it answers, in about half a second. One folder has one server: while
 * one that keeps its data there is running, that one is returned.
 * @throws {NoTemporalServerError} when no `temporal` can be had, or when it does not come up; the message quotes its log
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  const { path } = await findTemporal(options.onProgress ? { onProgress: options.onProgress } : {});
  if (options.inMemory) return launch(path, folder, options);
  return withFileLock(join(folder, 'temporal.lock'), async () => (await findDevServer(folder)) ?? (await launch(path, folder, options)));
}

/** The note that one process leaves for the next. */
interface Note {
  readonly address: string;
  readonly uiUrl?: string;
  readonly pid: number;
  /** The process that the server ends with; undefined when it outlives that. */
  readonly owner?: number;
}

/** The dev server of a folder that another process has started, when it is still there. */
export async function findDevServer(folder: string): Promise<DevServer | undefined> {
  const found = await readNote(folder);
  if (!found) return undefined;
  const { owner, ...note } = found;
  // Without its owner it is about to end; two servers on one database file would be worse than this short wait.
  const dying = owner !== undefined && !isAlive(owner);
  for (const limit = Date.now() + DYING_LIMIT_MS; dying && isAlive(note.pid) && Date.now() < limit;) await sleep(50);
  if (!isAlive(note.pid) || !(await answers({ address: note.address }, 2_000))) return undefined;
  return { ...note, started: false, stop: () => Promise.resolve() };
}

async function launch(path: string, folder: string, options: DevServerOptions): Promise<DevServer> {
  const port = options.port ?? (await freePort());
  const uiPort = options.ui === false ? undefined : await freePort();
  const address = `127.0.0.1:${port}`;
  const name = options.inMemory ? `temporal-${port}` : 'temporal';
  const logFile = join(folder, `${name}.log`);
  const child = spawnServer(path, [...serverFlags(folder, options), ...portFlags(port, uiPort)], logFile);
  const release = options.outlive ? () => {} : endWithUs(child);

  const stop = async () => {
    // Its own goodbye takes more than a second, and in memory there is nothing to put away.
    await end(child, options.inMemory ? 'SIGKILL' : 'SIGTERM');
    release();
    if (!options.inMemory) await rm(noteFile(folder), { force: true });
  };
  await untilItAnswers(child, port).catch(async (error: unknown) => {
    await stop();
    const log = await readFile(logFile, 'utf8').catch(() => '');
    throw new NoTemporalServerError(`${path} did not come up on ${address}: ${log.trim().slice(-2000) || String(error)}`, { cause: error });
  });

  const pid = child.pid ?? 0;
  const where = { address, pid, ...(uiPort === undefined ? {} : { uiUrl: `http://127.0.0.1:${uiPort}` }) };
  if (!options.inMemory) {
    const note: Note = options.outlive ? where : { ...where, owner: process.pid };
    await writeFile(noteFile(folder), `${JSON.stringify(note)}\n`);
  }
  return { ...where, started: true, stop };
}

function serverFlags(folder: string, options: DevServerOptions): string[] {
  const flags = ['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'error'];
  if (!options.inMemory) {
    flags.push('--db-filename', join(folder, 'temporal.db'));
    flags.push('--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL');
  }
  // A stock server looks at its one queue at most 20 times a second, so a chain of steps would run at 10 steps a second.
  flags.push('--dynamic-config-value', 'history.transferProcessorMaxPollRPS=2000');
  flags.push('--dynamic-config-value', 'system.enableActivityEagerExecution=true');
  if (options.namespace !== undefined) flags.push('--namespace', options.namespace);
  const types = { 2: 'Keyword', 7: 'KeywordList' };
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) flags.push('--search-attribute', `${name}=${types[type]}`);
  return flags;
}

function portFlags(port: number, uiPort: number | undefined): string[] {
  return ['--port', String(port), ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)])];
}

async function untilItAnswers(child: ChildProcess, port: number): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  child.once('exit', (code, signal) => (failure ??= new Error(`it ended with ${signal ?? `exit code ${code}`}`)));
  const limit = Date.now() + START_LIMIT_MS;
  while (!failure && Date.now() < limit) {
    if ((await listens(port)) && (await answers({ address: `127.0.0.1:${port}` }, 2_000))) return;
    await sleep(20);
  }
  throw failure ?? new Error(`it did not answer within ${START_LIMIT_MS / 1000} s`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  if (address === null || typeof address === 'string') throw new NoTemporalServerError('No free port could be had on 127.0.0.1.');
  return address.port;
}

/** Undefined when there is none, or only what a process that was killed while writing has left. */
async function readNote(folder: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(noteFile(folder), 'utf8')) as Note;
  } catch {
    return undefined;
  }
}

function noteFile(folder: string): string {
  return join(folder, 'temporal.json');
}
