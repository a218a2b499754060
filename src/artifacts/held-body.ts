import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodySource, PutOptions } from './artifact-store.js';
import { chunksOf } from './chunks-of.js';
import { digestBytes } from './digest-bytes.js';
import { FileBody } from './file-body.js';
import type { FileStamp } from './file-body.js';
import { writeChunks } from './files/write-chunks.js';

const MEMORY_BYTES = 8 * 1024 * 1024;

/** A body whose digest is known before it is stored, and that can be read again: from memory, or from a file. */
export interface HeldBody {
  /** Hex. */
  readonly sha256: string;
  readonly size: number;
  readonly source: Uint8Array | FileBody;
  /** Of the file when its digest was taken; undefined for bytes. */
  readonly stamp?: FileStamp;
  /** The file was made to hold it. */
  readonly isTemporary?: boolean;
  /** Removes what was made to hold it. */
  release(): Promise<void>;
}

/**
 * Holds a body: bytes and files where they are, a stream in memory up to 8 MiB, and beyond that in a temporary file in `folder`.
 *
 * @throws {ArtifactStoreError} when the folder has no space for a stream. @throws {BodyChangedError}
 */
export async function holdBody(body: BodySource, options: PutOptions & { readonly folder: string }): Promise<HeldBody> {
  const { signal, sha256 } = options;
  signal?.throwIfAborted();
  if (body instanceof Uint8Array) return heldBytes(body, sha256 ?? (await digestBytes(body)));
  if (body instanceof FileBody) return await heldFile(body, options);
  return await heldStream(body, options);
}

function heldBytes(bytes: Uint8Array, sha256: string): HeldBody {
  return { sha256, size: bytes.length, source: bytes, release: () => Promise.resolve() };
}

async function heldFile(body: FileBody, { signal, sha256 }: PutOptions): Promise<HeldBody> {
  const { handle, size, mtimeMs } = await body.open();
  await handle.close();
  const held = { size, source: body, stamp: { size, mtimeMs }, release: () => Promise.resolve() };
  if (sha256 !== undefined) return { ...held, sha256 };
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of chunksOf(body, signal)) {
    hash.update(chunk);
    read += chunk.length;
  }
  if (read !== size) throw body.changed();
  return { ...held, sha256: hash.digest('hex') };
}

async function heldStream(body: AsyncIterable<Uint8Array>, options: PutOptions & { readonly folder: string }): Promise<HeldBody> {
  const chunks = chunksOf(body, options.signal);
  const first: Uint8Array[] = [];
  let size = 0;
  while (size <= MEMORY_BYTES) {
    const next = await chunks.next();
    if (next.done === true) return await heldInMemory(first);
    // A copy: the source may use its buffer again.
    first.push(next.value.slice());
    size += next.value.length;
  }
  const path = join(options.folder, randomUUID());
  const written = await writeChunks(path, chained(first, chunks), {
    doing: `Holding a body in ${options.folder}, until it is stored,`,
    mode: 0o600,
    isPassing: true,
    finish: (found) => Promise.resolve(found),
  });
  const file = new FileBody(path, 'stream');
  const { handle, mtimeMs } = await file.open();
  await handle.close();
  return { ...written, source: file, stamp: { size: written.size, mtimeMs }, isTemporary: true, release: () => rm(path, { force: true }) };
}

async function heldInMemory(chunks: readonly Uint8Array[]): Promise<HeldBody> {
  const bytes = new Uint8Array(Buffer.concat(chunks));
  return heldBytes(bytes, await digestBytes(bytes));
}

async function* chained(first: Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let chunk = first.shift(); chunk !== undefined; chunk = first.shift()) yield chunk;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
