import { getRouteApi } from '@tanstack/react-router';
import { useMetrics, useRun } from '../api/queries.js';
import type { RunDetails } from '../api/shapes.js';
import { useWatch } from '../api/use-live.js';
import { Failure } from '../design/empty.js';
import { Tabs } from '../design/tabs.js';
import type { Tab } from '../design/tabs.js';
import { StartAgain } from '../pipeline/start-again.js';
import { Attempts } from './attempts.js';
import { ErrorPanel } from './error-panel.js';
import { LogView } from './log-view.js';
import { MetricCharts } from './metric-charts.js';
import { Overview } from './overview.js';
import { RawJson } from './raw-json.js';
import { RunArtifacts } from './run-artifacts.js';
import { RunHeader, RunHeaderSkeleton } from './run-header.js';
import { Timeline } from './timeline.js';
import './run-page.css';

const VIEWS = ['overview', 'metrics', 'artifacts', 'log', 'attempts', 'timeline', 'json'] as const;
type View = (typeof VIEWS)[number];

const route = getRouteApi('/runs/$uid');

/** One run, whole: its newest attempt, or the one that the address names. */
export function RunPage() {
  const { uid } = route.useParams();
  const { view, attempt } = route.useSearch();
  useWatch([uid]);
  const { data, error, refetch } = useRun(uid, attempt === undefined ? undefined : Number(attempt));
  if (error && data === undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <RunHeaderSkeleton />;
  const current = VIEWS.find((known) => known === view) ?? 'overview';
  return (
    <article className="run-page">
      <RunHeader details={data} chosenAttempt={attempt} actions={data.run.kind !== 'local' && <StartAgain run={data.run} />} />
      {data.run.error && <ErrorPanel error={data.run.error} run={data.run} />}
      <Tabs label="Parts of the run" tabs={tabsOf(data)} current={current} />
      <div className="run-view">
        <ViewOf view={current} details={data} />
      </div>
    </article>
  );
}

function tabsOf({ run, artifacts }: RunDetails): readonly Tab<View>[] {
  return [
    { id: 'overview', label: 'Overview' },
    { id: 'metrics', label: 'Metrics', count: Object.keys(run.metrics).length },
    { id: 'artifacts', label: 'Artifacts', count: artifacts.length },
    { id: 'log', label: 'Log' },
    { id: 'attempts', label: 'Attempts', count: run.attempts.length },
    { id: 'timeline', label: 'Timeline' },
    { id: 'json', label: 'JSON' },
  ];
}

function ViewOf({ view, details }: { readonly view: View; readonly details: RunDetails }) {
  const { run } = details;
  switch (view) {
    case 'overview':
      return <Overview details={details} />;
    case 'metrics':
      return <AllMetrics details={details} />;
    case 'artifacts':
      return <RunArtifacts details={details} />;
    case 'log':
      return <LogView key={`${run.uid} ${run.attempt}`} uid={run.uid} attempt={run.attempt} isOver={run.endTime !== undefined} />;
    case 'attempts':
      return <Attempts run={run} />;
    case 'timeline':
      return <Timeline details={details} />;
    case 'json':
      return <RawJson value={run} />;
  }
}

function AllMetrics({ details: { run } }: { readonly details: RunDetails }) {
  const { data = [] } = useMetrics(run.uid, run.attempt);
  return <MetricCharts run={run} series={data} height={230} />;
}
