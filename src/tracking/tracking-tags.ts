import type { Kind } from '../core/index.js';

/** What versions are counted by, and tags are of. */
export interface ArtifactName {
  readonly project: string;
  readonly kind: Kind;
  readonly dbKey: string;
}

/** A tag that is moved to an artifact or taken off it, by hand. */
export interface TagChange {
  readonly artifactUid: string;
  readonly tag: string;
  /** Who does it. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Also a protected tag. Default false. */
  readonly force?: boolean;
}

/** A tag of a project that moves by force alone. */
export interface ProtectedTag {
  readonly project: string;
  readonly tag: string;
  /** Who protected it. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** What happened to a tag: moved to an artifact, or taken off it. */
export interface TagMove {
  readonly tag: string;
  readonly artifactUid: string;
  /** The artifact's. */
  readonly version: number;
  readonly removed: boolean;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Who moved it by hand. */
  readonly by?: string;
  /** The run that moved it when it completed. */
  readonly byRun?: string;
}
