import { useRef } from 'react';
import type { RunRecord } from '../api/shapes.js';
import { Icon } from '../design/icon.js';
import { useKeys } from '../shell/keyboard.js';
import { useRowKeys } from '../shell/use-row-keys.js';
import type { RunColumn } from './column-model.js';
import type { Selection } from './use-selection.js';
import './runs-table.css';

interface RunsTableProps {
  readonly runs: readonly RunRecord[];
  readonly columns: readonly RunColumn[];
  /** As in the address: `startTime`, `-results.loss`. */
  readonly sort: string;
  readonly onSort: (orderBy: string) => void;
  readonly selection: Selection;
}

/** One row a run. On a phone each row is a card: the same cells, laid out by CSS. */
export function RunsTable({ runs, columns, sort, onSort, selection }: RunsTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  useKeys({
    x: () => {
      const uid = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
      if (uid !== undefined) selection.toggle(uid);
    },
  });
  const areAll = runs.length > 0 && runs.every((run) => selection.has(run.uid));
  return (
    <div className="table-scroll" tabIndex={-1}>
      <table className="runs-table">
        <thead>
          <tr>
            <th className="select-cell">
              <input
                type="checkbox"
                aria-label="Select all runs shown"
                checked={areAll}
                onChange={() => selection.set(areAll ? [] : runs.map((run) => run.uid))}
              />
            </th>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {runs.map((run) => (
            <tr key={run.uid} data-row={run.uid} className={selection.has(run.uid) ? 'selected' : undefined}>
              <td className="select-cell">
                <input
                  type="checkbox"
                  aria-label={`Select ${run.name}`}
                  checked={selection.has(run.uid)}
                  onChange={() => selection.toggle(run.uid)}
                />
              </td>
              {columns.map((column) => (
                <td
                  key={column.id}
                  data-column={column.id.split('.')[0]}
                  data-label={column.label}
                  className={column.numeric === true ? 'numeric' : undefined}
                >
                  {column.cell(run)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeadCell({
  column,
  sort,
  onSort,
}: {
  readonly column: RunColumn;
  readonly sort: string;
  readonly onSort: (orderBy: string) => void;
}) {
  const { orderBy, label, id } = column;
  const group = id.includes('.') ? id.slice(0, id.indexOf('.')) : undefined;
  const content = (
    <>
      <span>
        {group && <span className="column-group">{group}.</span>}
        {label}
      </span>
    </>
  );
  const className = column.numeric === true ? 'numeric' : undefined;
  if (orderBy === undefined) return <th className={className}>{content}</th>;
  const isFirst = sort === orderBy;
  const isTurned = sort === `-${orderBy}`;
  return (
    <th className={className} aria-sort={isFirst ? 'descending' : isTurned ? 'ascending' : undefined}>
      <button type="button" className="sort" onClick={() => onSort(isFirst ? `-${orderBy}` : orderBy)}>
        {content}
        <span className={isFirst || isTurned ? 'sort-arrow on' : 'sort-arrow'}>
          <Icon name={isTurned ? 'arrow-up' : 'arrow-down'} size={11} />
        </span>
      </button>
    </th>
  );
}
