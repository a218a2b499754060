import type { Value } from '../../../src/core/index.js';
import { ShortValue } from '../design/value.js';

interface RowsTableProps {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  readonly label: string;
}

/** Rows as they were logged, in a box that scrolls. */
export function RowsTable({ header, rows, label }: RowsTableProps) {
  return (
    <div className="rows-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="rows-table">
        <thead>
          <tr>
            {header.map((name, column) => (
              <th key={name} className={rows.some((row) => typeof row[column] === 'number') ? 'numeric' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {header.map((name, column) => (
                <td key={name} className={typeof row[column] === 'number' ? 'numeric' : undefined}>
                  {row[column] === null ? <span className="dim">null</span> : <ShortValue value={row[column]} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
