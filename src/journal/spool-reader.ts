import { closeSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fromTagged } from '../core/index.js';
import type { AppendBatch, TrackingEvent } from '../tracking/index.js';
import { FileBytes } from './file-bytes.js';
import { CLOSING, HEADER_BYTES, MAGIC, OPENING } from './spool-format.js';

/** Some records of a spool file. */
export interface SpoolContents {
  readonly batches: readonly AppendBatch[];
  /** Places that are not what was written, with whole records after them; a torn end is not counted, as it was never acknowledged. */
  readonly corrupt: number;
}

/** Reads a spool file from its beginning to its end. What is damaged is passed over: reading goes on at the next whole record. */
export class SpoolReader {
  readonly #bytes: FileBytes;
  #size = 0;
  #at = 0;
  #isOurs = true;

  constructor(descriptor: number) {
    this.#bytes = new FileBytes(descriptor);
  }

  /** The records that come next, of so many events at least where there are as many; none at the end of what is there by now. */
  next(events: number): SpoolContents {
    this.#size = this.#bytes.size();
    const batches: AppendBatch[] = [];
    let corrupt = this.#at === 0 ? this.#begin() : 0;
    for (let left = events; left > 0;) {
      const found = this.#nextRecord();
      // Torn: the process died while it wrote what is left.
      if (found === undefined) break;
      if (found.start > this.#at && this.#isOurs) corrupt += 1;
      batches.push(found.batch);
      left -= found.batch.events.length;
      this.#at = found.end;
    }
    return { batches, corrupt };
  }

  #begin(): number {
    const length = Math.min(this.#size, MAGIC.length);
    this.#isOurs = this.#bytes.at(0, length).equals(MAGIC.subarray(0, length));
    this.#at = this.#isOurs ? length : 0;
    return this.#isOurs ? 0 : 1;
  }

  #nextRecord(): FoundRecord | undefined {
    for (let start = this.#at; start + HEADER_BYTES < this.#size; start++) {
      const record = this.#recordAt(start);
      if (record !== undefined) return record;
    }
    return undefined;
  }

  #recordAt(start: number): FoundRecord | undefined {
    const header = this.#bytes.at(start, HEADER_BYTES + 1);
    const [length, checksum] = [header.readUInt32LE(0), header.readUInt32LE(4)];
    const end = start + HEADER_BYTES + length;
    // Before the checksum, which takes time: a record is a JSON object. A disk that lost its power may have left zeros.
    if (end > this.#size || header[HEADER_BYTES] !== OPENING) return undefined;
    const payload = this.#bytes.at(start + HEADER_BYTES, length);
    if (payload.at(-1) !== CLOSING || crc32(payload) !== checksum) return undefined;
    const batch = JSON.parse(payload.toString('utf8')) as AppendBatch;
    return { batch: { ...batch, events: batch.events.map(decoded) }, start, end };
  }
}

interface FoundRecord {
  readonly batch: AppendBatch;
  readonly start: number;
  readonly end: number;
}

/** All of a file. */
export function readSpool(path: string): SpoolContents {
  const descriptor = openSync(path, 'r');
  try {
    return new SpoolReader(descriptor).next(Infinity);
  } finally {
    closeSync(descriptor);
  }
}

function decoded(event: TrackingEvent): TrackingEvent {
  return event.type === 'metric' ? { ...event, value: Number(fromTagged(event.value)) } : event;
}
