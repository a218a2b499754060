import { useState } from 'react';
import type { Value } from '../../../src/core/index.js';
import { Button } from '../design/button.js';
import { fieldsOf, paramOf } from './fields.js';
import type { Field, ParamsSchema } from './fields.js';

interface ParamsFormProps {
  readonly schema: ParamsSchema | undefined;
  readonly values: Readonly<Record<string, Value>>;
  readonly isBusy: boolean;
  readonly onSubmit: (params: Readonly<Record<string, unknown>>) => void;
  readonly onCancel: () => void;
}

/** A field for each param, filled in with what the run had. */
export function ParamsForm({ schema, values, isBusy, onSubmit, onCancel }: ParamsFormProps) {
  const fields = fieldsOf(schema, values);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(fields.map(({ key, text }) => [key, text])),
  );
  const [wrong, setWrong] = useState<string>();
  const submit = () => {
    const params: Record<string, unknown> = {};
    for (const field of fields) {
      try {
        const param = paramOf(field, typed[field.key] ?? '');
        if (param !== undefined) params[field.key] = param;
      } catch {
        setWrong(field.key);
        return;
      }
    }
    onSubmit(params);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {fields.length === 0 && <p className="dim">It takes no params.</p>}
      {fields.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          text={typed[field.key] ?? ''}
          isWrong={wrong === field.key}
          onType={(text) => setTyped({ ...typed, [field.key]: text })}
        />
      ))}
      <div className="dialog-actions">
        <Button onClick={onCancel}>Cancel</Button>
        <Button tone="primary" icon="play" type="submit" disabled={isBusy}>
          Start
        </Button>
      </div>
    </form>
  );
}

interface FieldInputProps {
  readonly field: Field;
  readonly text: string;
  readonly isWrong: boolean;
  readonly onType: (text: string) => void;
}

function FieldInput({ field, text, isWrong, onType }: FieldInputProps) {
  return (
    <label className="field">
      <span>
        {field.key}
        {field.isRequired && <span className="dim"> (required)</span>}
      </span>
      <Control field={field} text={text} onType={onType} />
      {field.description && <span className="dim">{field.description}</span>}
      {isWrong && <span className="search-error">This is not JSON.</span>}
    </label>
  );
}

function Control({ field, text, onType }: Omit<FieldInputProps, 'isWrong'>) {
  const { input, isRequired, choices, minimum, maximum, isInteger } = field;
  switch (input) {
    case 'checkbox':
      return <input type="checkbox" checked={text === 'true'} onChange={(event) => onType(String(event.target.checked))} />;
    case 'choice':
      return (
        <select className="input" value={text} onChange={(event) => onType(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      );
    case 'json':
      return <textarea className="input" rows={4} value={text} onChange={(event) => onType(event.target.value)} />;
    case 'number':
      return (
        <input
          className="input"
          type="number"
          step={isInteger ? 1 : 'any'}
          min={minimum}
          max={maximum}
          required={isRequired}
          value={text}
          onChange={(event) => onType(event.target.value)}
        />
      );
    case 'text':
      return <input className="input" required={isRequired} value={text} onChange={(event) => onType(event.target.value)} />;
  }
}
