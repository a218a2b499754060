import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts a program of this folder in a process of its own. */
export function startProgram(name: string, ...args: readonly string[]): ChildProcess {
  const path = join(import.meta.dirname, `${name}.ts`);
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs a program to its end and gives what it prints. */
export async function runProgram(name: string, ...args: readonly string[]): Promise<string> {
  const child = startProgram(name, ...args);
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${printed}`);
  return printed;
}
