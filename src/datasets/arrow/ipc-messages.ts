import { InvalidDatasetError } from '../../core/index.js';
import { bytesOf } from '../table-body.js';
import type { TableBody } from '../table-reader.js';
import { tableAt } from './flat-table.js';

/** What a message of Arrow IPC is. */
export const MESSAGE = { schema: 1, dictionary: 2, batch: 3 } as const;

/** One encapsulated message. */
export interface IpcMessage {
  /** One of `MESSAGE`, or a kind that tables have no use for. */
  readonly kind: number;
  /** All of it, as it lies in the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where its metadata begins in `bytes`. */
  readonly metadataStart: number;
  readonly bodyStart: number;
}

const MAGIC = 'ARROW1';
const PREFIX_BYTES = 8;
/** The length of the table of contents, and the magic word. */
const TAIL_BYTES = 10;
/** An entry of it. */
const BLOCK_BYTES = 24;
const CONTINUATION = 0xffffffff;
/** Of one message. More is a length that was read where there is none. */
const LARGEST_METADATA = 256 * 1024 * 1024;

/**
 * The messages of a body in Arrow's stream or file format, one after the other.
 *
 * @throws {InvalidDatasetError} for another format, and for a body that is cut short.
 */
export async function* ipcMessages(body: TableBody): AsyncGenerator<IpcMessage, void, undefined> {
  const start = await bytesOf(body, 0, PREFIX_BYTES);
  if (new TextDecoder('latin1').decode(start.subarray(0, MAGIC.length)) === MAGIC) return yield* fileMessages(body);
  if (!looksLikeStream(start, body.size)) {
    throw new InvalidDatasetError(body.name, 'it does not begin as Arrow data does; is it of another format?');
  }
  const bytes = new ByteQueue(body);
  for (let message = await next(bytes); message !== undefined; message = await next(bytes)) yield message;
}

/** Undefined at the end of the stream. */
async function next(bytes: ByteQueue): Promise<IpcMessage | undefined> {
  const prefix = await bytes.take(PREFIX_BYTES);
  const [marker, length = 0] = new Uint32Array(prefix.buffer, 0, prefix.length === PREFIX_BYTES ? 2 : 0);
  if (marker === undefined) throw cutShort(bytes.body);
  if (length === 0) return undefined;
  if (marker !== CONTINUATION || length > LARGEST_METADATA) throw new Error('a message has no beginning');
  const metadata = await bytes.whole(length);
  const { kind, bodyLength } = headerOf(metadata);
  const content = await bytes.whole(bodyLength);
  return { kind, bytes: joined([prefix, metadata, content]), metadataStart: PREFIX_BYTES, bodyStart: PREFIX_BYTES + length };
}

// A marker and the length of the schema.
function looksLikeStream(start: Uint8Array<ArrayBuffer>, size: number): boolean {
  if (start.length < PREFIX_BYTES) return false;
  const view = new DataView(start.buffer, start.byteOffset);
  return view.getUint32(0, true) === CONTINUATION && view.getUint32(4, true) < size;
}

/** A file has a table of contents at its end; where polars writes it, the schema is there alone in a form that can be read. */
async function* fileMessages(body: TableBody): AsyncGenerator<IpcMessage, void, undefined> {
  const end = body.size - TAIL_BYTES;
  const tail = await bytesOf(body, Math.max(0, end));
  const length = tail.length < TAIL_BYTES ? Infinity : new DataView(tail.buffer).getUint32(0, true);
  if (new TextDecoder('latin1').decode(tail.subarray(4)) !== MAGIC || length > end) throw cutShort(body);
  const footer = await bytesOf(body, end - length, end);
  const view = new DataView(footer.buffer);
  const contents = tableAt(view, view.getUint32(0, true));
  const schema = contents.child(6);
  if (schema === undefined) throw new Error('it has no schema');
  yield schemaMessage(footer, schema.start);
  for (const slot of [8, 10]) {
    const blocks = contents.vector(slot) ?? { start: 0, length: 0 };
    for (let index = 0; index < blocks.length; index++) {
      const at = blocks.start + index * BLOCK_BYTES;
      const start = Number(view.getBigInt64(at, true));
      const bodyStart = view.getInt32(at + 8, true);
      const bytes = await bytesOf(body, start, start + bodyStart + Number(view.getBigInt64(at + 16, true)));
      // Before version 0.15 there was no marker.
      const metadataStart = new DataView(bytes.buffer).getUint32(0, true) === CONTINUATION ? PREFIX_BYTES : PREFIX_BYTES / 2;
      yield { kind: headerOf(bytes.slice(metadataStart, bodyStart)).kind, bytes, metadataStart, bodyStart };
    }
  }
}

