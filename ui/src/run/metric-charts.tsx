import type { RunRecord, Series } from '../api/shapes.js';
import { LineChart } from '../charts/line-chart.js';
import { Empty } from '../design/empty.js';
import { Skeleton } from '../design/skeleton.js';
import { shortValue } from '../design/short-value.js';

interface MetricChartsProps {
  readonly run: RunRecord;
  readonly series: readonly Series[];
  readonly height?: number;
}

/** A chart for each metric. Those whose points are not here yet have their place already. */
export function MetricCharts({ run, series, height = 168 }: MetricChartsProps) {
  const keys = Object.keys(run.metrics);
  if (keys.length === 0)
    return (
      <Empty icon="chart" title="No metrics yet">
        Each call of <code>context.logMetric('loss', 0.3, step)</code> is a point here.
      </Empty>
    );
  return (
    <div className="chart-grid">
      {keys.map((key) => {
        const found = series.find((one) => one.key === key);
        const summary = run.metrics[key];
        return (
          <figure key={key} className="metric-chart">
            <figcaption>
              <b>{key}</b>
              <span
                className="value num"
                title={`min ${shortValue(summary?.min)}, max ${shortValue(summary?.max)}, ${summary?.count} points`}
              >
                {shortValue(summary?.last)}
              </span>
            </figcaption>
            {found === undefined ? (
              <Skeleton height={`${height}px`} />
            ) : (
              <LineChart
                label={`${key}: last ${shortValue(summary?.last)}, from ${shortValue(summary?.min)} to ${shortValue(summary?.max)}`}
                lines={[{ name: key, color: 'var(--series-1)', steps: found.steps, values: found.values }]}
                height={height}
              />
            )}
          </figure>
        );
      })}
    </div>
  );
}
