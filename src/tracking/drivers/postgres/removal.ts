import { LATEST } from '../../../core/index.js';
import type { Blocker, Inventory, Removal, RemovalRequest } from '../../tracking-store.js';
import { INVENTORY, artifactRemovals, blockerQueries, runRemovals, toInventoryArtifact, toInventoryRun } from '../rows/removal.js';
import type { BlockerRow, InventoryArtifactRow, InventoryRunRow, ReadRow } from '../rows/removal.js';
import type { Session } from './database.js';
import { lockNames } from './lock-names.js';
import { withdraw } from './withdraw.js';

const oneOf = (column: string) => `${column} = ANY (?)`;
const BLOCKERS = blockerQueries(oneOf);

/** See `TrackingStore.remove`. */
export async function remove(session: Session, request: RemovalRequest): Promise<Removal> {
  // Whoever writes about a run holds its row, and whoever publishes or tags holds the names: what is found then stays so.
  const before = await find(session, request);
  await session.run(`SELECT 1 FROM runs WHERE ${oneOf('id')} ORDER BY uid FOR UPDATE`, before.concerned);
  await lockNames(session, before.artifactIds);
  const found = await find(session, request);
  const blockers = (await blockersOf(session, found)).filter(({ reason, by }) => {
    if (reason === 'running') return true;
    return request.force !== true && !(reason === 'tagged' && by === LATEST && request.latestHolds !== true);
  });
  if (blockers.length > 0) return { blockers, runs: 0, artifacts: 0 };
  await withdraw(session, found.artifactIds);
  for (const sql of artifactRemovals(oneOf)) await session.run(sql, found.artifactIds);
  for (const sql of runRemovals(oneOf)) await session.run(sql, found.runIds);
  return { blockers, runs: found.runIds.length, artifacts: found.artifactUids.length };
}

/** See `TrackingStore.inventory`. */
export async function inventory(session: Session, project: string | null = null): Promise<Inventory> {
  const sqlOf = (sql: string) => sql.replace('? IS NULL', '?::text IS NULL');
  const [runs, artifacts, reads] = await Promise.all([
    session.all<InventoryRunRow>(sqlOf(INVENTORY.runs), project, project),
    session.all<InventoryArtifactRow>(sqlOf(INVENTORY.artifacts), project, project),
    session.all<ReadRow>(sqlOf(INVENTORY.reads), project, project),
  ]);
  return {
    runs: runs.map(toInventoryRun),
    artifacts: artifacts.map(toInventoryArtifact),
    reads: reads.map(({ run_uid: runUid, artifact_uid: artifactUid }) => ({ runUid, artifactUid })),
  };
}

/** See `TrackingStore.projects`. */
export async function projects(session: Session): Promise<readonly string[]> {
  const rows = await session.all<{ project: string }>('SELECT DISTINCT project FROM runs ORDER BY project');
  return rows.map(({ project }) => project);
}

/** What is to be removed. */
interface Found {
  readonly runIds: readonly number[];
  readonly artifactIds: readonly number[];
  readonly artifactUids: readonly string[];
  /** The runs, and those of the artifacts. */
  readonly concerned: readonly number[];
}

async function find(session: Session, request: RemovalRequest): Promise<Found> {
  const runs = await session.all<{ id: number }>(`SELECT id FROM runs WHERE ${oneOf('uid')}`, request.runs);
  const runIds = runs.map(({ id }) => id);
  const rows = await session.all<{ id: number; uid: string; run_id: number }>(
    `SELECT a.id, a.uid, t.run_id FROM artifacts a JOIN attempts t ON t.id = a.attempt_id WHERE ${oneOf('a.uid')} OR ${oneOf('t.run_id')}`,
    request.artifacts,
    runIds,
  );
  return {
    runIds,
    artifactIds: rows.map(({ id }) => id),
    artifactUids: [...new Set(rows.map(({ uid }) => uid))],
    concerned: [...new Set([...runIds, ...rows.map((row) => row.run_id)])],
  };
}

async function blockersOf(session: Session, { runIds, artifactIds, concerned }: Found): Promise<readonly Blocker[]> {
  const ask = async (reason: Blocker['reason'], ...parameters: (readonly (string | number)[])[]) =>
    (await session.all<BlockerRow>(BLOCKERS[reason], ...parameters)).map(({ uid, run_uid: runUid, by }): Blocker => ({
      reason,
      uid,
      runUid,
      by,
    }));
  const found = await Promise.all([
    ask('running', concerned),
    ask('pipeline', concerned),
    ask('steps', runIds, runIds),
    ask('tagged', artifactIds),
    ask('read', artifactIds, runIds),
  ]);
  return found.flat();
}
