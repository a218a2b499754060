import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'dist/cli/main.js');

/** The path of a program beside the tests. */
export const program = (name: string): string => join(import.meta.dirname, 'programs', name);

/** The path of an example. */
export const example = (name: string): string => join(root, 'examples/00-context', name);

/** How a process of ours ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line in a home and a working folder of its own. */
export interface Tidemark {
  /** Working folder; the home is in it. */
  readonly folder: string;
  /** Runs a command line to its end. */
  run(...args: readonly string[]): Promise<Ended>;
  /** The same; the exit code must be 0, and stdout one JSON document. */
  json<T>(...args: readonly string[]): Promise<T>;
  /** Starts one, for tests that interrupt it. */
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended>; output(): string };
  remove(): void;
}

/** Builds what is older than its source, and gives a command line of its own; the caller removes it. */
export function openTidemark(env: Readonly<Record<string, string>> = {}): Tidemark {
  buildIfStale();
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-cli-'));
  const start = (...args: readonly string[]) => startProcess(args, folder, env);
  const run = (...args: readonly string[]) => start(...args).ended;
  return {
    folder,
    run,
    start,
    async json<T>(...args: readonly string[]): Promise<T> {
      const { code, stdout, stderr } = await run(...args);
      if (code !== 0) throw new Error(`tidemark ${args.join(' ')} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The same for one test. */
export function tidemarkForTest(env: Readonly<Record<string, string>> = {}): Tidemark {
  const tidemark = openTidemark(env);
  onTestFinished(() => tidemark.remove());
  return tidemark;
}

function startProcess(args: readonly string[], folder: string, env: Readonly<Record<string, string>>) {
  // Nothing of the surroundings: neither our settings nor a Temporal server of somebody's.
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(TIDEMARK_(?!CACHE)|TEMPORAL_|NODE_OPTIONS|VITEST|CI$|TEST$|DEBUG$|FORCE_COLOR)/.test(key),
  );
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(inherited), TIDEMARK_HOME: join(folder, 'home'), ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return { child, ended, output: () => stdout + stderr };
}

// `npm test` builds first, and says what does not compile; who runs one test file alone after a change does not have to think of it.
function buildIfStale(): void {
  if (existsSync(main) && newest(join(root, 'src'), '.ts') <= statSync(join(root, 'dist/.tsbuildinfo')).mtimeMs) return;
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root });
}

function newest(folder: string, suffix: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(suffix));
  return Math.max(...names.map((name) => statSync(join(folder, name)).mtimeMs));
}
