import { useState } from 'react';
import type { RunRecord } from '../api/shapes.js';
import { Button } from '../design/button.js';
import { Popover } from '../design/menu.js';
import { COLUMN_GROUPS, keysOf } from './column-model.js';
import { conditionText } from './condition-text.js';

const FIELDS = ['name', 'state', 'project', 'kind', 'pipeline', 'started', 'duration', 'attempt'];
const OPERATORS = ['=', '!=', '>', '>=', '<', '<=', '~'] as const;
const EXAMPLES: Readonly<Record<string, string>> = { started: '-2h', duration: '5m', state: 'error', kind: 'step', attempt: '2' };

interface FilterBuilderProps {
  readonly runs: readonly RunRecord[];
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

/** One more condition, put together from what the runs shown have, and added to the query: nobody has to know the language to begin with. */
export function FilterBuilder({ runs, query, onSearch }: FilterBuilderProps) {
  const [field, setField] = useState('name');
  const [operator, setOperator] = useState<string>('=');
  const [value, setValue] = useState('');
  return (
    <Popover label="Filter" icon="filter">
      <form
        className="filter-builder"
        onSubmit={(event) => {
          event.preventDefault();
          const condition = conditionText(field, operator, value.trim());
          onSearch(query === '' ? condition : `${/ or /i.test(query) ? `(${query})` : query} and ${condition}`);
          setValue('');
          event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
        }}
      >
        <select className="input" aria-label="Field" value={field} onChange={(event) => setField(event.target.value)}>
          <optgroup label="run">
            {FIELDS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
          {COLUMN_GROUPS.map((group) => {
            const keys = keysOf(group, runs);
            return (
              keys.length > 0 && (
                <optgroup key={group} label={group}>
                  {keys.slice(0, 100).map((key) => (
                    <option key={key} value={`${group}.${key}`}>{`${group}.${key}`}</option>
                  ))}
                </optgroup>
              )
            );
          })}
        </select>
        <select className="input" aria-label="Comparison" value={operator} onChange={(event) => setOperator(event.target.value)}>
          {OPERATORS.map((sign) => (
            <option key={sign} value={sign}>
              {sign === '~' ? '~ contains' : sign}
            </option>
          ))}
        </select>
        <input
          className="input"
          aria-label="Value"
          required
          autoComplete="off"
          placeholder={EXAMPLES[field] ?? 'value'}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <Button tone="primary" type="submit">
          Add
        </Button>
      </form>
    </Popover>
  );
}
