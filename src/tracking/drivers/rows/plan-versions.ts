/** An artifact that waits for its publication. */
export interface PendingRow {
  readonly id: number;
  readonly uid: string;
  readonly project: string;
  readonly kind: string;
  readonly db_key: string;
  readonly sha256: string;
  readonly media_type: string;
  /** 1: a new version is wanted, whatever the bytes are. */
  readonly new_version: number | null;
  /** JSON. */
  readonly wanted_tags: string;
}

/** Where the versions of a name stand. */
export interface NameHead {
  /** The highest number ever given. */
  readonly last: number;
  /** The newest version that is published; its record is the one that made it. */
  readonly newest?: Head;
}

/** A version, and the record that made it. */
export interface Head {
  readonly uid: string;
  readonly version: number;
  readonly sha256: string;
  readonly media_type: string;
}

/** What an artifact is published as. */
export interface Publication {
  readonly id: number;
  readonly version: number;
  /** The record whose bytes it repeats. */
  readonly sameAs: string | null;
}

/** A text for each name: versions are counted by it. */
export function nameOf({ project, kind, db_key: dbKey }: Pick<PendingRow, 'project' | 'kind' | 'db_key'>): string {
  return `${project}/${kind}/${dbKey}`;
}

/**
 * The version of each artifact, in the order they were logged. One with the bytes of the newest version has its number; any other has the next one, also
 * when an older version had its bytes: to go back is a change.
 */
export function planVersions(pending: readonly PendingRow[], heads: ReadonlyMap<string, NameHead>): readonly Publication[] {
  const now = new Map(heads);
  return pending.map((row) => {
    const { last, newest } = now.get(nameOf(row)) ?? { last: 0 };
    if (newest !== undefined && row.new_version !== 1 && isSame(row, newest)) {
      return { id: row.id, version: newest.version, sameAs: newest.uid };
    }
    const version = last + 1;
    now.set(nameOf(row), { last: version, newest: { uid: row.uid, version, sha256: row.sha256, media_type: row.media_type } });
    return { id: row.id, version, sameAs: null };
  });
}

// What was registered by its URL alone has no digest: nobody knows what it is.
function isSame(row: PendingRow, head: Head): boolean {
  return row.sha256 !== '' && row.sha256 === head.sha256 && row.media_type === head.media_type;
}
