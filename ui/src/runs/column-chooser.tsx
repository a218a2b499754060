import type { RunRecord } from '../api/shapes.js';
import { Popover } from '../design/menu.js';
import { COLUMN_GROUPS, FIXED_COLUMNS, keysOf } from './column-model.js';

interface ColumnChooserProps {
  readonly runs: readonly RunRecord[];
  readonly chosen: readonly string[];
  readonly onChoose: (columns: readonly string[] | undefined) => void;
}

/** Which columns the table has: the fixed ones, and whatever the runs shown have logged. */
export function ColumnChooser({ runs, chosen, onChoose }: ColumnChooserProps) {
  const toggle = (id: string) => onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const choice = (id: string, label: string) => (
    <label key={id}>
      <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} disabled={id === 'name'} />
      {label}
    </label>
  );
  return (
    <Popover label="Columns" icon="columns">
      {FIXED_COLUMNS.map(({ id, label }) => choice(id, label))}
      {COLUMN_GROUPS.map((group) => {
        const keys = keysOf(group, runs);
        if (keys.length === 0) return null;
        return (
          <fieldset key={group}>
            <legend className="popover-legend">{group}</legend>
            {keys.slice(0, 50).map((key) => choice(`${group}.${key}`, key))}
          </fieldset>
        );
      })}
      <button type="button" className="button quiet" onClick={() => onChoose(undefined)}>
        Back to the default
      </button>
    </Popover>
  );
}
