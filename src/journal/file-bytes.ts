import { fstatSync, readSync } from 'node:fs';

const WINDOW_BYTES = 256 * 1024;

/** The bytes of an open file, a window at a time: a file may be larger than memory. Everything is synchronous. */
export class FileBytes {
  readonly #descriptor: number;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Bytes of the file as it is now. */
  size(): number {
    return fstatSync(this.#descriptor).size;
  }

  /** Bytes from `start`; fewer at the end of the file. They are good until the next call. */
  at(start: number, length: number): Buffer {
    if (start < this.#start || start + length > this.#start + this.#window.length) this.#load(start, Math.max(length, WINDOW_BYTES));
    return this.#window.subarray(start - this.#start, start - this.#start + length);
  }

  #load(start: number, length: number): void {
    const window = Buffer.allocUnsafe(length);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < length; filled += read)
      read = readSync(this.#descriptor, window, filled, length - filled, start + filled);
    this.#window = window.subarray(0, filled);
    this.#start = start;
  }
}
