import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FrameReader } from './frames.js';
import type { FromProcess, ProcessData, ToProcess } from './messages.js';

/** What an isolated handler may use. */
export interface Limits {
  /** Of its JavaScript heap. Default: as much as Node gives any process of this machine. */
  readonly memoryMiB?: number;
}

/** A process that runs one handler at a time. */
export interface HandlerProcess {
  readonly limits: Limits;
  /** False once it has ended, or is about to. */
  isAlive: boolean;
  tell(message: ToProcess): void;
  /** Told everything that the process says, then how it ended; one listener at a time. */
  listen(onMessage: (message: FromProcess) => void, onExit: (exit: ProcessExit) => void): void;
  terminate(): Promise<void>;
}

/** How a process ended. */
export interface ProcessExit {
  /** E.g. `exit code 3`, `signal SIGSEGV`. */
  readonly how: string;
  /** V8 had no room for what the handler wanted. */
  readonly outOfMemory: boolean;
}

const LAST_WORDS = 4096;
const LAST_WORDS_MILLIS = 200;

/** Starts a process that waits for handlers to run. `onEnd` is called when it has ended, whatever it was doing. */
export function startProcess(data: ProcessData, limits: Limits, onEnd: () => void): HandlerProcess {
  const main = new URL(`./process-main${extname(import.meta.url)}`, import.meta.url);
  const child = spawn(process.execPath, [...nodeOptions([main.href, ...data.handlers], limits), fileURLToPath(main)], {
    // What it says comes through a pipe that it writes to at the call, blocked or not; what it is told, through Node's own channel.
    stdio: ['ignore', 'inherit', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    // Ctrl-C in a terminal is for the worker, which drains.
    detached: true,
  });
  const [, , stderr, says] = child.stdio as unknown as readonly (Readable & { ref(): void; unref(): void })[];
  const early: FromProcess[] = [];
  let onMessage = (message: FromProcess): void => void early.push(message);
  let onExit: (exit: ProcessExit) => void = () => undefined;
  const handlerProcess: HandlerProcess = {
    limits,
    isAlive: true,
    tell: (message) => {
      // One that is gone is heard of by its end.
      if (child.connected) child.send(message, () => undefined);
    },
    listen(toMessage, toExit) {
      onMessage = toMessage;
      onExit = toExit;
      early.splice(0).forEach(toMessage);
    },
    async terminate() {
      handlerProcess.isAlive = false;
      // Whoever waits for its end must live to see it.
      child.ref();
      says?.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
  const words = lastWords(stderr);
  const said = hear(says, (message) => onMessage(message));
  const ended = exitOf(child).then(async (how) => {
    handlerProcess.isAlive = false;
    // All that it said before its end is heard; what it started may keep stderr open.
    await said;
    await Promise.race([words.ended, sleep(LAST_WORDS_MILLIS)]);
    onEnd();
    onExit({ how, outOfMemory: /out of memory|invalid size error/i.test(words.text()) });
  });
  handlerProcess.tell({ type: 'begin', data });
  // An idle one keeps no process from ending.
  for (const held of [child, child.channel, stderr, says]) held?.unref();
  return handlerProcess;
}

// As this process was started, so that what it understands they do; two debuggers need two ports.
function nodeOptions(modules: readonly string[], { memoryMiB }: Limits): string[] {
  const own = process.execArgv.filter((option) => !option.startsWith('--inspect'));
  const needsTsx = modules.some((url) => /\.[cm]?tsx?$/.test(url)) && !own.some((option) => option.includes('tsx'));
  return [
    ...own,
    ...(needsTsx ? ['--import', import.meta.resolve('tsx')] : []),
    ...(memoryMiB === undefined ? [] : [`--max-old-space-size=${memoryMiB}`]),
  ];
}

// One that could not be started has no exit.
function exitOf(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

function hear(says: Readable | undefined, onMessage: (message: FromProcess) => void): Promise<void> {
  const reader = new FrameReader();
  return new Promise((resolve) => {
    says?.on('data', (chunk: Buffer) => reader.take(chunk).forEach((message) => onMessage(message)));
    says?.once('close', resolve);
  });
}

/** Passes on what is printed, and remembers its end. */
function lastWords(stderr: Readable | undefined): { readonly ended: Promise<void>; text(): string } {
  let text = '';
  stderr?.on('data', (chunk: Buffer) => {
    text = `${text}${chunk.toString('latin1')}`.slice(-LAST_WORDS);
    process.stderr.write(chunk);
  });
  return { ended: new Promise((resolve) => stderr?.once('close', resolve)), text: () => text };
}
