import type { ProtectedTag, TagMove } from '../../tracking-store.js';

/** A row of the table protected_tags. */
export interface ProtectedTagRow {
  readonly project: string;
  readonly tag: string;
  readonly protected_by: string;
  readonly time: number;
}

/** A row of the table tag_moves, with the artifact. */
export interface TagMoveRow {
  readonly tag: string;
  readonly uid: string;
  readonly version: number;
  readonly run_uid: string;
  readonly time: number;
  readonly moved_by: string | null;
  readonly removed: number | null;
}

/** The protection that the row stands for. */
export function toProtectedTag({ project, tag, protected_by: by, time }: ProtectedTagRow): ProtectedTag {
  return { project, tag, by, time };
}

/** The move that the row stands for. */
export function toTagMove(row: TagMoveRow): TagMove {
  return {
    tag: row.tag,
    artifactUid: row.uid,
    version: row.version,
    time: row.time,
    removed: row.removed === 1,
    ...(row.moved_by === null ? { byRun: row.run_uid } : { by: row.moved_by }),
  };
}
