/** Where a body went. */
export interface StoredBody {
  /** Where it lies, e.g. `file:///data/artifacts/demo/8f/8f14…`; only its own store understands it. */
  readonly target: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** It is not there yet: its store is away, and it waits on this machine's disk. */
  readonly isWaiting?: boolean;
}

/** How a body is put. */
export interface PutOptions {
  /** Gives it up, with the signal's reason, and cleans up. */
  readonly signal?: AbortSignal;
  /** Its digest, where that is known already (hex): a store that has to know it first need not read the body twice. */
  readonly sha256?: string;
}

/** How something is asked. */
export interface AskOptions {
  /** Gives up waiting for the answer, where it comes from afar. */
  readonly signal?: AbortSignal;
}

/** How a link to a body is made. */
export interface PresignOptions {
  /** How long it is good, from now. */
  readonly expiresSeconds: number;
  /** What whoever downloads it gets it as. */
  readonly fileName?: string;
  readonly mediaType?: string;
}

/** Bytes at once or as they come. A stream's chunk is good until the next one is asked for. */
export type BodySource = Uint8Array | AsyncIterable<Uint8Array>;

/** A part of a body; the whole when absent. */
export interface ByteRange {
  readonly offset?: number;
  /** Bytes at most. */
  readonly size?: number;
}

/**
 * Where artifact bodies live. Holds bytes and nothing else: names, kinds and versions are in the tracking store.
 * One instance serves one place; every method may be retried and may run in several processes at once.
 */
export interface ArtifactStore {
  /** Where it is, e.g. `file:/data/artifacts`. */
  readonly url: string;
  /** True when `target` is one of this store's. */
  owns(target: string): boolean;
  /**
   * Writes the whole body durably (fsync) or nothing; hashes while it streams, never holding a whole stream in memory. Equal bodies of a project are stored once.
   * @throws {ArtifactStoreError} no space, no permission; nothing half-written stays. `isAway` when it may do later.
   * @throws {BodyChangedError} for a local file that somebody writes to meanwhile.
   */
  put(project: string, body: BodySource, options?: PutOptions): Promise<StoredBody>;
  /**
   * The project's body of this digest, when it is there already: what need not be put again. Like a `put` it renews the body's age, so that who removes old,
   * unreferenced bodies spares it.
   */
  find(project: string, body: { readonly sha256: string; readonly size: number }, options?: AskOptions): Promise<StoredBody | undefined>;
  /** @throws {BodyNotFoundError} when it is not there (at the first chunk). */
  read(target: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Undefined when it is not there. */
  stat(target: string, options?: AskOptions): Promise<{ readonly size: number; readonly modified: Date } | undefined>;
  /** Not an error when it is not there. */
  delete(target: string): Promise<void>;
  /**
   * Deletes a body that no `put` and no `find` has counted on since then; false when one has, or when it is not there. Safe beside both: who counts on the
   * body meanwhile finds it, or stores it anew.
   */
  deleteUnused(target: string, since: Date): Promise<boolean>;
  /** Every target of a project. The path of a target ends with its body's digest. */
  list(project: string): AsyncIterable<string>;
  /** Of which there are, or were, bodies. */
  projects(): Promise<readonly string[]>;
  /** A URL that reads this body without credentials until it expires. Only stores that a browser can reach have this. */
  presign?(target: string, options: PresignOptions): Promise<string>;
  /** Where a body of this digest is, or will be, once it is put. Only stores that may be away have this: their bodies can wait on this machine. */
  targetOf?(project: string, sha256: string): string;
}
