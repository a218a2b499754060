import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

const STOP_LIMIT_MS = 5_000;

/** Starts the server; all it prints goes to the log file. */
export function spawnServer(path: string, flags: readonly string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'w');
  try {
    // In a process group of its own: Ctrl-C is for us, who end the server after the workers that still talk to it.
    const child = spawn(path, flags, { detached: true, stdio: ['ignore', log, log], env: { ...process.env, GOGC: '400' } });
    child.unref();
    child.on('error', () => {}); // untilItAnswers hears it as well
    return child;
  } finally {
    closeSync(log);
  }
}

/** Ends the server when this process ends, however it does. Gives a function that calls that off. */
export function endWithUs(child: ChildProcess): () => void {
  const { pid } = child;
  if (pid === undefined) return () => {};
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  if (process.platform === 'win32') return () => process.off('exit', kill);
  // A shell that reads from us: end of file without a line means that we are gone, also by kill -9.
  const guard = spawn('/bin/sh', ['-c', `read -r _ || kill -9 ${pid}`], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.unref();
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  const release = () => {
    process.off('exit', kill);
    if (!guard.stdin.writableEnded) guard.stdin.end('done\n');
  };
  // A server that ended by itself is not to be killed later: its pid may be another process's by then.
  child.once('exit', release);
  return release;
}

/** Sends the signal, and SIGKILL after 5 seconds; resolves when the process is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.ref();
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}
