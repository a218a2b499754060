import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from 'tidemark/client';
import type { Run, TidemarkClient } from 'tidemark/client';

const root = join(import.meta.dirname, '../..');

/** The program behind `npm run demo`, in a process of its own, with a home in a temporary folder. */
export class DemoProcess {
  readonly home = mkdtempSync(join(tmpdir(), 'tidemark-demo-'));
  /** What it has printed so far. */
  output = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #client: TidemarkClient | undefined;

  constructor(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    const { TEMPORAL_ADDRESS: _, TIDEMARK_TRACKING: __, TIDEMARK_ARTIFACTS: ___, ...inherited } = process.env;
    this.#child = spawn(process.execPath, ['--import', 'tsx', 'examples/01-train/demo.ts', ...args], {
      cwd: root,
      env: { ...inherited, TIDEMARK_HOME: this.home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.#ended = once(this.#child, 'close');
  }

  /** Waits until it has printed this. @throws when it ends before */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      const more = this.#child.stdout === null ? Promise.reject(new Error('no stdout')) : once(this.#child.stdout, 'data');
      const over = await Promise.race([more.then(() => false), this.#ended.then(() => true)]);
      if (over && !pattern.test(this.output)) throw new Error(`The demo ended without printing ${pattern}:\n${this.output}`);
    }
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Its exit code, when it has ended. */
  async exitCode(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  /** The address of the server that it started. */
  async serverAddress(): Promise<string> {
    return (await this.printed(/Temporal answers at (\S+);/))[1] ?? '';
  }

  /** Reads what it tracked. */
  async client(): Promise<TidemarkClient> {
    this.#client ??= await openClient({ home: this.home });
    return this.#client;
  }

  /** The run of its pipeline, the first in its home, and the runs of the steps by name. */
  async runs(): Promise<{ pipeline: Run; steps: Record<string, Run> }> {
    const client = await this.client();
    const pipeline = (await client.listRuns({ kind: 'pipeline' })).at(-1);
    if (pipeline === undefined) throw new Error('The demo has tracked no pipeline.');
    const steps = await client.listRuns({ parentUid: pipeline.uid });
    return { pipeline, steps: Object.fromEntries(steps.map((run) => [run.name, run])) };
  }

  async dispose(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    await this.#client?.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Does anything accept connections there? */
export async function listens(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
