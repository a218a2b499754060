import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { versitygwBinary } from './versitygw.js';

const KEY_ID = 'tidemark-tests';
const SECRET = 'not-a-secret';
const BUCKET = 'bodies';

/** A throw-away S3 server of this machine, on loopback, with one bucket. */
export interface S3Server {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** The folder where it keeps the bucket's objects, each a file under its key. */
  readonly folder: string;
  /** Stops it (SIGSTOP): connections stay open, and nothing answers when this resolves. */
  pause(): Promise<void>;
  resume(): void;
  /** Kills it (SIGKILL): connections are refused. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, and resolves when it answers. */
  start(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Starts a server; a test that stops it wants one of its own. */
export async function startS3(): Promise<S3Server> {
  const binary = await versitygwBinary();
  const top = mkdtempSync(join(tmpdir(), 'tidemark-s3-'));
  const folder = join(top, 'data', BUCKET);
  const versions = join(top, 'versions');
  for (const path of [folder, versions]) mkdirSync(path, { recursive: true });
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const start = async () => {
    const settings = [
      '--port',
      `127.0.0.1:${port}`,
      '--access',
      KEY_ID,
      '--secret',
      SECRET,
      '--health',
      '/health',
      '--quiet',
      '--keep-alive',
    ];
    const server = spawn(binary, [...settings, 'posix', '--versioning-dir', versions, join(top, 'data')], {
      cwd: top,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    server.stderr.on('data', (chunk) => (log = `${log}${String(chunk)}`.slice(-10_000)));
    for (const deadline = Date.now() + 30_000; !(await answers(`${endpoint}/health`)); await sleep(20)) {
      if (server.exitCode !== null || Date.now() > deadline) throw new Error(`versitygw did not start: ${log}`);
    }
    return server;
  };
  let server = await start();
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
  };
  const atExit = () => server.kill('SIGKILL');
  process.once('exit', atExit);
  return {
    endpoint,
    folder,
    async pause() {
      server.kill('SIGSTOP');
      // Each of its threads stops by itself.
      while (!threadsOf(server.pid ?? 0).every((state) => state === 'T')) await sleep(2);
    },
    resume: () => void server.kill('SIGCONT'),
    kill,
    async start() {
      server = await start();
    },
    async stop() {
      process.off('exit', atExit);
      await kill();
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** What the AWS SDK, and so Tidemark, finds such a server with. */
export function s3Environment({ endpoint }: Pick<S3Server, 'endpoint'>): Record<string, string> {
  return { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET };
}

/** A place in the bucket that nobody else has, as a URL for the artifact store. */
export function newS3Url(): string {
  return `s3://${BUCKET}/${randomUUID().slice(0, 8)}`;
}

function threadsOf(pid: number): readonly (string | undefined)[] {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).map(
    (thread) =>
      readFileSync(join(folder, thread, 'stat'), 'utf8')
        .split(') ')
        .at(-1)?.[0],
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
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
