import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A script in a process of its own. */
export interface Script {
  readonly process: ChildProcess;
  /** Resolves when it has printed a line with this text. */
  printed(text: string): Promise<void>;
  /** Exit code, or the signal that ended it, and all it printed. */
  readonly ended: Promise<{ readonly code: number | string; readonly output: string }>;
}

/** Starts a TypeScript file as a user does, from the checkout's folder, with more environment than this process has. */
export function startScript(path: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Script {
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const look of waiting) look();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code: (code ?? signal) as number | string, output }));
  return {
    process: child,
    ended,
    printed(text) {
      const seen = new Promise<void>((resolve) => {
        const look = () => {
          if (output.includes(text)) resolve();
        };
        waiting.add(look);
        look();
      });
      const early = ended.then(({ code }) => {
        throw new Error(`The script ended with ${code} before it printed ${text}:\n${output}`);
      });
      return Promise.race([seen, early]);
    },
  };
}

/** Runs it to its end. */
export function runScript(path: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Script['ended'] {
  return startScript(path, env, args).ended;
}
