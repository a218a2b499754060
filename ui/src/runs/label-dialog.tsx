import { useState } from 'react';
import type { LabelChange } from '../api/commands.js';
import type { RunRecord } from '../api/shapes.js';
import { Button, IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';

interface LabelDialogProps {
  readonly open: boolean;
  readonly runs: readonly RunRecord[];
  readonly onClose: () => void;
  readonly onSave: (change: LabelChange) => void;
}

/** The labels of one run, or of several together: change, add, take off. */
export function LabelDialog({ open, runs, onClose, onSave }: LabelDialogProps) {
  const title = runs.length === 1 ? `Labels of ${runs[0]?.name}` : `Labels of ${runs.length} runs`;
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <LabelForm
        runs={runs}
        onCancel={onClose}
        onSave={(change) => {
          if (Object.keys(change).length > 0) onSave(change);
          onClose();
        }}
      />
    </Dialog>
  );
}

interface Row {
  readonly id: number;
  readonly key: string;
  readonly value: string;
  /** As it was: `mixed` when the runs differ; absent for a new one. */
  readonly was?: { readonly value: string | undefined; readonly of: number };
  readonly isOff: boolean;
}

function LabelForm({
  runs,
  onCancel,
  onSave,
}: {
  readonly runs: readonly RunRecord[];
  readonly onCancel: () => void;
  readonly onSave: (change: LabelChange) => void;
}) {
  const [rows, setRows] = useState<readonly Row[]>(() => [...rowsOf(runs), emptyRow(-1)]);
  const change = (id: number, next: Partial<Row>) => setRows(rows.map((row) => (row.id === id ? { ...row, ...next } : row)));
  const remove = ({ id, was, isOff }: Row) =>
    was === undefined ? setRows(rows.filter((row) => row.id !== id)) : change(id, { isOff: !isOff });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(changeOf(rows));
      }}
    >
      <ul className="label-rows">
        {rows.map((row) => (
          <LabelRow key={row.id} row={row} count={runs.length} onChange={(next) => change(row.id, next)} onRemove={() => remove(row)} />
        ))}
      </ul>
      <div className="dialog-actions spread">
        <Button icon="plus" tone="quiet" onClick={() => setRows([...rows, emptyRow(-1 - rows.length)])}>
          Another label
        </Button>
        <span className="page-actions">
          <Button onClick={onCancel}>Cancel</Button>
          <Button tone="primary" type="submit">
            Save
          </Button>
        </span>
      </div>
    </form>
  );
}

interface LabelRowProps {
  readonly row: Row;
  readonly count: number;
  readonly onChange: (next: Partial<Row>) => void;
  readonly onRemove: () => void;
}

function LabelRow({ row: { key, value, was, isOff }, count, onChange, onRemove }: LabelRowProps) {
  const isPartial = was !== undefined && was.of < count;
  return (
    <li className={isOff ? 'off' : undefined}>
      {was === undefined ? (
        <input
          className="input"
          aria-label="Label"
          placeholder="stage"
          autoComplete="off"
          value={key}
          onChange={(event) => onChange({ key: event.target.value })}
        />
      ) : (
        <span className="label-key">
          {key}
          {isPartial && <span className="dim">{` on ${was.of} of ${count}`}</span>}
        </span>
      )}
      <input
        className="input"
        aria-label={was === undefined ? 'Value' : `Value of ${key}`}
        placeholder={was === undefined ? 'final' : was.value === undefined ? 'different values' : ''}
        autoComplete="off"
        disabled={isOff}
        value={value}
        onChange={(event) => onChange({ value: event.target.value })}
      />
      <IconButton
        icon={isOff ? 'retry' : 'trash'}
        label={isOff ? `Keep ${key}` : `Take off ${key === '' ? 'this label' : key}`}
        onClick={onRemove}
      />
    </li>
  );
}

function emptyRow(id: number): Row {
  return { id, key: '', value: '', isOff: false };
}

function rowsOf(runs: readonly RunRecord[]): readonly Row[] {
  const keys = [...new Set(runs.flatMap(({ labels }) => Object.keys(labels)))];
  return keys.map((key, id) => {
    const values = runs.flatMap(({ labels }) => labels[key] ?? []);
    const same = new Set(values).size === 1 ? values[0] : undefined;
    return { id, key, value: same ?? '', was: { value: same, of: values.length }, isOff: false };
  });
}

// A value that was left alone is not said again: where runs differ, they go on to differ.
function changeOf(rows: readonly Row[]): LabelChange {
  return Object.fromEntries(
    rows.flatMap(({ key, value, was, isOff }): readonly (readonly [string, string | null])[] => {
      const name = key.trim();
      if (name === '') return [];
      if (isOff) return [[name, null]];
      return value === (was?.value ?? (was === undefined ? undefined : '')) ? [] : [[name, value]];
    }),
  );
}
