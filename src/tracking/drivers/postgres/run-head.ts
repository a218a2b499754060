import type { RunState } from '../../../core/index.js';
import type { RunIdentity } from '../../tracking-store.js';
import type { Session } from './database.js';

/** Where a run stands. */
export interface RunHead {
  readonly id: number;
  readonly state: RunState;
  readonly attempt: number;
  readonly attempt_id: number | null;
  readonly summary: string | null;
}

/** A run as it is named, and when it began. */
export interface Beginning {
  readonly run: RunIdentity;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The run, locked until the transaction ends, or undefined: see {@link lockRuns}. */
export function lockHead(session: Session, uid: string): Promise<RunHead | undefined> {
  return session.get<RunHead>(`SELECT ${HEAD} FROM runs WHERE uid = ? FOR NO KEY UPDATE`, uid);
}

/** As {@link lockHead}, written first when it is not there. Of several processes that do so at once, one writes it and the others wait. */
export async function lockOrCreate(session: Session, { run, time }: Beginning): Promise<RunHead> {
  const head =
    (await lockHead(session, run.uid)) ??
    (await session.get<RunHead>(
      `INSERT INTO runs (uid, start_time, state, ${IDENTITY}) VALUES (?, ?, 'created', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (uid) DO NOTHING RETURNING ${HEAD}`,
      run.uid,
      time,
      ...identityOf(run),
    )) ??
    (await lockHead(session, run.uid));
  if (head === undefined) throw new Error(`run ${run.uid} is gone right after it was written`);
  return head;
}

/** A run that was settled before it ever opened gets its identity and start from its first opening. */
export async function begin(session: Session, id: number, { run, time }: Beginning): Promise<void> {
  await session.run(
    `UPDATE runs SET start_time = ?, (${IDENTITY}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?`,
    time,
    ...identityOf(run),
    id,
  );
}

const HEAD = 'id, state, attempt, attempt_id, summary';
const IDENTITY =
  'name, project, kind, iteration, tree, parent_uid, workflow_id, temporal_run_id, namespace, namespace_id, activity_id, handler, task_queue, source';

function identityOf(run: RunIdentity) {
  return [
    run.name,
    run.project,
    run.kind,
    run.iteration ?? 0,
    run.tree ?? run.uid,
    run.parentUid ?? null,
    run.workflowId ?? null,
    run.temporalRunId ?? null,
    run.namespace ?? null,
    run.namespaceId ?? null,
    run.activityId ?? null,
    run.handler ?? null,
    run.taskQueue ?? null,
    JSON.stringify(run.source ?? {}),
  ] as const;
}
