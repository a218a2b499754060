import { randomUUID } from 'node:crypto';
import { link, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { placeFile, sizeOf } from './files/place-file.js';
import { writeChunks } from './files/write-chunks.js';
import type { Origin } from './origins/origin.js';

/** What a local copy is made with. */
export interface LocalCopyOptions {
  readonly scratch: string;
  /** Reads the whole body and checks it. */
  readonly read: () => AsyncIterable<Uint8Array>;
  /** Called when the body is handed out without having been read. */
  readonly onRead: ((digest: { readonly sha256: string; readonly size: number }) => void) | undefined;
}

/**
 * A path with the body in it, under its own file name: the user's own file itself, else `<scratch>/<sha256>/<file name>`, a hard link to the stored body
 * or a copy; read-only. Several processes may do this at once, and none sees half a file.
 */
export async function localCopy(origin: Origin, { scratch, read, onRead }: LocalCopyOptions): Promise<string> {
  if (origin.isUsersFile === true && origin.path !== undefined) {
    await origin.stat();
    return origin.path;
  }
  const pathFor = (sha256: string): string => join(scratch, sha256, safeFileName(origin.fileName));
  const { sha256, size } = origin;
  if (sha256 !== undefined && size !== undefined) {
    const path = pathFor(sha256);
    if ((await sizeOf(path)) === size || (await linked(origin.path, path, size))) {
      onRead?.({ sha256, size });
      return path;
    }
  }
  const temporary = join(scratch, '.tmp', randomUUID());
  return await writeChunks(temporary, read(), {
    doing: `Copying ${origin.fileName} into ${scratch}`,
    mode: 0o444,
    async finish({ sha256, size }) {
      const path = pathFor(sha256);
      await mkdir(dirname(path), { recursive: true });
      await placeFile(temporary, path, size);
      return path;
    },
  });
}

// Whatever stands in the way of a link (another disk, another owner, a file that is gone), a copy is the way out and knows the right error.
async function linked(body: string | undefined, path: string, size: number): Promise<boolean> {
  if (body === undefined) return false;
  try {
    if ((await sizeOf(body)) !== size) return false;
    await mkdir(dirname(path), { recursive: true });
    await link(body, path);
    return true;
  } catch {
    return (await sizeOf(path).catch(() => undefined)) === size;
  }
}

/** A record may come from anywhere: its file name may not lead out of the folder. */
export function safeFileName(name: string): string {
  const last = basename(name.replaceAll('\\', '/').replaceAll('\0', '_'));
  return last === '' || last === '.' || last === '..' ? 'body' : last;
}
