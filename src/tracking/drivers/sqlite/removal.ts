import { LATEST } from '../../../core/index.js';
import type { Blocker, Inventory, Removal, RemovalRequest } from '../../tracking-store.js';
import { INVENTORY, artifactRemovals, blockerQueries, runRemovals, toInventoryArtifact, toInventoryRun } from '../rows/removal.js';
import type { BlockerRow, InventoryArtifactRow, InventoryRunRow, ReadRow } from '../rows/removal.js';
import type { Connection } from './connection.js';
import { withdraw } from './withdraw.js';

const oneOf = (column: string) => `${column} IN (SELECT value FROM json_each(?))`;
const BLOCKERS = blockerQueries(oneOf);

/** See `TrackingStore.remove`. */
export function remove(connection: Connection, request: RemovalRequest): Removal {
  return connection.write(() => {
    const found = find(connection, request);
    const blockers = blockersOf(connection, found).filter(({ reason, by }) => {
      if (reason === 'running') return true;
      return request.force !== true && !(reason === 'tagged' && by === LATEST && request.latestHolds !== true);
    });
    if (blockers.length > 0) return { blockers, runs: 0, artifacts: 0 };
    withdraw(connection, found.artifactIds);
    for (const sql of artifactRemovals(oneOf)) connection.run(sql, found.artifactIds);
    for (const sql of runRemovals(oneOf)) connection.run(sql, found.runIds);
    return { blockers, runs: found.runs, artifacts: found.artifacts };
  }, 'fsync');
}

/** See `TrackingStore.inventory`. */
export function inventory(connection: Connection, project: string | null = null): Inventory {
  return connection.read(() => ({
    runs: connection.all<InventoryRunRow>(INVENTORY.runs, project, project).map(toInventoryRun),
    artifacts: connection.all<InventoryArtifactRow>(INVENTORY.artifacts, project, project).map(toInventoryArtifact),
    reads: connection
      .all<ReadRow>(INVENTORY.reads, project, project)
      .map(({ run_uid: runUid, artifact_uid: artifactUid }) => ({ runUid, artifactUid })),
  }));
}

/** See `TrackingStore.projects`. */
export function projects(connection: Connection): readonly string[] {
  return connection.all<{ project: string }>('SELECT DISTINCT project FROM runs ORDER BY project').map(({ project }) => project);
}

/** What is to be removed, as JSON arrays. */
interface Found {
  readonly runs: number;
  readonly artifacts: number;
  readonly runIds: string;
  readonly artifactIds: string;
  /** The runs, and those of the artifacts. */
  readonly concerned: string;
}

function find(connection: Connection, request: RemovalRequest): Found {
  const runs = connection.all<{ id: number }>(`SELECT id FROM runs WHERE ${oneOf('uid')}`, JSON.stringify(request.runs));
  const runIds = JSON.stringify(runs.map(({ id }) => id));
  const rows = connection.all<{ id: number; uid: string; run_id: number }>(
    `SELECT a.id, a.uid, t.run_id FROM artifacts a JOIN attempts t ON t.id = a.attempt_id WHERE ${oneOf('a.uid')} OR ${oneOf('t.run_id')}`,
    JSON.stringify(request.artifacts),
    runIds,
  );
  const uids = new Set(rows.map(({ uid }) => uid));
  return {
    runs: runs.length,
    artifacts: uids.size,
    runIds,
    artifactIds: JSON.stringify(rows.map(({ id }) => id)),
    concerned: JSON.stringify([...new Set([...runs.map(({ id }) => id), ...rows.map((row) => row.run_id)])]),
  };
}

function blockersOf(connection: Connection, { runIds, artifactIds, concerned }: Found): readonly Blocker[] {
  const ask = (reason: Blocker['reason'], ...parameters: string[]) =>
    connection
      .all<BlockerRow>(BLOCKERS[reason], ...parameters)
      .map(({ uid, run_uid: runUid, by }): Blocker => ({ reason, uid, runUid, by }));
  return [
    ...ask('running', concerned),
    ...ask('pipeline', concerned),
    ...ask('steps', runIds, runIds),
    ...ask('tagged', artifactIds),
    ...ask('read', artifactIds, runIds),
  ];
}
