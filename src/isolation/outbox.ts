import { writeSync } from 'node:fs';

const LOCK = 0;
const LENGTH = 1;
const HEAD_BYTES = 2 * Int32Array.BYTES_PER_ELEMENT;
const CAPACITY_BYTES = 64 * 1024;
// How long what is in it may wait for more: a write for each event would take longer than all the rest.
const GATHER_MILLIS = 2;

/**
 * What goes to the worker, on its way to the pipe: in memory that two threads share, so that it is written also while the handler blocks its own. What this process
 * waits for is written at once.
 */
export class Outbox {
  readonly memory: SharedArrayBuffer;
  readonly #descriptor: number;
  readonly #state: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(descriptor: number, memory = new SharedArrayBuffer(HEAD_BYTES + CAPACITY_BYTES)) {
    this.memory = memory;
    this.#descriptor = descriptor;
    this.#state = new Int32Array(memory, 0, 2);
    this.#bytes = new Uint8Array(memory, HEAD_BYTES);
  }

  /** Returns when the frame is in memory; or, where there is no room, in the pipe. */
  add(frame: Uint8Array): void {
    this.#locked(() => {
      if (this.#length + frame.length > CAPACITY_BYTES) this.#write();
      if (frame.length > CAPACITY_BYTES) return this.#writeAll(frame);
      this.#bytes.set(frame, this.#length);
      if (this.#length === 0) Atomics.notify(this.#state, LENGTH);
      Atomics.add(this.#state, LENGTH, frame.length);
    });
  }

  /** Returns when all is in the pipe: whoever reads it will get it, even if this process ends at the next line. Waits where the reader is behind. */
  flush(): void {
    this.#locked(() => this.#write());
  }

  /** Blocks until there is something, at most so long; and writes it soon after. */
  flushWhenFilled(millis: number): void {
    if (Atomics.wait(this.#state, LENGTH, 0, millis) === 'timed-out') return;
    pause(GATHER_MILLIS);
    this.flush();
  }

  get #length(): number {
    return Atomics.load(this.#state, LENGTH);
  }

  #write(): void {
    this.#writeAll(this.#bytes.subarray(0, this.#length));
    Atomics.store(this.#state, LENGTH, 0);
  }

  #writeAll(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length;) written += writeSync(this.#descriptor, bytes, written);
  }

  #locked(work: () => void): void {
    while (Atomics.compareExchange(this.#state, LOCK, 0, 1) !== 0) Atomics.wait(this.#state, LOCK, 1);
    try {
      work();
    } finally {
      Atomics.store(this.#state, LOCK, 0);
      Atomics.notify(this.#state, LOCK);
    }
  }
}

function pause(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}
