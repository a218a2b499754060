import type { ArtifactRecord } from '../../core/index.js';
import type { DataStat } from '../../sdk/index.js';
import type { ByteRange, PresignOptions } from '../artifact-store.js';

/** Where a data item's bytes come from. Its errors already speak of the input: nothing there is InputNotFoundError or BodyNotFoundError. */
export interface Origin {
  /** What the body's file is called. */
  readonly fileName: string;
  /** After something was read: a server tells only then. */
  mediaType(): string;
  /** What the whole body's digest must be, where that is known. Hex. */
  readonly sha256?: string;
  /** Its size, where that is known. Bytes. */
  readonly size?: number;
  readonly record?: ArtifactRecord;
  /** What reading it is recorded as, when that is not the digest of what was read: a file of a directory stands for the directory. */
  readonly readAs?: { readonly sha256: string; readonly size: number };
  /** A file on this machine that has the body. */
  readonly path?: string;
  /** True when `path` is a file of the user's, to be handed out as it is; a stored body's file goes by its digest. */
  readonly isUsersFile?: boolean;
  read(range: ByteRange): AsyncIterable<Uint8Array>;
  stat(): Promise<DataStat>;
  list(): Promise<string[]>;
  /** The files of a directory. */
  directory?(): Promise<Directory>;
  /** True for a directory that has no body of its own: it is written out as a folder. */
  readonly isTree?: boolean;
  /** A URL that reads the body without credentials; only where there is a server to read it from. */
  readonly presign?: (options: PresignOptions) => Promise<string>;
}

/** The files of a directory, to read one by one. */
export interface Directory {
  /** By path; bytes. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Undefined when there is none of this path. */
  file(path: string): Origin | undefined;
}

/** Makes the error for "there is nothing". */
export type Missing = (cause?: unknown) => Error;
