import { writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

const LENGTH_BYTES = 4;

/** Writes a message to a pipe: when this returns, whoever reads it will get it, even if this process ends at the next line. Waits where the reader is behind. */
export function writeFrame(descriptor: number, message: unknown): void {
  const body = serialize(message);
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + body.length);
  frame.writeUInt32LE(body.length);
  body.copy(frame, LENGTH_BYTES);
  for (let written = 0; written < frame.length;) written += writeSync(descriptor, frame, written);
}

/** Makes the chunks of a pipe into the messages that were written to it. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #have = 0;
  #need = LENGTH_BYTES;

  take(chunk: Buffer): unknown[] {
    this.#parts.push(chunk);
    this.#have += chunk.length;
    // Parts of a large one are joined once, when it is whole.
    if (this.#have < this.#need) return [];
    this.#rest = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
    const messages: unknown[] = [];
    let at = 0;
    for (;;) {
      this.#need = this.#rest.length - at < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + this.#rest.readUInt32LE(at);
      if (this.#rest.length - at < this.#need) break;
      messages.push(deserialize(this.#rest.subarray(at + LENGTH_BYTES, at + this.#need)));
      at += this.#need;
    }
    this.#parts = [this.#rest.subarray(at)];
    this.#have = this.#rest.length - at;
    return messages;
  }
}
