import { RunNotFoundError, StaleAttemptError } from '../../../core/index.js';
import type { RunState, TidemarkError } from '../../../core/index.js';
import type { Session } from './database.js';

/** One attempt of a run, with what its writes need to know. */
export interface AttemptRow {
  readonly run_id: number;
  readonly run_state: RunState;
  readonly project: string;
  readonly tree: string;
  readonly iteration: number;
  readonly id: number;
  readonly attempt: number;
  readonly state: RunState;
  /** A newer attempt has opened. */
  readonly superseded: boolean;
}

/** Which attempt of which run. */
export interface AttemptName {
  readonly uid: string;
  readonly attempt: number;
}

/**
 * The fence: whoever writes about a run, its attempts or what they log holds the run's row until the transaction ends, so that no attempt opens or
 * closes between a check and the write that it allows. Rows are taken in the order of their uids: two transactions never wait for each other.
 *
 * Gives the attempts, superseded or over though they may be, or why there is none; in the order of the names.
 */
export async function lockAttempts(session: Session, names: readonly AttemptName[]): Promise<readonly (AttemptRow | TidemarkError)[]> {
  const uids = names.map(({ uid }) => uid);
  // The second statement begins when the first has the rows, and sees what was committed until then.
  const [, rows] = await Promise.all([
    session.run('SELECT 1 FROM runs WHERE uid = ANY (?) ORDER BY uid FOR NO KEY UPDATE', uids),
    session.all<FoundRow>(
      `SELECT w.place, r.id AS run_id, r.state AS run_state, r.project, r.tree, r.iteration, a.id, a.attempt, a.state, r.attempt <> a.attempt AS superseded
       FROM unnest(?::text[], ?::bigint[]) WITH ORDINALITY AS w (uid, attempt, place)
         JOIN runs r ON r.uid = w.uid LEFT JOIN attempts a ON a.run_id = r.id AND a.attempt = w.attempt`,
      uids,
      names.map(({ attempt }) => attempt),
    ),
  ]);
  const found = new Map(rows.map((row) => [row.place - 1, row]));
  return names.map(({ uid, attempt }, index) => {
    const row = found.get(index);
    if (row === undefined) return new RunNotFoundError(uid);
    return row.id === null ? new StaleAttemptError(uid, attempt, 'this tracking store never opened it') : row;
  });
}

type FoundRow = (AttemptRow | { readonly id: null }) & { readonly place: number };

/** The one attempt, locked, which must be the newest. @throws {StaleAttemptError} @throws {RunNotFoundError} */
export async function lockNewest(session: Session, name: AttemptName): Promise<AttemptRow> {
  const [found = new RunNotFoundError(name.uid)] = await lockAttempts(session, [name]);
  const newest = refuseSuperseded(found, name);
  if (newest instanceof Error) throw newest;
  return newest;
}

/** As {@link lockNewest}, and it must be running. */
export async function lockWritable(session: Session, name: AttemptName): Promise<AttemptRow> {
  const found = refuseOver(await lockNewest(session, name), name);
  if (found instanceof Error) throw found;
  return found;
}

/** The attempt when it may still write: it is the newest, and running. */
export function writable(found: AttemptRow | TidemarkError, name: AttemptName): AttemptRow | TidemarkError {
  return refuseOver(refuseSuperseded(found, name), name);
}

function refuseSuperseded(found: AttemptRow | TidemarkError, { uid, attempt }: AttemptName): AttemptRow | TidemarkError {
  return found instanceof Error || !found.superseded ? found : new StaleAttemptError(uid, attempt);
}

function refuseOver(found: AttemptRow | TidemarkError, { uid, attempt }: AttemptName): AttemptRow | TidemarkError {
  return found instanceof Error || found.state === 'running' ? found : new StaleAttemptError(uid, attempt, `it is over (${found.state})`);
}
