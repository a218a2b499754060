import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { segment } from '../api/client.js';
import { useAbout } from '../api/queries.js';
import type { RunDetails, RunRecord } from '../api/shapes.js';
import { CopyText } from '../design/copy.js';
import { Icon } from '../design/icon.js';
import { Skeleton, SkeletonLines } from '../design/skeleton.js';
import { StateBadge } from '../design/state-badge.js';
import { Duration, TimeAgo } from '../design/time.js';
import { RunActions } from './run-actions.js';

interface RunHeaderProps {
  readonly details: RunDetails;
  readonly chosenAttempt: string | undefined;
  /** Before those that every run has. */
  readonly actions?: ReactNode;
}

/** Where the run stands, what it is called, how it is. */
export function RunHeader({ details, chosenAttempt, actions }: RunHeaderProps) {
  const { run, parent } = details;
  return (
    <header className="run-header">
      <nav className="crumbs" aria-label="Where this run stands">
        {run.kind === 'pipeline' ? <Link to="/pipelines">Pipelines</Link> : <Link to="/runs">Runs</Link>}
        {parent && (
          <>
            <Icon name="chevron" size={11} />
            <Link to="/pipelines/$uid" params={{ uid: parent.uid }} search={{ step: run.uid }}>
              {parent.name}
            </Link>
          </>
        )}
        <Icon name="chevron" size={11} />
        <span aria-current="page">{run.name}</span>
      </nav>
      <div className="page-head">
        <h1 className="run-title">
          {run.name}
          <StateBadge state={run.state} reason={run.statusReason} />
        </h1>
        <RunActions run={run} more={actions} />
      </div>
      <Facts run={run} chosenAttempt={chosenAttempt} />
      <Progress run={run} />
    </header>
  );
}

function Facts({ run, chosenAttempt }: { readonly run: RunRecord; readonly chosenAttempt: string | undefined }) {
  const newest = run.attempts.at(-1)?.attempt ?? run.attempt;
  return (
    <dl className="facts">
      <Fact name="Started">
        <TimeAgo iso={run.startTime} />
      </Fact>
      <Fact name="Duration">
        <Duration start={run.startTime} end={run.endTime} />
      </Fact>
      <Fact name="Attempt">
        <span className="num">{newest > 1 ? `${run.attempt} of ${newest}` : run.attempt}</span>
        {chosenAttempt !== undefined && (
          <Link to="." search={(old: object) => ({ ...old, attempt: undefined })}>
            {' '}
            show the newest
          </Link>
        )}
      </Fact>
      <Fact name="Kind">{run.kind}</Fact>
      <Fact name="Project">
        <Link to="/runs" search={{ project: run.project }}>
          {run.project}
        </Link>
      </Fact>
      {run.workflowId !== undefined && (
        <Fact name="Workflow">
          <Workflow run={run} />
        </Fact>
      )}
      <Fact name="Uid">
        <span className="mono" title={run.uid}>
          {run.uid.slice(0, 12)}
        </span>
        <CopyText text={run.uid} label="Copy the uid" />
      </Fact>
    </dl>
  );
}

function Workflow({ run: { workflowId = '', temporalRunId = '', namespace = 'default' } }: { readonly run: RunRecord }) {
  const { data: { temporalUiUrl } = {} } = useAbout();
  if (temporalUiUrl === undefined) return <span className="mono">{workflowId}</span>;
  const path = [namespace, 'workflows', workflowId, temporalRunId].map(segment).join('/');
  return (
    <a className="mono" href={`${temporalUiUrl}/namespaces/${path}`} target="_blank" rel="noreferrer" title="Open it in the Temporal UI">
      {workflowId} <Icon name="external" size={12} />
    </a>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Progress({ run: { progress, state } }: { readonly run: RunRecord }) {
  if (state !== 'running' || progress?.total === undefined) return null;
  const { done, total } = progress;
  return (
    <div className="progress">
      <progress max={total} value={done} aria-label="Progress" />
      <span className="num dim">
        {done.toLocaleString('en-US')} of {total.toLocaleString('en-US')}
      </span>
    </div>
  );
}

/** The page before its run is there, of the same height. */
export function RunHeaderSkeleton() {
  return (
    <div className="run-header" role="status" aria-label="Loading the run">
      <Skeleton width="9rem" />
      <div className="page-head" style={{ marginTop: '0.6rem' }}>
        <Skeleton width="14rem" height="1.7rem" />
      </div>
      <Skeleton width="60%" height="2.4rem" />
      <SkeletonLines lines={8} />
    </div>
  );
}
