import { RunNotFoundError } from '../../../core/index.js';
import type { RunState } from '../../../core/index.js';
import type { Lease, LeaseState } from '../../tracking-store.js';
import type { Connection } from './connection.js';
import { findAttempt } from './fence.js';

/** See `TrackingStore.renewLeases`. */
export function renewLeases(connection: Connection, leases: readonly Lease[], until: number): readonly LeaseState[] {
  return connection.write(() => leases.map((lease) => renewLease(connection, lease, until)));
}

/** See `TrackingStore.requestAbort`. @throws {RunNotFoundError} */
export function requestAbort(connection: Connection, uid: string, time: number): RunState {
  return connection.write(() => {
    connection.run(
      `UPDATE runs SET state = 'aborting', abort_time = ? WHERE uid = ? AND state IN ('created', 'pending', 'running', 'pendingRetry')`,
      time,
      uid,
    );
    const run = connection.get<{ state: RunState }>('SELECT state FROM runs WHERE uid = ?', uid);
    if (run === undefined) throw new RunNotFoundError(uid);
    return run.state;
  });
}

function renewLease(connection: Connection, { uid, attempt }: Lease, until: number): LeaseState {
  const found = findAttempt(connection, uid, attempt);
  if (found instanceof Error) return 'over';
  if (found.superseded === 1) return 'superseded';
  if (found.state !== 'running') return 'over';
  connection.run('UPDATE attempts SET lease_until = max(coalesce(lease_until, 0), ?) WHERE id = ?', until, found.id);
  return found.run_state === 'aborting' ? 'aborting' : 'held';
}
