import { Navigate, getRouteApi } from '@tanstack/react-router';
import { useRuns } from '../api/queries.js';
import { Empty, Failure } from '../design/empty.js';
import { RunHeaderSkeleton } from '../run/run-header.js';

const route = getRouteApi('/workflows/$workflowId');

/** Leads from a workflow of Temporal to its run: to the pipeline's, else to that of the one handler. Waits for one that no worker has taken up yet. */
export function WorkflowPage() {
  const { workflowId } = route.useParams();
  const q = `workflow = ${JSON.stringify(workflowId)}`;
  const { runs, error, isPending, refetch } = useRuns({ q, states: [], orderBy: 'startTime', project: undefined, kind: undefined });
  const run = runs.find(({ kind }) => kind === 'pipeline') ?? runs[0];
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (isPending) return <RunHeaderSkeleton />;
  if (run !== undefined)
    return <Navigate to={run.kind === 'pipeline' ? '/pipelines/$uid' : '/runs/$uid'} params={{ uid: run.uid }} replace />;
  return (
    <Empty icon="pipeline" title="This workflow has no run yet">
      Its run appears here as soon as a worker takes it up. Does none? Start one with <code>npx tidemark dev</code>, and look whether{' '}
      <code className="mono">{workflowId}</code> is the workflow you mean.
    </Empty>
  );
}
