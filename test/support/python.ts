import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';

const run = promisify(execFile);
const requirements = join(import.meta.dirname, 'requirements.txt');

/** Makes the virtual environment with pandas, polars, pyarrow, DuckDB, Altair and Schemathesis once per set of requirements; about a minute the first time. */
export async function pythonEnvironment(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder, `python-${digest}`);
  const interpreter = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return interpreter;
  // A lock folder: test files run in several processes, and one of them makes the environment.
  mkdirSync(cacheFolder, { recursive: true });
  const lock = `${folder}.lock`;
  try {
    mkdirSync(lock);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return pythonEnvironment();
  }
  try {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(interpreter, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { maxBuffer: 1 << 26 });
    mkdirSync(join(folder, 'making'));
    renameSync(join(folder, 'making'), join(folder, 'complete'));
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  return interpreter;
}

/** Runs Python code with arguments in `sys.argv[1:]` and gives what it prints. */
export async function python(code: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(await pythonEnvironment(), ['-c', code, ...args], { maxBuffer: 1 << 28 });
  return stdout;
}
