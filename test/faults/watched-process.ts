import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of `processes/` that says how far it is, line by line, and is killed for it. */
export class WatchedProcess {
  readonly pid: number;
  /** What it has told so far. */
  readonly lines: string[] = [];
  /** What it printed elsewhere. */
  errors = '';
  readonly #ended: Promise<unknown>;
  readonly #child: ReturnType<typeof spawn>;
  readonly #waiting = new Set<() => void>();

  constructor(program: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'processes', program)], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid ?? 0;
    this.#ended = once(this.#child, 'close');
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    let rest = '';
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const parts = `${rest}${text}`.split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const look of this.#waiting) look();
    });
  }

  /** Resolves when it has told such a line, `count` times. @throws as {@link until} does */
  told(beginning: string, count = 1): Promise<void> {
    return this.until((lines) => lines.filter((line) => line.startsWith(beginning)).length >= count);
  }

  /** Resolves when what it has told is enough. @throws when the process ends before, or when it takes a minute */
  async until(isEnough: (lines: readonly string[]) => boolean): Promise<void> {
    let look = () => {};
    const seen = new Promise<void>((resolve) => {
      look = () => {
        if (isEnough(this.lines)) resolve();
      };
      this.#waiting.add(look);
      look();
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It does not tell what is waited for:\n${this.#all()}`)), 60_000);
    });
    const early = this.#ended.then(() => {
      throw new Error(`It ended before it told what is waited for:\n${this.#all()}`);
    });
    await Promise.race([seen, late, early]).finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(look);
    });
  }

  /** Resolves when it is gone by itself. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** kill -9. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.send('SIGKILL');
    await this.#ended;
  }

  #all(): string {
    return `${this.lines.slice(-50).join('\n')}\n${this.errors}`;
  }
}
