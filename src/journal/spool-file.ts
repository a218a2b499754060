import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { fromTagged, toTagged } from '../core/index.js';
import type { AppendBatch, TrackingEvent } from '../tracking/index.js';

/*
 * An append-only file of batches: `TMSPOOL1`, then records of [u32 length][u32 crc32][JSON]. Hand-written because it has to work, fsynced,
 * inside `process.on('exit')`, where nothing asynchronous can: the log libraries of npm are asynchronous or bring a database.
 */
const MAGIC = Buffer.from('TMSPOOL1');
const HEADER_BYTES = 8;
const [OPENING, CLOSING] = Buffer.from('{}');

/** What a spool file holds. */
export interface SpoolContents {
  readonly batches: readonly AppendBatch[];
  /** Places that are not what was written, with whole records after them; a torn end is not counted, as it was never acknowledged. */
  readonly corrupt: number;
}

/** A spool file open for appending. Everything is synchronous. */
export class SpoolFile {
  readonly path: string;
  readonly #descriptor: number;
  #size = MAGIC.length;

  /** Makes the file and its folder; an existing file is never written to. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(path, 'ax', 0o600);
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

/** Reads a spool file. What is damaged is passed over: reading goes on at the next whole record. */
export function readSpool(path: string): SpoolContents {
  const bytes = readFileSync(path);
  const isOurs = bytes.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, bytes.length));
  const batches: AppendBatch[] = [];
  let corrupt = isOurs ? 0 : 1;
  for (let at = isOurs ? MAGIC.length : 0; ;) {
    const found = nextRecord(bytes, at);
    // Torn: the process died while it wrote what is left.
    if (found === undefined) return { batches, corrupt };
    if (found.start > at && isOurs) corrupt += 1;
    batches.push(found.batch);
    at = found.end;
  }
}

interface FoundRecord {
  readonly batch: AppendBatch;
  readonly start: number;
  readonly end: number;
}

function nextRecord(bytes: Buffer, from: number): FoundRecord | undefined {
  for (let start = from; start + HEADER_BYTES < bytes.length; start++) {
    const record = recordAt(bytes, start);
    if (record !== undefined) return record;
  }
  return undefined;
}

function recordAt(bytes: Buffer, start: number): FoundRecord | undefined {
  const first = start + HEADER_BYTES;
  const end = first + bytes.readUInt32LE(start);
  // Before the checksum, which takes time: a record is a JSON object. A disk that lost its power may have left zeros.
  if (end > bytes.length || bytes[first] !== OPENING || bytes[end - 1] !== CLOSING) return undefined;
  const payload = bytes.subarray(first, end);
  if (crc32(payload) !== bytes.readUInt32LE(start + 4)) return undefined;
  const batch = JSON.parse(payload.toString('utf8')) as AppendBatch;
  return { batch: { ...batch, events: batch.events.map(decoded) }, start, end };
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

function decoded(event: TrackingEvent): TrackingEvent {
  return event.type === 'metric' ? { ...event, value: Number(fromTagged(event.value)) } : event;
}
