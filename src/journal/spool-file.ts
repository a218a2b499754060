import { closeSync, fdatasyncSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { parseTagged, stringifyTagged } from '../core/index.js';
import type { AppendBatch } from '../tracking/index.js';

/*
 * An append-only file of batches: `TMSPOOL1`, then records of [u32 length][u32 crc32][JSON, values tagged]. Hand-written because it has to work, fsynced,
 * inside `process.on('exit')`, where nothing asynchronous can: the log libraries of npm are asynchronous or bring a database.
 */
const MAGIC = Buffer.from('TMSPOOL1');
const HEADER_BYTES = 8;

/** What a spool file holds. */
export interface SpoolContents {
  readonly batches: readonly AppendBatch[];
  /** Bytes up to the end of the last whole record. */
  readonly end: number;
  /** Records that are not what was written; a torn last one is not counted, as it was never acknowledged. */
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
    writeSync(this.#descriptor, MAGIC);
    // The name has to be on disk too, or fsynced records would be in a file that nobody finds.
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }

  /** Durable on this machine when it returns. @throws what the file system says, e.g. ENOSPC */
  append(batches: readonly AppendBatch[]): void {
    const bytes = Buffer.concat(batches.map((batch) => encode(batch)));
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(this.#descriptor, bytes, written);
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
}

/** Reads a spool file, also one that another process is writing: what is not whole yet is left out. */
export function readSpool(path: string, from = MAGIC.length): SpoolContents {
  const bytes = readFileSync(path);
  const batches: AppendBatch[] = [];
  let corrupt = 0;
  let at = from;
  while (at + HEADER_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    const end = at + HEADER_BYTES + length;
    // Torn: the process died while it wrote this record.
    if (end > bytes.length) break;
    const payload = bytes.subarray(at + HEADER_BYTES, end);
    const whole = crc32(payload) === bytes.readUInt32LE(at + 4);
    if (!whole && end === bytes.length) break;
    if (whole) batches.push(parseTagged(payload.toString('utf8')) as unknown as AppendBatch);
    else corrupt += 1;
    at = end;
  }
  return { batches, end: at, corrupt };
}

function encode(batch: AppendBatch): Buffer {
  // Metric values may be NaN: the tags of core keep them.
  const payload = Buffer.from(stringifyTagged(batch), 'utf8');
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt32LE(crc32(payload), 4);
  return Buffer.concat([header, payload]);
}
