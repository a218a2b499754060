import type { LogLevel } from '../core/index.js';
import { LineBuffer } from './line-buffer.js';
import type { RunLine } from './run-log.js';

/** Something that was printed: text, or bytes of UTF-8 that need not end with a whole character. */
export interface OutputChunk {
  readonly level: LogLevel;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string | Uint8Array;
}

/** What a handler prints, made into lines of its run's log. Nothing here throws: printing never fails where it happens. */
export class CapturedOutput {
  readonly #log: (line: RunLine) => unknown;
  readonly #buffers: Record<OutputChunk['stream'], LineBuffer>;
  readonly #levels: Record<OutputChunk['stream'], LogLevel> = { stdout: 'info', stderr: 'info' };

  constructor(log: (line: RunLine) => unknown, mask: (text: string) => string) {
    this.#log = log;
    const buffer = (stream: OutputChunk['stream']) => new LineBuffer((message) => this.#line(stream, message), mask);
    this.#buffers = { stdout: buffer('stdout'), stderr: buffer('stderr') };
  }

  write({ level, stream, text }: OutputChunk): void {
    this.#levels[stream] = level;
    this.#buffers[stream].write(text);
  }

  /** Hands over lines that have no newline yet. */
  end(): void {
    for (const buffer of Object.values(this.#buffers)) buffer.end();
  }

  #line(stream: OutputChunk['stream'], message: string): void {
    try {
      this.#log({ level: this.#levels[stream], stream, message });
    } catch {
      // The run can no longer log: it has been superseded, and its closing says so.
    }
  }
}
