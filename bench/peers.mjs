// The tools that others use, in a Python of their own outside of the checkout: made when `--peers` asks for them, kept for the next time.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = join(import.meta.dirname, 'peers');
let ready;

/** The interpreter that has them: `PEERS_PYTHON` where it is set, else a virtual environment in Tidemark's cache, made with `python3` (some minutes, once). */
export function peersPython() {
  ready ??= make();
  return ready;
}

async function make() {
  if (process.env.PEERS_PYTHON) return process.env.PEERS_PYTHON;
  const requirements = join(folder, 'requirements.txt');
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const environment = join(process.env.TIDEMARK_CACHE ?? join(homedir(), '.cache', 'tidemark'), `peers-${digest}`);
  const python = join(environment, 'bin', 'python');
  const complete = join(environment, 'complete');
  if (existsSync(complete)) return python;
  console.error(`Installing the peers into ${environment}, once …`);
  await run('python3', ['-m', 'venv', '--clear', environment]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { maxBuffer: 1 << 26 });
  writeFileSync(complete, '');
  return python;
}

/** Runs a program of `bench/peers`, warm or not as it says itself, and gives the JSON of its last line. */
export async function peer(program, args, input = '') {
  const running = run(await peersPython(), [join(folder, program), ...args.map(String)], { maxBuffer: 1 << 28 });
  running.child.stdin.end(input);
  const { stdout } = await running;
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
