const FRAME_MAGIC = 0x184d2204;
/** Set on a block that is as it is. */
const PLAIN_BLOCK = 0x80000000;
const SHORTEST_MATCH = 4;
const MORE = 15;

/**
 * Unpacks one LZ4 frame of known length. Hand-written: what there is on npm unpacks single blocks, and those of a frame mostly refer to the ones before; and
 * of blocks, hyparquet-compressors refuses an empty one.
 *
 * Source of the formats: lz4_Frame_format.md and lz4_Block_format.md of the LZ4 project.
 *
 * @throws {RangeError} for a frame that is broken, or longer than told.
 */
export function unpackLz4Frame(frame: Uint8Array, length: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== FRAME_MAGIC) throw new RangeError('an LZ4 frame has no beginning');
  const flags = view.getUint8(4);
  const hasBlockChecksums = (flags & 0x10) !== 0;
  // Magic, flags, block size; the content's length and a dictionary's id where the flags say so; a checksum.
  let at = 4 + 2 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0) + 1;
  const output = new Uint8Array(length);
  let written = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const block = frame.subarray(at, at + (size & ~PLAIN_BLOCK));
    if (size >= PLAIN_BLOCK) {
      output.set(block, written);
      written += block.length;
    } else written = unpackLz4Block(block, output, written);
    at += block.length + (hasBlockChecksums ? 4 : 0);
  }
  return output.subarray(0, written);
}

/** Unpacks a block to where `start` says, and tells where it ends. @throws {RangeError} for a block that is broken, or longer than the place for it. */
export function unpackLz4Block(block: Uint8Array, output: Uint8Array, start = 0): number {
  let written = start;
  let at = 0;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new RangeError('an LZ4 block is cut short');
    return byte;
  };
  const counted = (first: number): number => {
    let count = first;
    if (first !== MORE) return count;
    for (let byte = 255; byte === 255; count += byte) byte = next();
    return count;
  };
  while (at < block.length) {
    const token = next();
    const literals = counted(token >> 4);
    if (at + literals > block.length || written + literals > output.length) throw new RangeError('an LZ4 block is longer than it says');
    output.set(block.subarray(at, at + literals), written);
    at += literals;
    written += literals;
    if (at >= block.length) break;
    const distance = next() | (next() << 8);
    const end = written + counted(token & MORE) + SHORTEST_MATCH;
    if (distance === 0 || distance > written || end > output.length) throw new RangeError('an LZ4 block refers to what is not there');
    // Byte by byte: a match may reach into what it writes.
    for (; written < end; written++) output[written] = output[written - distance] ?? 0;
  }
  return written;
}
