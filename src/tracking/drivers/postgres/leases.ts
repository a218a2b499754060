import { RunNotFoundError } from '../../../core/index.js';
import type { RunState, TidemarkError } from '../../../core/index.js';
import type { Lease, LeaseState } from '../../tracking-store.js';
import type { Session } from './database.js';
import { lockAttempts } from './fence.js';
import type { AttemptRow } from './fence.js';

/** See `TrackingStore.renewLeases`. */
export async function renewLeases(session: Session, leases: readonly Lease[], until: number): Promise<readonly LeaseState[]> {
  const found = await lockAttempts(session, leases);
  const held = found.flatMap((attempt) => (attempt instanceof Error || isLost(stateOf(attempt)) ? [] : [attempt.id]));
  await session.run('UPDATE attempts SET lease_until = greatest(lease_until, ?) WHERE id = ANY (?)', until, held);
  return found.map(stateOf);
}

/** See `TrackingStore.requestAbort`. @throws {RunNotFoundError} */
export async function requestAbort(session: Session, uid: string, time: number): Promise<RunState> {
  await session.run(
    `UPDATE runs SET state = 'aborting', abort_time = ? WHERE uid = ? AND state IN ('created', 'pending', 'running', 'pendingRetry')`,
    time,
    uid,
  );
  const run = await session.get<{ state: RunState }>('SELECT state FROM runs WHERE uid = ?', uid);
  if (run === undefined) throw new RunNotFoundError(uid);
  return run.state;
}

function stateOf(attempt: AttemptRow | TidemarkError): LeaseState {
  if (attempt instanceof Error) return 'over';
  if (attempt.superseded) return 'superseded';
  if (attempt.state !== 'running') return 'over';
  return attempt.run_state === 'aborting' ? 'aborting' : 'held';
}

function isLost(state: LeaseState): boolean {
  return state === 'superseded' || state === 'over';
}
