import { ArtifactPreview } from '../artifacts/artifact-preview.js';
import { Empty } from '../design/empty.js';
import type { ColouredRun } from './coloured-run.js';

/** Charts that the runs logged under one key, beside each other. */
export function ChartsBesideEachOther({ runs }: { readonly runs: readonly ColouredRun[] }) {
  const keys = [...new Set(runs.flatMap(({ artifacts }) => artifacts.filter(({ kind }) => kind === 'chart').map(({ key }) => key)))];
  if (keys.length === 0)
    return (
      <Empty icon="chart" title="None of them logged a chart">
        <code>context.logChart('curve', spec)</code> makes one that stands beside those of other runs.
      </Empty>
    );
  return (
    <div className="stack">
      {keys.map((key) => (
        <section key={key} className="card">
          <header>
            <h2>{key}</h2>
          </header>
          <div className="charts-beside">
            {runs.map(({ run, artifacts, color, label }) => {
              const artifact = artifacts.findLast((one) => one.key === key && one.kind === 'chart');
              return (
                artifact && (
                  <figure key={run.uid}>
                    <figcaption className="compare-head">
                      <i style={{ background: color }} />
                      {label}
                    </figcaption>
                    <ArtifactPreview artifact={artifact} />
                  </figure>
                )
              );
            })}
          </div>
        </section>
      ))}
    </div>
  );
}
