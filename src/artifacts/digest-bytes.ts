import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

const SLICE_BYTES = 4 * 1024 * 1024;

/** SHA-256 of bytes in memory, as hex. */
export async function digestBytes(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    // A large body leaves room for others in between: heartbeats among them.
    if (start > 0) await setImmediate();
    hash.update(bytes.subarray(start, start + SLICE_BYTES));
  }
  return hash.digest('hex');
}
