import { InvalidDatasetError } from '../../core/index.js';
import type { TableBody } from '../table-reader.js';

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
const CONTINUATION = 0xffffffff;
/** Of one message. More is a length that was read where there is none. */
const LARGEST_METADATA = 256 * 1024 * 1024;

/**
 * The messages of a body in Arrow's stream or file format, one after the other. A file is a stream between two magic words, with a table of contents that
 * nobody needs who reads from the beginning.
 *
 * @throws {InvalidDatasetError} for another format, and for a body that ends before the stream does.
 */
export async function* ipcMessages(body: TableBody): AsyncGenerator<IpcMessage, void, undefined> {
  const bytes = new ByteQueue(body);
  const start = await bytes.peek(PREFIX_BYTES);
  const isFile = new TextDecoder('latin1').decode(start.subarray(0, MAGIC.length)) === MAGIC;
  if (isFile) await bytes.take(PREFIX_BYTES);
  else if (!looksLikeStream(start, body.size)) {
    throw new InvalidDatasetError(body.name, 'it does not begin as Arrow data does; is it of another format?');
  }
  for (let message = await next(bytes, isFile); message !== undefined; message = await next(bytes, isFile)) yield message;
  if (isFile && !(await endsAsFile(body))) throw bytes.cutShort();
}

/** Undefined at the end of the stream. */
async function next(bytes: ByteQueue, isFile: boolean): Promise<IpcMessage | undefined> {
  const prefix = await bytes.take(PREFIX_BYTES);
  const [marker, length = 0] = new Uint32Array(prefix.buffer, 0, prefix.length === PREFIX_BYTES ? 2 : 0);
  if (marker === undefined) throw bytes.cutShort();
  // What has no marker in a file is its table of contents: older writers end the stream without a word.
  if (length === 0 || (isFile && marker !== CONTINUATION)) return undefined;
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

async function endsAsFile(body: TableBody): Promise<boolean> {
  let end = '';
  for await (const chunk of body.read(Math.max(0, body.size - MAGIC.length), body.size)) end += new TextDecoder('latin1').decode(chunk);
  return end === MAGIC;
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
  readonly #body: TableBody;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #length = 0;

  constructor(body: TableBody) {
    this.#body = body;
    this.#chunks = body.read(0, body.size)[Symbol.asyncIterator]();
  }

  cutShort(): InvalidDatasetError {
    return new InvalidDatasetError(this.#body.name, 'it does not end as Arrow data does; is it cut short, or of another format?');
  }

  /** @throws {InvalidDatasetError} when there are fewer. */
  async whole(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = length > this.#body.size ? undefined : await this.take(length);
    if (taken?.length !== length) throw this.cutShort();
    return taken;
  }

  /** Fewer only at the end. */
  async take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = await this.peek(length);
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

  async peek(length: number): Promise<Uint8Array<ArrayBuffer>> {
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
