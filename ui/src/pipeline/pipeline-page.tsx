import { getRouteApi } from '@tanstack/react-router';
import { useGraph, useRun } from '../api/queries.js';
import type { PipelineGraph } from '../api/shapes.js';
import { useWatch } from '../api/use-live.js';
import { useWidth } from '../charts/use-width.js';
import { Empty, Failure } from '../design/empty.js';
import { Tabs } from '../design/tabs.js';
import { ErrorPanel } from '../run/error-panel.js';
import { Overview } from '../run/overview.js';
import { RunHeader, RunHeaderSkeleton } from '../run/run-header.js';
import { FailedSteps } from './failed-steps.js';
import { Gantt } from './gantt.js';
import { StartAgain } from './start-again.js';
import { StepGraph } from './step-graph.js';
import { StepPanel } from './step-panel.js';
import '../run/run-page.css';
import './pipeline-page.css';

const route = getRouteApi('/pipelines/$uid');
const VIEWS = ['graph', 'gantt', 'run'] as const;

/** A pipeline: its steps as a graph and over time, and the run of the step that is chosen. */
export function PipelinePage() {
  const { uid } = route.useParams();
  const { view, step } = route.useSearch();
  useWatch(step === undefined ? [uid] : [uid, step]);
  const { data: graph, error, refetch } = useGraph(uid);
  const { data: details } = useRun(uid);
  if (error && graph === undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (graph === undefined || details === undefined) return <RunHeaderSkeleton />;
  const current = VIEWS.find((known) => known === view) ?? 'graph';
  const failed = graph.steps.filter((one) => one.error !== undefined && one.state === 'error');
  return (
    <article className="run-page">
      <RunHeader details={details} chosenAttempt={undefined} actions={<StartAgain run={graph.run} />} />
      {failed.length > 0 ? <FailedSteps steps={failed} /> : graph.run.error && <ErrorPanel error={graph.run.error} run={graph.run} />}
      <Tabs
        label="Views of the pipeline"
        tabs={[
          { id: 'graph', label: 'Graph', count: graph.steps.length },
          { id: 'gantt', label: 'Gantt' },
          { id: 'run', label: 'Results and params' },
        ]}
        current={current}
      />
      {current === 'run' ? <Overview details={details} /> : <Steps view={current} graph={graph} chosen={step} />}
    </article>
  );
}

function Steps({
  view,
  graph,
  chosen,
}: {
  readonly view: 'graph' | 'gantt';
  readonly graph: PipelineGraph;
  readonly chosen: string | undefined;
}) {
  const [box, width] = useWidth<HTMLDivElement>(1000);
  const step = graph.steps.find(({ uid }) => uid === chosen) ?? graph.steps.find(({ state }) => state === 'error') ?? graph.steps.at(-1);
  if (graph.steps.length === 0)
    return (
      <Empty icon="pipeline" title="No step has started yet">
        Steps appear here as a worker takes them up. None does? Then no worker listens: start one with <code>npx tidemark dev</code>.
      </Empty>
    );
  return (
    <div className="pipeline-columns">
      <div ref={box} className="pipeline-main">
        {view === 'graph' ? (
          <StepGraph graph={graph} chosen={step?.uid} />
        ) : (
          <Gantt width={width} run={graph.run} steps={graph.steps} chosen={step?.uid} />
        )}
      </div>
      <aside className="pipeline-aside">{step && <StepPanel key={step.uid} uid={step.uid} />}</aside>
    </div>
  );
}
