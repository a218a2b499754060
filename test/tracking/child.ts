import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process of its own that runs `children/<name>.ts`. */
export interface Child {
  /** What it printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed `count` lines, or is over. */
  printed(count: number): Promise<void>;
  /** Sends SIGKILL; a process that is over already is left alone. */
  kill(): void;
  /** Its exit code, null when it was killed; rejects with what it wrote to stderr when it failed. */
  readonly exited: Promise<number | null>;
}

/** Starts a child process. */
export function startChild(name: 'append' | 'open', ...args: string[]): Child {
  const script = join(import.meta.dirname, 'children', `${name}.ts`);
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const exited = Promise.all([once(child, 'exit'), once(reader, 'close'), once(child.stderr, 'close')]).then(([[code]]) => {
    if (code !== 0 && code !== null) throw new Error(`child ${name} exited with ${String(code)}: ${errors}`);
    return code as number | null;
  });
  return {
    lines,
    exited,
    kill: () => void child.kill('SIGKILL'),
    async printed(count) {
      const over = exited.then(
        () => true,
        () => true,
      );
      while (lines.length < count && !(await Promise.race([once(reader, 'line').then(() => false), over])));
    },
  };
}
