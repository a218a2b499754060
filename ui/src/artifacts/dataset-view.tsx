import type { ColumnStats, SchemaField, Value } from '../../../src/core/index.js';
import type { DatasetPreview } from '../api/shapes.js';
import { Histogram } from '../charts/histogram.js';
import { ShortValue } from '../design/value.js';
import { RowsTable } from './rows-table.js';

/** A dataset: how large it is, each column with its statistics and histogram, and the first rows. */
export function DatasetView({ preview }: { readonly preview: DatasetPreview }) {
  const { header, schema, rows, stats = {}, length } = preview;
  const fields = schema?.fields ?? header.map((name): SchemaField => ({ name, type: 'any', nullable: true }));
  return (
    <div className="stack">
      <p className="dataset-size">
        <b className="num">{length?.toLocaleString('en-US') ?? '?'}</b> rows × <b className="num">{fields.length}</b> columns
      </p>
      <section>
        <h3>Columns</h3>
        <ColumnsTable fields={fields} stats={stats} />
      </section>
      {rows.length > 0 && (
        <section>
          <h3>First {rows.length} rows</h3>
          <RowsTable header={header} rows={rows} label="First rows" />
        </section>
      )}
    </div>
  );
}

const NUMBERS = ['mean', 'std', 'min', '25%', '50%', '75%', 'max'] as const;

/** A line for each column: its type, its histogram, its statistics. */
export function ColumnsTable({
  fields,
  stats,
}: {
  readonly fields: readonly SchemaField[];
  readonly stats: Readonly<Record<string, ColumnStats>>;
}) {
  return (
    <div className="rows-scroll" tabIndex={0} role="region" aria-label="Columns and their statistics">
      <table className="rows-table columns-table">
        <thead>
          <tr>
            <th>Column</th>
            <th>Type</th>
            <th>Distribution</th>
            <th className="numeric">Nulls</th>
            {NUMBERS.map((name) => (
              <th key={name} className="numeric">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <ColumnRow key={field.name} field={field} stats={stats[field.name]} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ColumnRow({ field, stats }: { readonly field: SchemaField; readonly stats: ColumnStats | undefined }) {
  return (
    <tr>
      <td>
        <b>{field.name}</b>
      </td>
      <td className="dim">{field.type}</td>
      <td>{stats?.hist ? <Histogram counts={stats.hist[0]} edges={stats.hist[1]} label={field.name} /> : <Distinct stats={stats} />}</td>
      <td className="numeric num">{stats?.nulls ?? '–'}</td>
      {NUMBERS.map((name) => (
        <td key={name} className="numeric">
          <ShortValue value={numberOf(stats, name)} />
        </td>
      ))}
    </tr>
  );
}

function Distinct({ stats }: { readonly stats: ColumnStats | undefined }) {
  if (stats?.unique === undefined) return <span className="dim">–</span>;
  return (
    <span className="dim">
      {stats.unique} distinct, most often <ShortValue value={stats.top} />
    </span>
  );
}

function numberOf(stats: ColumnStats | undefined, name: (typeof NUMBERS)[number]): Value | undefined {
  const value = stats?.[name];
  return value === null ? undefined : value;
}
