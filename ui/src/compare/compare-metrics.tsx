import { LineChart } from '../charts/line-chart.js';
import { Empty } from '../design/empty.js';
import type { ColouredRun } from './coloured-run.js';
import { RunLegend } from './run-legend.js';

/** Each metric in one chart, a line for each run. */
export function CompareMetrics({ runs }: { readonly runs: readonly ColouredRun[] }) {
  const keys = [...new Set(runs.flatMap(({ series }) => series.map(({ key }) => key)))];
  if (keys.length === 0)
    return (
      <Empty icon="chart" title="None of them logged metrics">
        <code>context.logMetric('loss', 0.3, step)</code> makes a line here.
      </Empty>
    );
  return (
    <div className="card stack">
      <RunLegend runs={runs} />
      <div className="chart-grid wide">
        {keys.map((key) => (
          <figure key={key} className="metric-chart">
            <figcaption>
              <b>{key}</b>
            </figcaption>
            <LineChart
              label={`${key} of ${runs.length} runs`}
              height={230}
              lines={runs.flatMap(({ series, color, dash, label }) => {
                const found = series.find((one) => one.key === key);
                return found === undefined ? [] : [{ name: label, color, dash, steps: found.steps, values: found.values }];
              })}
            />
          </figure>
        ))}
      </div>
    </div>
  );
}
