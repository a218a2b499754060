import type { Json, RunState } from '../../../core/index.js';
import type { OpenAttempt, OpenedAttempt } from '../../tracking-store.js';
import { firstValues } from '../rows/current-value.js';
import { endAttempts } from './close-attempt.js';
import { setValues } from './current-values.js';
import type { Session } from './database.js';
import { pinInputs, pinnedInputs } from './inputs.js';
import { applyLabels } from './labels.js';
import { resumePoints } from './resume.js';
import { begin, lockOrCreate } from './run-head.js';
import type { RunHead } from './run-head.js';

/** See `TrackingStore.openAttempt`. */
export async function openAttempt(session: Session, request: OpenAttempt): Promise<OpenedAttempt> {
  const run = await lockOrCreate(session, request);
  if (run.state === 'completed' && request.reopen !== true) {
    return { state: 'completed', attempt: run.attempt, summary: JSON.parse(run.summary ?? 'null') as Json };
  }
  if (run.attempt === 0) {
    // It is not new: it was settled before it ever opened.
    if (run.state !== 'created') await begin(session, run.id, request);
    return { state: 'opened', attempt: await startAttempt(session, run, request), inputs: request.inputs };
  }
  const attempt = (await reopenAttempt(session, run, request)) ?? (await supersede(session, run, request));
  const resume = await resumePoints(session, run.id, attempt);
  return { state: 'opened', attempt, inputs: await pinnedInputs(session, run.id), ...(resume === undefined ? {} : { resume }) };
}

/** The attempt that this execution has already. One that was settled while its owner lived runs on, unless it is superseded; any that is over if it is asked for. */
async function reopenAttempt(
  session: Session,
  run: RunHead,
  { nonce, leaseUntil, reopen = false }: OpenAttempt,
): Promise<number | undefined> {
  const found = await session.get<{ id: number; attempt: number; state: RunState; settled: boolean }>(
    'SELECT id, attempt, state, settled FROM attempts WHERE run_id = ? AND nonce = ?',
    run.id,
    nonce,
  );
  if (found !== undefined && found.id === run.attempt_id && (found.settled || (reopen && found.state !== 'running'))) {
    await session.run(
      `UPDATE attempts SET state = 'running', status_reason = NULL, error = NULL, end_time = NULL, settled = FALSE, lease_until = ? WHERE id = ?`,
      leaseUntil ?? null,
      found.id,
    );
    await session.run('DELETE FROM metric_summaries WHERE attempt_id = ?', found.id);
    await showRunning(session, run.id, found);
  }
  return found?.attempt;
}

async function supersede(session: Session, run: RunHead, request: OpenAttempt): Promise<number> {
  const { temporalRunId, taskQueue = null } = request.run;
  if (temporalRunId !== undefined) {
    const sql = 'UPDATE runs SET temporal_run_id = ?, task_queue = coalesce(?, task_queue) WHERE id = ?';
    await session.run(sql, temporalRunId, taskQueue, run.id);
  }
  const live = await session.all<{ id: number }>(`SELECT id FROM attempts WHERE run_id = ? AND state = 'running'`, run.id);
  await endAttempts(
    session,
    live.map(({ id }) => id),
    { state: 'aborted', statusReason: 'superseded', time: request.time },
  );
  return startAttempt(session, run, request);
}

async function startAttempt(session: Session, run: RunHead, request: OpenAttempt): Promise<number> {
  const attempt = run.attempt + 1;
  const inserted = await session.get<{ id: number }>(
    `INSERT INTO attempts (run_id, attempt, nonce, state, temporal_attempt, host, pid, start_time, lease_until)
     VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?) RETURNING id`,
    run.id,
    attempt,
    request.nonce,
    request.temporalAttempt ?? null,
    request.host ?? null,
    request.pid ?? null,
    request.time,
    request.leaseUntil ?? null,
  );
  const attemptId = inserted?.id ?? 0;
  await Promise.all([
    showRunning(session, run.id, { id: attemptId, attempt }),
    setValues(
      session,
      firstValues(request).map((value) => ({ attemptId, ...value })),
    ),
    pinInputs(session, run.id, request.inputs),
  ]);
  if (run.state !== 'created') await applyLabels(session, [attemptId]);
  return attempt;
}

async function showRunning(
  session: Session,
  runId: number,
  { id, attempt }: { readonly id: number; readonly attempt: number },
): Promise<void> {
  await session.run(
    `UPDATE runs SET state = CASE state WHEN 'aborting' THEN state ELSE 'running' END, attempt = ?, attempt_id = ?, status_reason = NULL, error = NULL,
       end_time = NULL WHERE id = ?`,
    attempt,
    id,
    runId,
  );
}
