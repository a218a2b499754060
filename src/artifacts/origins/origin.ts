import type { ArtifactRecord } from '../../core/index.js';
import type { DataStat } from '../../sdk/index.js';
import type { ByteRange } from '../artifact-store.js';

/** Where a data item's bytes come from. Its errors already speak of the input: nothing there is InputNotFoundError or BodyNotFoundError. */
export interface Origin {
  /** What the body's file is called. */
  readonly fileName: string;
  /** After something was read: a server tells only then. */
  mediaType(): string;
  /** What the whole body's digest must be, where that is known. Hex. */
  readonly sha256?: string;
  readonly record?: ArtifactRecord;
  /** A file on this machine that has the body. */
  readonly path?: string;
  /** True when `path` is a file of the user's, to be handed out as it is; a stored body's file goes by its digest. */
  readonly isUsersFile?: boolean;
  read(range: ByteRange): AsyncIterable<Uint8Array>;
  stat(): Promise<DataStat>;
  list(): Promise<string[]>;
}

/** Makes the error for "there is nothing". */
export type Missing = (cause?: unknown) => Error;
