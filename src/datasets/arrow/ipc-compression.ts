import { tableAt } from './flat-table.js';
import type { IpcMessage } from './ipc-messages.js';
import { MESSAGE } from './ipc-messages.js';
import { unpackLz4Frame } from '../lz4.js';

const CODEC = { lz4: 0, zstd: 1 } as const;
const BUFFER_BYTES = 16;
const LENGTH_BYTES = 8;

/**
 * The message with its buffers unpacked. pandas and pyarrow compress Feather files (Arrow's file format) with LZ4 unless told otherwise, and the library reads
 * plain buffers alone: so they are unpacked here, and the message's few numbers rewritten in place.
 *
 * Source of the format: Arrow's Message.fbs, "BodyCompression".
 */
export async function uncompressed(message: IpcMessage): Promise<IpcMessage> {
  if (message.kind !== MESSAGE.batch && message.kind !== MESSAGE.dictionary) return message;
  const { bytes, metadataStart, bodyStart } = message;
  const metadata = bytes.slice(metadataStart, bodyStart);
  const view = new DataView(metadata.buffer);
  const root = tableAt(view, view.getUint32(0, true));
  const header = root.child(8);
  const batch = message.kind === MESSAGE.dictionary ? header?.child(6) : header;
  const compression = batch?.child(10);
  const regions = batch?.vector(8);
  if (batch === undefined || compression === undefined || regions === undefined) return message;
  const unpack = await unpacker(compression.byte(4) ?? CODEC.lz4);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let index = 0; index < regions.length; index++) {
    const at = regions.start + index * BUFFER_BYTES;
    const start = bodyStart + Number(view.getBigInt64(at, true));
    const part = plainBuffer(bytes.subarray(start, start + Number(view.getBigInt64(at + 8, true))), unpack);
    view.setBigInt64(at, BigInt(length), true);
    view.setBigInt64(at + 8, BigInt(part.length), true);
    parts.push(part);
    length += padded(part.length);
  }
  batch.remove(10);
  root.setLong(10, BigInt(length));
  const all = new Uint8Array(bodyStart + length);
  all.set(bytes.subarray(0, metadataStart));
  all.set(metadata, metadataStart);
  let at = bodyStart;
  for (const part of parts) {
    all.set(part, at);
    at += padded(part.length);
  }
  return { ...message, bytes: all };
}

type Unpack = (bytes: Uint8Array, length: number) => Uint8Array;

async function unpacker(codec: number): Promise<Unpack> {
  if (codec === CODEC.lz4) return unpackLz4Frame;
  if (codec !== CODEC.zstd) throw new Error(`its compression is not known (number ${codec})`);
  const { decompressZstd } = await import('hyparquet-compressors');
  return (bytes) => decompressZstd(bytes);
}

// The length comes first; -1 says that the rest is as it is.
function plainBuffer(buffer: Uint8Array, unpack: Unpack): Uint8Array {
  if (buffer.length < LENGTH_BYTES) return buffer;
  const length = Number(new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true));
  const rest = buffer.subarray(LENGTH_BYTES);
  if (length === -1) return rest;
  const plain = unpack(rest, length);
  if (plain.length !== length) throw new Error(`a buffer has ${plain.length} bytes when unpacked, and ${length} were announced`);
  return plain;
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
