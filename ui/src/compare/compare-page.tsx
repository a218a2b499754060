import { Link, getRouteApi } from '@tanstack/react-router';
import { useComparison } from '../api/artifact-queries.js';
import type { ComparedRun } from '../api/shapes.js';
import { useWatch } from '../api/use-live.js';
import { ParallelCoordinates } from '../charts/parallel-coordinates.js';
import { Empty, Failure } from '../design/empty.js';
import { Icon } from '../design/icon.js';
import { Skeleton } from '../design/skeleton.js';
import { Tabs } from '../design/tabs.js';
import { axesOf } from './axes.js';
import { ChartsBesideEachOther } from './compare-charts.js';
import { CompareDatasets } from './compare-datasets.js';
import { CompareMetrics } from './compare-metrics.js';
import { CompareValues } from './compare-values.js';
import { coloured } from './coloured-run.js';
import { RunLegend } from './run-legend.js';
import '../run/run-page.css';
import './compare.css';

const route = getRouteApi('/compare');
const VIEWS = ['values', 'metrics', 'parallel', 'datasets', 'charts'] as const;
type View = (typeof VIEWS)[number];
const LABELS: Readonly<Record<View, string>> = {
  values: 'Params and results',
  metrics: 'Metrics',
  parallel: 'Parallel coordinates',
  datasets: 'Datasets',
  charts: 'Charts',
};

/** Two to fifty runs side by side. */
export function ComparePage() {
  const { runs = '', view } = route.useSearch();
  const uids = runs.split(',').filter((uid) => uid !== '');
  useWatch(uids);
  const { data, error, refetch } = useComparison(uids);
  const current = VIEWS.find((known) => known === view) ?? 'values';
  return (
    <article className="run-page">
      <header>
        <nav className="crumbs" aria-label="Where this comparison stands">
          <Link to="/runs">Runs</Link>
          <Icon name="chevron" size={11} />
          <span aria-current="page">Comparison</span>
        </nav>
        <h1>Compare {uids.length > 0 && `${uids.length} runs`}</h1>
      </header>
      {uids.length < 2 && (
        <Empty icon="compare" title="Choose the runs to compare">
          Tick two to fifty of them on <Link to="/runs">the page of runs</Link>, with the mouse or with <kbd>x</kbd>, then press Compare.
        </Empty>
      )}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {uids.length >= 2 && !error && (
        <>
          <Tabs label="Views of the comparison" tabs={VIEWS.map((id) => ({ id, label: LABELS[id] }))} current={current} />
          {data === undefined ? <Skeleton height="24rem" /> : <ViewOf view={current} runs={data} />}
        </>
      )}
    </article>
  );
}

function ViewOf({ view, runs }: { readonly view: View; readonly runs: readonly ComparedRun[] }) {
  const all = coloured(runs);
  switch (view) {
    case 'values':
      return <CompareValues runs={all} />;
    case 'metrics':
      return <CompareMetrics runs={all} />;
    case 'parallel':
      return (
        <div className="card stack">
          <RunLegend runs={all} />
          <ParallelCoordinates axes={axesOf(all)} lines={all.map(({ run, color, dash, label }) => ({ id: run.uid, color, dash, label }))} />
        </div>
      );
    case 'datasets':
      return <CompareDatasets runs={all} />;
    case 'charts':
      return <ChartsBesideEachOther runs={all} />;
  }
}
