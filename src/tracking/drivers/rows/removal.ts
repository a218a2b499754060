import type { Blocker, InventoryArtifact, InventoryRun } from '../../tracking-store.js';

/** Says in a driver's SQL that a column has one of the values of the next parameter. */
type OneOf = (column: string) => string;

const OVER = `('completed', 'error', 'aborted', 'skipped', 'unknown')`;

/** A row of one of {@link blockerQueries}. */
export interface BlockerRow {
  readonly uid: string;
  readonly run_uid: string;
  readonly by: string;
}

/** Why runs and artifacts cannot be removed. Parameters: see `parametersOf` of each driver, in the order of the question marks. */
export function blockerQueries(oneOf: OneOf): Readonly<Record<Blocker['reason'], string>> {
  return {
    // Parameters: ids of the runs that go and of the artifacts' runs.
    running: `SELECT uid, uid AS run_uid, state AS by FROM runs WHERE ${oneOf('id')} AND state NOT IN ${OVER}`,
    // The same.
    pipeline: `SELECT r.uid, r.uid AS run_uid, p.uid AS by FROM runs r JOIN runs p ON p.uid = r.parent_uid
      WHERE ${oneOf('r.id')} AND p.state NOT IN ${OVER}`,
    // Ids of the runs that go, twice.
    steps: `SELECT p.uid, p.uid AS run_uid, c.uid AS by FROM runs c JOIN runs p ON p.uid = c.parent_uid
      WHERE ${oneOf('p.id')} AND NOT (${oneOf('c.id')})`,
    // Ids of the artifacts.
    tagged: `SELECT a.uid, o.uid AS run_uid, g.tag AS by FROM tags g JOIN artifacts a ON a.id = g.artifact_id
        JOIN attempts t ON t.id = a.attempt_id JOIN runs o ON o.id = t.run_id WHERE ${oneOf('a.id')}`,
    // Ids of the artifacts, ids of the runs that go.
    read: `SELECT DISTINCT a.uid, o.uid AS run_uid, r.uid AS by FROM artifacts a JOIN run_inputs i ON i.artifact_uid = a.uid
        JOIN runs r ON r.id = i.run_id JOIN attempts t ON t.id = a.attempt_id JOIN runs o ON o.id = t.run_id
      WHERE ${oneOf('a.id')} AND NOT (${oneOf('r.id')})`,
  };
}

/** Removes rows of artifacts that are withdrawn, whose ids are the one parameter of each; their versions are not given again. */
export function artifactRemovals(oneOf: OneOf): readonly string[] {
  return [
    `INSERT INTO deleted_versions (project, kind, db_key, version)
     SELECT project, kind, db_key, max(version) FROM artifacts WHERE ${oneOf('id')} AND version > 0 GROUP BY project, kind, db_key
     ON CONFLICT (project, db_key, kind) DO UPDATE SET version = excluded.version WHERE excluded.version > deleted_versions.version`,
    `DELETE FROM tag_moves WHERE ${oneOf('artifact_id')}`,
    `DELETE FROM artifacts WHERE ${oneOf('id')}`,
  ];
}

/** Removes runs with all they logged but artifacts, which are gone already. Their ids are the one parameter of each. */
export function runRemovals(oneOf: OneOf): readonly string[] {
  const theirs = `attempt_id IN (SELECT id FROM attempts WHERE ${oneOf('run_id')})`;
  return [
    ...['events', 'current_values', 'metrics', 'metric_summaries'].map((table) => `DELETE FROM ${table} WHERE ${theirs}`),
    ...['run_inputs', 'run_labels'].map((table) => `DELETE FROM ${table} WHERE ${oneOf('run_id')}`),
    `DELETE FROM attempts WHERE ${oneOf('run_id')}`,
    `DELETE FROM runs WHERE ${oneOf('id')}`,
  ];
}

/** The project twice in each: NULL for all of them. */
export const INVENTORY = {
  runs: `SELECT r.uid, r.name, r.state IN ${OVER} AS is_over, coalesce(r.end_time, r.start_time) AS time, p.uid AS parent_uid
    FROM runs r LEFT JOIN runs p ON p.uid = r.parent_uid WHERE ? IS NULL OR r.project = ? ORDER BY r.start_time DESC, r.id DESC`,
  // A later attempt of a run that has not completed may go on from what an earlier one had logged inside a once, or before a checkpoint.
  artifacts: `SELECT a.uid, r.uid AS run_uid, a.project, a.kind, a.db_key, a.version, a.state, a.created,
      EXISTS (SELECT 1 FROM tags g WHERE g.artifact_id = a.id) AS is_tagged,
      r.state <> 'completed' AND EXISTS (SELECT 1 FROM current_values v WHERE v.attempt_id = a.attempt_id
        AND ((v.type = 'once' AND a.seq BETWEEN v.num AND v.seq) OR (v.type = 'checkpoint' AND a.seq < v.seq))) AS is_resumable
    FROM artifacts a JOIN attempts t ON t.id = a.attempt_id JOIN runs r ON r.id = t.run_id WHERE ? IS NULL OR a.project = ? ORDER BY a.id DESC`,
  reads: `SELECT DISTINCT r.uid AS run_uid, i.artifact_uid FROM run_inputs i JOIN runs r ON r.id = i.run_id
    JOIN artifacts a ON a.uid = i.artifact_uid WHERE ? IS NULL OR a.project = ?`,
} as const;

/** A row of the runs of {@link INVENTORY}. SQLite has 0 and 1 for what is true or not. */
export interface InventoryRunRow {
  readonly uid: string;
  readonly name: string;
  readonly is_over: boolean | 0 | 1;
  readonly time: number;
  readonly parent_uid: string | null;
}

/** A row of the artifacts of {@link INVENTORY}. */
export interface InventoryArtifactRow {
  readonly uid: string;
  readonly run_uid: string;
  readonly project: string;
  readonly kind: InventoryArtifact['kind'];
  readonly db_key: string;
  readonly version: number;
  readonly state: InventoryArtifact['state'];
  readonly created: number;
  readonly is_tagged: boolean | 0 | 1;
  readonly is_resumable: boolean | 0 | 1;
}

/** A row of the reads of {@link INVENTORY}. */
export interface ReadRow {
  readonly run_uid: string;
  readonly artifact_uid: string;
}

/** The run that the row stands for. */
export function toInventoryRun({ uid, name, is_over: isOver, time, parent_uid: parentUid }: InventoryRunRow): InventoryRun {
  return { uid, name, isOver: Boolean(isOver), time, ...(parentUid === null ? {} : { parentUid }) };
}

/** The artifact that the row stands for. */
export function toInventoryArtifact(row: InventoryArtifactRow): InventoryArtifact {
  return {
    uid: row.uid,
    runUid: row.run_uid,
    project: row.project,
    kind: row.kind,
    dbKey: row.db_key,
    version: row.version,
    state: row.state,
    time: row.created,
    isTagged: Boolean(row.is_tagged),
    isResumable: Boolean(row.is_resumable),
  };
}
