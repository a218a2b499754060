import { Link } from '@tanstack/react-router';
import { useMetrics, useRun } from '../api/queries.js';
import { ArtifactRow } from '../artifacts/artifact-row.js';
import { Icon } from '../design/icon.js';
import { SkeletonLines } from '../design/skeleton.js';
import { StateBadge } from '../design/state-badge.js';
import { Duration, TimeAgo } from '../design/time.js';
import { ValueList } from '../design/value.js';
import { ErrorPanel } from '../run/error-panel.js';
import { MetricCharts } from '../run/metric-charts.js';

/** The run of the chosen step, beside the graph. */
export function StepPanel({ uid }: { readonly uid: string }) {
  const { data } = useRun(uid);
  const { data: series = [] } = useMetrics(uid, data?.run.attempt);
  if (data === undefined) return <SkeletonLines lines={9} />;
  const { run, artifacts } = data;
  return (
    <section className="step-panel stack" aria-label={`Step ${run.name}`}>
      <header>
        <h2>
          {run.name} <StateBadge state={run.state} reason={run.statusReason} />
        </h2>
        <p className="dim">
          <TimeAgo iso={run.startTime} /> · <Duration start={run.startTime} end={run.endTime} />
          {run.attempt > 1 && ` · attempt ${run.attempt}`}
        </p>
      </header>
      <p className="page-actions">
        <Link className="button plain" to="/runs/$uid" params={{ uid }}>
          <Icon name="external" size={14} />
          Open the run
        </Link>
        <Link className="button plain" to="/runs/$uid" params={{ uid }} search={{ view: 'log' }}>
          Log
        </Link>
      </p>
      {run.error && <ErrorPanel error={run.error} />}
      {Object.keys(run.results).length > 0 && (
        <section>
          <h3>Results</h3>
          <ValueList values={run.results} empty="" isShort />
        </section>
      )}
      {Object.keys(run.parameters).length > 0 && (
        <section>
          <h3>Params</h3>
          <ValueList values={run.parameters} empty="" />
        </section>
      )}
      {artifacts.length > 0 && (
        <section>
          <h3>Artifacts</h3>
          <ul className="artifact-rows tight">
            {artifacts.map((artifact) => (
              <ArtifactRow key={artifact.uid} artifact={artifact} runUid={run.uid} />
            ))}
          </ul>
        </section>
      )}
      {Object.keys(run.metrics).length > 0 && <MetricCharts run={run} series={series} height={130} />}
    </section>
  );
}
