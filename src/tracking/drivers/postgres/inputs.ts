import type { InputRecord, PinnedInput } from '../../tracking-store.js';
import { known } from '../rows/known.js';
import type { Session } from './database.js';
import { insertRows } from './insert-rows.js';

interface InputRow {
  readonly run_uid: string;
  readonly key: string;
  readonly uri: string;
  readonly artifact_uid: string | null;
  readonly sha256: string | null;
  readonly size: number | null;
}

const RUN_INPUTS = {
  table: 'run_inputs',
  columns: { run_id: 'bigint', key: 'text', uri: 'text', artifact_uid: 'text', sha256: 'text', size: 'bigint' },
  otherwise: `ON CONFLICT (run_id, key) DO UPDATE SET artifact_uid = coalesce(run_inputs.artifact_uid, excluded.artifact_uid),
    sha256 = coalesce(run_inputs.sha256, excluded.sha256), size = coalesce(run_inputs.size, excluded.size) WHERE run_inputs.uri = excluded.uri`,
} as const;

/** The first pin of a key stays; the same place again may add what was not known of it then. */
export async function pinInputs(session: Session, runId: number, inputs: Readonly<Record<string, PinnedInput>>): Promise<void> {
  const rows = Object.entries(inputs).map(([key, { uri, artifactUid = null, sha256 = null, size = null }]) => [
    runId,
    key,
    uri,
    artifactUid,
    sha256,
    size,
  ]);
  await insertRows(session, RUN_INPUTS, rows);
}

const SELECT = `SELECT r.uid AS run_uid, i.key, i.uri, i.artifact_uid, i.sha256, i.size FROM run_inputs i JOIN runs r ON r.id = i.run_id`;

/** Every input of a run by key. */
export async function pinnedInputs(session: Session, runId: number): Promise<Readonly<Record<string, PinnedInput>>> {
  const rows = await session.all<InputRow>(`${SELECT} WHERE i.run_id = ? ORDER BY i.key`, runId);
  return Object.fromEntries(rows.map((row) => [row.key, toPinned(row)]));
}

/** The same with the run's uid in each: lineage. */
export async function inputRecords(session: Session, runUid: string): Promise<readonly InputRecord[]> {
  return toRecords(await session.all<InputRow>(`${SELECT} WHERE r.uid = ? ORDER BY i.key`, runUid));
}

/** The inputs of all runs that read this artifact. */
export async function consumers(session: Session, artifactUid: string): Promise<readonly InputRecord[]> {
  return toRecords(await session.all<InputRow>(`${SELECT} WHERE i.artifact_uid = ? ORDER BY r.start_time, r.id, i.key`, artifactUid));
}

function toRecords(rows: readonly InputRow[]): readonly InputRecord[] {
  return rows.map((row) => ({ runUid: row.run_uid, key: row.key, ...toPinned(row) }));
}

function toPinned({ uri, artifact_uid: artifactUid, sha256, size }: InputRow): PinnedInput {
  return known({ uri, artifactUid, sha256, size });
}
