import type { ColumnStats, Value } from '../../../src/core/index.js';
import { formatValue } from '../../../src/render/format.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { Histogram } from '../charts/histogram.js';
import { Empty } from '../design/empty.js';
import { shortValue } from '../design/short-value.js';
import { ShortValue } from '../design/value.js';
import type { ColouredRun } from './coloured-run.js';

/** Datasets that several runs logged under one key: schema and statistics side by side, what differs marked. */
export function CompareDatasets({ runs }: { readonly runs: readonly ColouredRun[] }) {
  const keys = [...new Set(runs.flatMap(({ artifacts }) => artifacts.filter(({ kind }) => kind === 'dataset').map(({ key }) => key)))];
  if (keys.length === 0)
    return (
      <Empty icon="dataset" title="None of them logged a dataset">
        <code>context.logDataset('rows', rows, {'{ stats: true }'})</code> makes one that can be compared.
      </Empty>
    );
  return (
    <div className="stack">
      {keys.map((key) => (
        <DatasetDiff key={key} name={key} runs={runs} />
      ))}
    </div>
  );
}

function DatasetDiff({ name, runs }: { readonly name: string; readonly runs: readonly ColouredRun[] }) {
  const having = runs.flatMap((one) => {
    const artifact = one.artifacts.findLast(({ key, kind }) => key === name && kind === 'dataset');
    return artifact === undefined ? [] : [{ ...one, artifact }];
  });
  const columns = [...new Set(having.flatMap(({ artifact }) => artifact.spec.schema?.fields.map((field) => field.name) ?? []))];
  return (
    <section className="card flush">
      <header>
        <h2>{name}</h2>
      </header>
      <div className="rows-scroll" tabIndex={0} role="region" aria-label={`${name}, column by column`}>
        <table className="rows-table compare-datasets">
          <thead>
            <tr>
              <th>Column</th>
              {having.map(({ run, color, label }) => (
                <th key={run.uid}>
                  <span className="compare-head">
                    <i style={{ background: color }} />
                    {label}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">rows</th>
              {having.map(({ run, artifact }) => (
                <td key={run.uid} className="num">
                  {artifact.spec.length?.toLocaleString('en-US') ?? '–'}
                </td>
              ))}
            </tr>
            {columns.map((column) => (
              <ColumnDiff key={column} column={column} having={having} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type Having = readonly (ColouredRun & { readonly artifact: ArtifactRecord })[];

function ColumnDiff({ column, having }: { readonly column: string; readonly having: Having }) {
  const cells = having.map(({ run, color, artifact }) => ({
    run,
    color,
    type: artifact.spec.schema?.fields.find(({ name }) => name === column)?.type,
    stats: artifact.status.stats?.[column],
  }));
  const isSchemaDifferent = new Set(cells.map(({ type }) => type)).size > 1;
  const first = cells.find(({ type }) => type !== undefined);
  return (
    <tr className={isSchemaDifferent ? 'different' : undefined}>
      <th scope="row">
        {column}
        {isSchemaDifferent && (
          <span className="differs" title="The schema differs">
            ≠<span className="visually-hidden"> the schema differs</span>
          </span>
        )}
      </th>
      {cells.map(({ run, color, type, stats }) => (
        <td key={run.uid}>
          {type === undefined ? (
            <span className="dim">not there</span>
          ) : (
            <Cell column={column} type={type} stats={stats} color={color} beside={run === first?.run ? undefined : first?.stats} />
          )}
        </td>
      ))}
    </tr>
  );
}

interface CellProps {
  readonly column: string;
  readonly type: string;
  readonly stats: ColumnStats | undefined;
  readonly color: string;
  /** Those of the first run that has the column: what differs from them is said. */
  readonly beside: ColumnStats | undefined;
}

function Cell({ column, type, stats, color, beside }: CellProps) {
  return (
    <div className="dataset-cell">
      <span className="dim">
        {type}
        {stats !== undefined && stats.nulls > 0 && `, ${stats.nulls} nulls`}
      </span>
      {stats?.hist && <Histogram counts={stats.hist[0]} edges={stats.hist[1]} label={column} color={color} />}
      {factsOf(stats).map(
        ({ name, key, value }) =>
          value !== undefined && (
            <span key={key}>
              <span className="dim">{name}</span> <ShortValue value={value} />
              {beside !== undefined && <Delta value={value} from={beside[key]} />}
            </span>
          ),
      )}
    </div>
  );
}

type Fact = { readonly name: string; readonly key: 'unique' | 'top' | 'mean' | 'std' | 'min' | 'max'; readonly value: Value | undefined };

function factsOf(stats: ColumnStats | undefined): readonly Fact[] {
  if (stats?.mean === undefined)
    return [
      { name: 'distinct', key: 'unique', value: stats?.unique },
      { name: 'most often', key: 'top', value: stats?.top },
    ];
  return (['mean', 'std', 'min', 'max'] as const).map((key) => ({ name: key, key, value: stats[key] }));
}

/** How far it is from the first run's: `+2.4%`, or that it is another. */
function Delta({ value, from }: { readonly value: Value; readonly from: Value | undefined }) {
  if (from === undefined || formatValue(value) === formatValue(from)) return null;
  const title = `The first run has ${formatValue(from)}`;
  if (typeof value !== 'number' || typeof from !== 'number' || !Number.isFinite(value - from))
    return (
      <b className="delta" title={title}>
        ≠
      </b>
    );
  const percent = from === 0 ? undefined : (100 * (value - from)) / Math.abs(from);
  const word = percent === undefined ? `+${shortValue(value)}` : `${Math.abs(percent) < 10 ? percent.toFixed(1) : Math.round(percent)}%`;
  return (
    <span className="delta num" title={title}>
      {percent !== undefined && percent > 0 && '+'}
      {word}
    </span>
  );
}
