import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../design/icon.js';
import { StateIcon } from '../design/state-badge.js';
import { ShortValue } from '../design/value.js';
import type { ColouredRun } from './coloured-run.js';
import { rowGroups } from './rows.js';
import type { CompareRow } from './rows.js';

/** What went in and what came out, a column for each run; lines that differ are marked. */
export function CompareValues({ runs }: { readonly runs: readonly ColouredRun[] }) {
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const groups = rowGroups(runs);
  return (
    <div className="stack">
      <label className="check">
        <input type="checkbox" checked={onlyDifferent} onChange={(event) => setOnlyDifferent(event.target.checked)} />
        Only what differs
      </label>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Values side by side">
        <table className="compare-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Value</span>
              </th>
              {runs.map(({ run, color }) => (
                <th key={run.uid} scope="col">
                  <span className="compare-head">
                    <i style={{ background: color }} />
                    <StateIcon state={run.state} size={14} />
                    <Link to="/runs/$uid" params={{ uid: run.uid }}>
                      {run.name}
                    </Link>
                    {runs.length > 2 && <TakeOut uid={run.uid} name={run.name} />}
                  </span>
                  <code className="dim">{run.uid.slice(0, 8)}</code>
                </th>
              ))}
            </tr>
          </thead>
          {groups.map(({ title, rows }) => (
            <tbody key={title}>
              <tr className="compare-group">
                <th scope="rowgroup" colSpan={runs.length + 1}>
                  {title}
                </th>
              </tr>
              {rows
                .filter(({ isDifferent }) => isDifferent || !onlyDifferent)
                .map((row) => (
                  <Row key={row.key} row={row} />
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </div>
  );
}

function TakeOut({ uid, name }: { readonly uid: string; readonly name: string }) {
  return (
    <Link
      to="."
      className="button quiet icon-only compare-out"
      search={(old: { runs?: string }) => ({
        ...old,
        runs:
          old.runs
            ?.split(',')
            .filter((other) => other !== uid)
            .join(',') ?? '',
      })}
      replace
      aria-label={`Take ${name} ${uid.slice(0, 6)} out`}
      title="Take it out of the comparison"
    >
      <Icon name="close" size={11} />
    </Link>
  );
}

function Row({ row: { key, values, isDifferent } }: { readonly row: CompareRow }) {
  return (
    <tr className={isDifferent ? 'different' : undefined}>
      <th scope="row">
        {key}
        {isDifferent && (
          <span className="differs" title="Differs">
            ≠<span className="visually-hidden"> differs</span>
          </span>
        )}
      </th>
      {values.map((value, index) => (
        <td key={index}>
          <ShortValue value={value} />
        </td>
      ))}
    </tr>
  );
}
