import { Link } from '@tanstack/react-router';
import { useMetrics } from '../api/queries.js';
import type { RunDetails, RunRecord } from '../api/shapes.js';
import { ArtifactRow } from '../artifacts/artifact-row.js';
import { Card } from '../design/card.js';
import { Empty } from '../design/empty.js';
import { ValueList } from '../design/value.js';
import { EditLabels } from './edit-labels.js';
import { Inputs } from './inputs.js';
import { MetricCharts } from './metric-charts.js';

/** The run on one screen: what came out at the left, what went in at the right. */
export function Overview({ details }: { readonly details: RunDetails }) {
  const { run, artifacts, inputs, childrenCount } = details;
  const { data: series = [] } = useMetrics(run.uid, run.attempt);
  const hasMetrics = Object.keys(run.metrics).length > 0;
  const isBare = !hasMetrics && artifacts.length === 0 && Object.keys(run.results).length === 0;
  return (
    <div className="run-columns">
      <div className="stack">
        {childrenCount > 0 && (
          <p className="note">
            This pipeline has {childrenCount} {childrenCount === 1 ? 'step' : 'steps'}:{' '}
            <Link to="/pipelines/$uid" params={{ uid: run.uid }}>
              see its graph
            </Link>
          </p>
        )}
        {Object.keys(run.results).length > 0 && (
          <Card title="Results">
            <Results run={run} />
          </Card>
        )}
        {hasMetrics && (
          <Card title="Metrics">
            <MetricCharts run={run} series={series} />
          </Card>
        )}
        {artifacts.length > 0 && (
          <Card title="Artifacts" flush>
            <ul className="artifact-rows">
              {artifacts.map((artifact) => (
                <ArtifactRow key={artifact.uid} artifact={artifact} runUid={run.uid} />
              ))}
            </ul>
          </Card>
        )}
        {isBare && (
          <Empty icon="artifact" title="Nothing logged yet">
            Results, metrics and artifacts appear here as the handler logs them: <code>context.logResult('accuracy', 0.98)</code>.
          </Empty>
        )}
      </div>
      <aside className="stack" aria-label="What went in">
        <Card title="Params">
          <ValueList values={run.parameters} empty="It was started without params." />
        </Card>
        <Card title="Inputs">
          <Inputs inputs={inputs} />
        </Card>
        <Card title="Labels" aside={<EditLabels run={run} />}>
          <ValueList values={run.labels} empty="None. Labels can be searched for: labels.framework = sklearn" />
        </Card>
        <Source run={run} />
      </aside>
    </div>
  );
}

function Results({ run }: { readonly run: RunRecord }) {
  return (
    <div className="results">
      <ValueList values={run.results} empty="" isShort />
    </div>
  );
}

function Source({ run }: { readonly run: RunRecord }) {
  const { source, attempts } = run;
  const host = attempts.at(-1);
  const facts = {
    ...(run.handler === undefined ? {} : { handler: run.handler }),
    ...(source.file === undefined ? {} : { file: source.file }),
    ...(source.commit === undefined ? {} : { commit: `${source.commit.slice(0, 12)}${source.dirty === true ? ' with changes' : ''}` }),
    ...(host?.host === undefined ? {} : { host: host.pid === undefined ? host.host : `${host.host}, process ${host.pid}` }),
    ...(run.activityId === undefined ? {} : { activity: run.activityId }),
  };
  return (
    <Card title="Where it ran">
      <ValueList values={facts} empty="Nothing is known." />
    </Card>
  );
}
