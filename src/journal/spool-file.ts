import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { toTagged } from '../core/index.js';
import type { AppendBatch, TrackingEvent } from '../tracking/index.js';
import { HEADER_BYTES, MAGIC } from './spool-format.js';
import { SpoolReader } from './spool-reader.js';
import type { SpoolContents } from './spool-reader.js';

/** A spool file open for appending, and for reading what was appended. Everything is synchronous. */
export class SpoolFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #reader: SpoolReader;
  #size = MAGIC.length;

  /** Makes the file and its folder; an existing file is never written to. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(path, 'ax+', 0o600);
    this.#reader = new SpoolReader(this.#descriptor);
    try {
      writeAll(this.#descriptor, MAGIC);
      // The name has to be on disk too, or fsynced records would be in a file that nobody finds.
      const folder = openSync(dirname(path), 'r');
      fsyncSync(folder);
      closeSync(folder);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Durable on this machine when it returns. @throws what the file system says, e.g. ENOSPC */
  append(batches: readonly AppendBatch[]): void {
    const bytes = Buffer.concat(batches.map((batch) => encode(batch)));
    try {
      writeAll(this.#descriptor, bytes);
      fdatasyncSync(this.#descriptor);
    } catch (error) {
      // A half-written record in the middle would make what follows unreadable.
      ftruncateSync(this.#descriptor, this.#size);
      throw error;
    }
    this.#size += bytes.length;
  }

  /** What was appended and not read yet: see {@link SpoolReader.next}. */
  next(events: number): SpoolContents {
    return this.#reader.next(events);
  }

  /** Shows other machines that its owner lives. */
  touch(): void {
    const now = new Date();
    try {
      futimesSync(this.#descriptor, now, now);
    } catch {
      // A file system without times: then it shows nothing.
    }
  }

  /** Closes and deletes it. */
  remove(): void {
    closeSync(this.#descriptor);
    rmSync(this.path, { force: true });
  }

  /** Closes it and leaves it on disk under another name. */
  leave(path: string): void {
    closeSync(this.#descriptor);
    renameSync(this.path, path);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

function encode(batch: AppendBatch): Buffer {
  const payload = Buffer.from(JSON.stringify({ ...batch, events: batch.events.map(encoded) }), 'utf8');
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt32LE(crc32(payload), 4);
  return Buffer.concat([header, payload]);
}

// Everything else in an event is JSON already; a metric may be NaN.
function encoded(event: TrackingEvent): unknown {
  return event.type === 'metric' ? { ...event, value: toTagged(event.value) } : event;
}