/** Makes a message of a schema that is a part of a larger flatbuffer: a new beginning that leads to it. */
function schemaMessage(footer: Uint8Array, schemaStart: number): IpcMessage {
  // The place of the table; its list of fields (two lengths, four places); its distance to that list; version, kind, header, length of the body.
  const head = new Uint8Array(48);
  const view = new DataView(head.buffer);
  const [list, table] = [4, 16];
  view.setUint32(0, table, true);
  for (const [index, value] of [12, 24, 4, 6, 8, 16].entries()) view.setUint16(list + 2 * index, value, true);
  view.setInt32(table, table - list, true);
  view.setInt16(table + 4, 4, true);
  view.setUint8(table + 6, MESSAGE.schema);
  view.setUint32(table + 8, head.length + schemaStart - (table + 8), true);
  const padding = new Uint8Array(-footer.length & 7);
  const prefix = new Uint8Array(Uint32Array.of(CONTINUATION, head.length + footer.length + padding.length).buffer);
  const bytes = joined([prefix, head, footer, padding]);
  return { kind: MESSAGE.schema, bytes, metadataStart: PREFIX_BYTES, bodyStart: bytes.length };
}

function cutShort({ name }: TableBody): InvalidDatasetError {
  return new InvalidDatasetError(name, 'it does not end as Arrow data does; is it cut short, or of another format?');
}

// The two of its flatbuffer's fields that are needed to find the next message.
function headerOf(metadata: Uint8Array<ArrayBuffer>): { kind: number; bodyLength: number } {
  const view = new DataView(metadata.buffer);
  const table = view.getUint32(0, true);
  const vtable = table - view.getInt32(table, true);
  const field = (slot: number): number => (slot < view.getUint16(vtable, true) ? view.getUint16(vtable + slot, true) : 0);
  const kind = field(6);
  const bodyLength = field(10);
  return {
    kind: kind === 0 ? 0 : view.getUint8(table + kind),
    bodyLength: bodyLength === 0 ? 0 : Number(view.getBigInt64(table + bodyLength, true)),
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Takes a body in pieces of asked-for lengths. */
class ByteQueue {
  readonly body: TableBody;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #length = 0;

  constructor(body: TableBody) {
    this.body = body;
    this.#chunks = body.read(0, body.size)[Symbol.asyncIterator]();
  }

  /** @throws {InvalidDatasetError} when there are fewer. */
  async whole(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = length > this.body.size ? undefined : await this.take(length);
    if (taken?.length !== length) throw cutShort(this.body);
    return taken;
  }

  /** Fewer only at the end. */
  async take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = await this.#peek(length);
    let left = taken.length;
    this.#length -= left;
    while (left > 0) {
      const first = this.#held[0] as Uint8Array;
      if (first.length > left) this.#held[0] = first.subarray(left);
      else this.#held.shift();
      left -= Math.min(left, first.length);
    }
    return taken;
  }

  async #peek(length: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#length < length) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      this.#held.push(next.value);
      this.#length += next.value.length;
    }
    const bytes = new Uint8Array(Math.min(length, this.#length));
    let at = 0;
    for (const chunk of this.#held) {
      if (at >= bytes.length) break;
      const part = chunk.subarray(0, bytes.length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
