import type { InputRecord, PinnedInput } from '../../tracking-store.js';
import { known } from '../rows/known.js';
import type { Connection } from './connection.js';

interface InputRow {
  readonly key: string;
  readonly uri: string;
  readonly artifact_uid: string | null;
  readonly sha256: string | null;
  readonly size: number | null;
}

/** The first pin of a key stays; the same place again may add what was not known of it then. */
export function pinInput(connection: Connection, runId: number, [key, input]: readonly [string, PinnedInput]): void {
  connection.run(
    `INSERT INTO run_inputs (run_id, key, uri, artifact_uid, sha256, size) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (run_id, key) DO UPDATE SET artifact_uid = coalesce(artifact_uid, excluded.artifact_uid), sha256 = coalesce(sha256, excluded.sha256),
       size = coalesce(size, excluded.size) WHERE uri = excluded.uri`,
    runId,
    key,
    input.uri,
    input.artifactUid ?? null,
    input.sha256 ?? null,
    input.size ?? null,
  );
}

/** Every input of a run by key. */
export function pinnedInputs(connection: Connection, runId: number): Readonly<Record<string, PinnedInput>> {
  const rows = connection.all<InputRow>('SELECT key, uri, artifact_uid, sha256, size FROM run_inputs WHERE run_id = ? ORDER BY key', runId);
  return Object.fromEntries(rows.map((row) => [row.key, toPinned(row)]));
}

/** The same with the run's uid in each: lineage. */
export function inputRecords(connection: Connection, runUid: string): readonly InputRecord[] {
  const rows = connection.all<InputRow>(
    'SELECT key, uri, artifact_uid, sha256, size FROM run_inputs WHERE run_id = (SELECT id FROM runs WHERE uid = ?) ORDER BY key',
    runUid,
  );
  return rows.map((row) => ({ runUid, key: row.key, ...toPinned(row) }));
}

/** The inputs of all runs that read this artifact. */
export function consumers(connection: Connection, artifactUid: string): readonly InputRecord[] {
  const rows = connection.all<InputRow & { readonly run_uid: string }>(
    `SELECT r.uid AS run_uid, i.key, i.uri, i.artifact_uid, i.sha256, i.size FROM run_inputs i JOIN runs r ON r.id = i.run_id
     WHERE i.artifact_uid = ? ORDER BY r.start_time, r.id, i.key`,
    artifactUid,
  );
  return rows.map((row) => ({ runUid: row.run_uid, key: row.key, ...toPinned(row) }));
}

function toPinned({ uri, artifact_uid: artifactUid, sha256, size }: InputRow): PinnedInput {
  return known({ uri, artifactUid, sha256, size });
}
