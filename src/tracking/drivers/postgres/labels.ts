import { RunNotFoundError } from '../../../core/index.js';
import type { LabelChange } from '../../tracking-labels.js';
import { SET_LABEL, labelUpdates } from '../rows/run-labels.js';
import type { Session } from './database.js';

const UPDATES = labelUpdates((column) => `${column} = ANY (?)`);

/** See `TrackingStore.setLabels`. @throws {RunNotFoundError} */
export async function setLabels(session: Session, { uids, labels }: LabelChange): Promise<void> {
  const runs = await session.all<{ id: number; uid: string; attempt_id: number | null }>(
    'SELECT id, uid, attempt_id FROM runs WHERE uid = ANY (?) ORDER BY uid FOR NO KEY UPDATE',
    uids,
  );
  const missing = uids.find((uid) => !runs.some((run) => run.uid === uid));
  if (missing !== undefined) throw new RunNotFoundError(missing);
  for (const { id } of runs) {
    for (const [key, value] of Object.entries(labels)) await session.run(SET_LABEL, id, key, value);
  }
  await applyLabels(
    session,
    runs.flatMap((run) => run.attempt_id ?? []),
  );
}

/** Gives attempts the labels that their runs were given by hand. */
export async function applyLabels(session: Session, attemptIds: readonly number[]): Promise<void> {
  for (const sql of UPDATES) await session.run(sql, attemptIds);
}
