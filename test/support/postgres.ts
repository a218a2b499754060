import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { aptInstall } from './apt-install.js';

const run = promisify(execFile);

/** A throw-away PostgreSQL server of this machine, on loopback. */
export interface PostgresServer {
  /** `postgres://…/postgres`; the superuser, without a password. */
  readonly url: string;
  /** Of the server's first process; another one after a restart. */
  readonly pid: number;
  /** A schema that nobody else has, as a URL for the tracking store. */
  newStoreUrl(): string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
  /** Stops all its processes (SIGSTOP): connections stay open, and nothing answers. */
  pause(): void;
  resume(): void;
  /** Kills all its processes (SIGKILL), as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, and resolves when it answers. */
  start(): Promise<void>;
}

/** Makes a cluster in a temporary folder and starts it; about two seconds. */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = await postgresBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-postgres-'));
  const account = await serverAccount();
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const environment = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  await run(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'], {
    ...account,
    cwd: folder,
    env: environment,
  });
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  // Without fsync: what is written survives the death of all processes all the same, and a schema is made in a tenth of the time.
  const settings = [
    'fsync=off',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=60',
    'shared_buffers=64MB',
  ];
  const start = async () => {
    const server = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], {
      ...account,
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    server.stderr.on('data', (chunk) => (log = `${log}${String(chunk)}`.slice(-10_000)));
    await untilReady(url, () => (server.exitCode === null && server.signalCode === null ? undefined : log));
    return server;
  };
  let server = await start();
  let schemas = 0;
  const isOver = () => server.exitCode !== null || server.signalCode !== null;
  // The number of a process that is over may be somebody else's by now.
  const processes = () => (isOver() ? [] : processesOf(server.pid ?? 0));
  const signal = (name: NodeJS.Signals) => processes().forEach((pid) => send(pid, name));
  const ended = async (end: () => unknown) => {
    if (isOver()) return;
    const exit = once(server, 'exit');
    end();
    await exit;
  };
  const killAll = () => signal('SIGKILL');
  process.once('exit', killAll);
  return {
    url,
    get pid() {
      return server.pid ?? 0;
    },
    newStoreUrl: () => `${url}?schema=test_${(schemas += 1)}`,
    async stop() {
      process.off('exit', killAll);
      signal('SIGCONT');
      // Fast shutdown: open sessions are ended.
      await ended(() => server.kill('SIGINT'));
      rmSync(folder, { recursive: true, force: true });
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async kill() {
      const killed = processes();
      await ended(killAll);
      // A server does not start again while one of them still has the shared memory.
      while (killed.some((pid) => statusOf(pid) !== undefined)) await sleep(5);
    },
    async start() {
      server = await start();
    },
  };
}

/** `/usr/lib/postgresql/<version>/bin` of the newest version; installs Debian's, which takes a minute, when there is none and we may. */
export async function postgresBinaries(): Promise<string> {
  const installed = newestBinaries();
  if (installed !== undefined) return installed;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Error(
      'These tests need a PostgreSQL server’s programs in /usr/lib/postgresql/<version>/bin. On Debian or Ubuntu: sudo apt-get install postgresql',
    );
  }
  await installPostgres();
  const found = newestBinaries();
  if (found === undefined) throw new Error('apt-get has installed postgresql, and there is no /usr/lib/postgresql/<version>/bin');
  return found;
}

function newestBinaries(): string | undefined {
  const top = '/usr/lib/postgresql';
  const versions = existsSync(top) ? readdirSync(top) : [];
  return versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(top, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

async function installPostgres(): Promise<void> {
  // The package would make a cluster for everyone and start it.
  const configuration = '/etc/postgresql-common/createcluster.conf';
  mkdirSync(dirname(configuration), { recursive: true });
  if (!existsSync(configuration)) writeFileSync(configuration, 'create_main_cluster = false\n');
  await aptInstall('postgresql');
}

/** PostgreSQL refuses to run as root: then as Debian's user `postgres`. */
async function serverAccount(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function untilReady(url: string, failure: () => string | undefined): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(50)) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      const log = failure();
      if (log !== undefined) throw new Error(`PostgreSQL did not start: ${log}`, { cause: error });
      if (Date.now() > deadline) throw error;
    }
  }
}

/** The server's first process and its children, each of which has a session of its own. */
function processesOf(first: number): readonly number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return [first, ...all.filter((pid) => statusOf(pid)?.parent === first)];
}

/** Undefined for a process that is over, though its parent may not have asked yet. */
function statusOf(pid: number): { readonly parent: number } | undefined {
  try {
    // pid (name) state parent …; a name may have spaces and parentheses in it.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' || state === 'X' ? undefined : { parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is over already.
  }
}
