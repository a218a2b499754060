import { Link } from '@tanstack/react-router';
import type { AttemptRecord, RunRecord } from '../api/shapes.js';
import { StateBadge } from '../design/state-badge.js';
import { Duration, TimeAgo } from '../design/time.js';
import { ErrorPanel } from './error-panel.js';

/** Every opening of the run, the newest first, each with what ended it. */
export function Attempts({ run }: { readonly run: RunRecord }) {
  const newest = run.attempts.at(-1)?.attempt;
  return (
    <ol className="attempts">
      {run.attempts.toReversed().map((attempt) => (
        <li key={attempt.attempt} className="card">
          <div className="attempt-head">
            <h2>Attempt {attempt.attempt}</h2>
            <StateBadge state={attempt.state} word={wordOf(attempt, newest)} reason={attempt.statusReason} />
            <span className="dim">
              <TimeAgo iso={attempt.startTime} /> · <Duration start={attempt.startTime} end={attempt.endTime} />
              {attempt.host !== undefined && ` · ${attempt.host}`}
              {attempt.temporalAttempt !== undefined && ` · Temporal's ${attempt.temporalAttempt}`}
            </span>
            <span className="page-actions">
              <AttemptLink run={run} attempt={attempt} view="overview" label="What it logged" />
              <AttemptLink run={run} attempt={attempt} view="log" label="Its log" />
            </span>
          </div>
          {attempt.error && <ErrorPanel error={attempt.error} isOpen={run.attempts.length < 4} />}
        </li>
      ))}
    </ol>
  );
}

interface AttemptLinkProps {
  readonly run: RunRecord;
  readonly attempt: AttemptRecord;
  readonly view: string;
  readonly label: string;
}

function AttemptLink({ run, attempt, view, label }: AttemptLinkProps) {
  return (
    <Link className="button plain" to="/runs/$uid" params={{ uid: run.uid }} search={{ view, attempt: String(attempt.attempt) }}>
      {label}
    </Link>
  );
}

// One that ended for a retry has been retried once there is a newer one.
function wordOf({ state, attempt }: AttemptRecord, newest: number | undefined): string {
  if (state !== 'pendingRetry') return state;
  return attempt === newest ? 'waiting for a retry' : 'failed, retried';
}
