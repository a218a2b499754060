import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TemporalBinary } from './find-temporal.js';

/** The newest version of the CLI whose module has no `replace` directives, which `go install` refuses. */
export const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

const BUILD_LIMIT_MS = 30 * 60_000;
const DOWNLOAD_STALL_MS = 20_000;
const PROGRESS_EVERY_MS = 10_000;

/**
 * Lets the Temporal SDK download the CLI that fits it. It does so only by starting a server, so that happens in a child process, which
 * ends the server again; the child is killed when nothing has arrived for 20 seconds, as behind a firewall that swallows packets.
 */
export async function downloadWithSdk(target: string, onProgress: (line: string) => void): Promise<TemporalBinary> {
  onProgress('Downloading the Temporal CLI through the Temporal SDK …');
  return inFolderBeside(target, async (folder) => {
    const testing = createRequire(import.meta.url).resolve('@temporalio/testing');
    const script = `
      const { TestWorkflowEnvironment } = require(${JSON.stringify(testing)});
      const executable = { type: 'cached-download', downloadDir: ${JSON.stringify(folder)} };
      TestWorkflowEnvironment.createLocal({ server: { executable } }).then((env) => env.teardown()).catch((error) => {
        console.error(error.message);
        process.exit(1);
      });`;
    const child = run(process.execPath, ['-e', script], {});
    await Promise.race([child.ended, killWhenStalled(child.process, folder)]);
    const [file] = await readdir(folder);
    if (!file) throw new Error('the SDK left no file behind');
    await rename(join(folder, file), target);
    return { path: target, source: 'download' };
  });
}

/** Builds the CLI from source: about 4 minutes on 2 cores, and 2 GB of Go's own caches. */
export async function buildWithGo(target: string, go: string, onProgress: (line: string) => void): Promise<TemporalBinary> {
  const start = Date.now();
  onProgress(`Building the Temporal CLI with go install ${GO_PACKAGE}, once for this machine (about 4 minutes) …`);
  const ticker = setInterval(() => onProgress(`  still building, ${Math.round((Date.now() - start) / 1000)} s`), PROGRESS_EVERY_MS);
  try {
    return await inFolderBeside(target, async (folder) => {
      // GOFLAGS of the user's own projects (-mod=vendor) would break this build; no cgo, so no C compiler is needed.
      const env = { ...process.env, GOBIN: folder, GOFLAGS: '', CGO_ENABLED: '0' };
      const build = run(go, ['install', '-trimpath', '-ldflags=-s -w', GO_PACKAGE], { cwd: folder, env, timeout: BUILD_LIMIT_MS });
      await build.ended;
      const file = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
      await rename(join(folder, file), target);
      onProgress(`Built ${target} in ${Math.round((Date.now() - start) / 1000)} s`);
      return { path: target, source: 'build' };
    });
  } finally {
    clearInterval(ticker);
  }
}

/** A temporary folder on the target's own file system, so that the last step is an atomic rename. */
async function inFolderBeside<T>(target: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(`${target}.making-`);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], options: SpawnOptions): { process: ChildProcess; ended: Promise<void> } {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(lastLines(errors) || `it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
  return { process: child, ended };
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ');
}

/** Rejects after killing the child once the folder has not grown for a while; never resolves. */
async function killWhenStalled(child: ChildProcess, folder: string): Promise<never> {
  let bytes = 0;
  let lastGrowth = Date.now();
  for (;;) {
    await sleep(500, undefined, { ref: false });
    if (child.exitCode !== null || child.signalCode !== null) return new Promise<never>(() => {});
    const now = await folderBytes(folder);
    if (now > bytes) [bytes, lastGrowth] = [now, Date.now()];
    if (Date.now() - lastGrowth < DOWNLOAD_STALL_MS) continue;
    child.kill('SIGKILL');
    throw new Error(`nothing arrived for ${DOWNLOAD_STALL_MS / 1000} s`);
  }
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
