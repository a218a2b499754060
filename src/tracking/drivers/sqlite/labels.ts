import { RunNotFoundError } from '../../../core/index.js';
import type { LabelChange } from '../../tracking-labels.js';
import { SET_LABEL, labelUpdates } from '../rows/run-labels.js';
import type { Connection } from './connection.js';

const UPDATES = labelUpdates((column) => `${column} IN (SELECT value FROM json_each(?))`);

/** See `TrackingStore.setLabels`. @throws {RunNotFoundError} */
export function setLabels(connection: Connection, { uids, labels }: LabelChange): void {
  connection.write(() => {
    const attemptIds: number[] = [];
    for (const uid of uids) {
      const run = connection.get<{ id: number; attempt_id: number | null }>('SELECT id, attempt_id FROM runs WHERE uid = ?', uid);
      if (run === undefined) throw new RunNotFoundError(uid);
      for (const [key, value] of Object.entries(labels)) connection.run(SET_LABEL, run.id, key, value);
      if (run.attempt_id !== null) attemptIds.push(run.attempt_id);
    }
    applyLabels(connection, attemptIds);
  }, 'fsync');
}

/** Gives attempts the labels that their runs were given by hand. */
export function applyLabels(connection: Connection, attemptIds: readonly number[]): void {
  for (const sql of UPDATES) connection.run(sql, JSON.stringify(attemptIds));
}
