import { readChunks } from './files/read-chunks.js';
import type { Origin } from './origins/origin.js';

/** A body that can be read in parts and again. */
export interface BodyParts {
  /** The file's. */
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** The bytes from `start` up to `end`, in chunks. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** Where a table is read from. */
export interface TableSource {
  /** The body where it lies: nothing but what is asked for is fetched, and nothing checked. */
  parts(): Promise<BodyParts>;
  /** The whole body, checked where its digest is known: small ones in memory, others on this machine. */
  whole(): Promise<BodyParts>;
  /** A path with the body in it. */
  local(): Promise<string>;
}

/** What a data item has for it. */
export interface Readings {
  readonly open: () => Promise<Origin>;
  /** Whole, checked, and noted as read. */
  readonly stream: () => AsyncIterable<Uint8Array>;
  /** A path with what `stream` gives in it. */
  readonly copy: (stream: () => AsyncIterable<Uint8Array>) => Promise<string>;
}

const IN_MEMORY_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** Makes a source of tables of an item's ways to read. */
export function tableSource({ open, stream, copy }: Readings): TableSource {
  return {
    local: () => copy(stream),
    async parts() {
      const origin = await open();
      const { size, mediaType } = await origin.stat();
      return { name: origin.fileName, mediaType, size, read: (start, end) => origin.read({ offset: start, size: end - start }) };
    },
    async whole() {
      const origin = await open();
      const chunks = stream()[Symbol.asyncIterator]();
      const held: Uint8Array[] = [];
      let size = 0;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
        held.push(next.value);
        size += next.value.length;
        if (size > IN_MEMORY_BYTES) return await onDisk(origin, { held, chunks, copy });
      }
      const bytes = joined(held, size);
      const read = async function* (start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
        for (let at = start; at < end; at += CHUNK_BYTES) yield bytes.subarray(at, Math.min(at + CHUNK_BYTES, end));
      };
      return { name: origin.fileName, mediaType: origin.mediaType(), size, read };
    },
  };
}

interface Begun {
  readonly held: Uint8Array[];
  readonly chunks: AsyncIterator<Uint8Array>;
  readonly copy: Readings['copy'];
}

async function onDisk(origin: Origin, { held, chunks, copy }: Begun): Promise<BodyParts> {
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => chunks };
  let path = origin.path;
  if (path === undefined) {
    path = await copy(async function* () {
      while (held.length > 0) yield held.shift() as Uint8Array;
      yield* rest;
    });
    await chunks.return?.();
  } else {
    held.length = 0;
    // To the end, where it is compared with its digest.
    for await (const _ of rest);
  }
  const { size, mediaType } = await origin.stat();
  const found = path;
  return { name: origin.fileName, mediaType, size, read: (start, end) => readChunks(found, { offset: start, size: end - start }) };
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
