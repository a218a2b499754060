import { useState } from 'react';
import type { Value } from '../../../src/core/index.js';
import { ApiError } from '../api/client.js';
import type { StartCall } from '../api/commands.js';
import type { StartForm } from '../api/shapes.js';
import { Button } from '../design/button.js';
import { FieldInput } from './field-input.js';
import { fieldsOf, looseParam, paramOf } from './fields.js';
import type { Field } from './fields.js';

interface ParamsFormProps {
  readonly form: StartForm;
  readonly isBusy: boolean;
  /** What the server had against it. */
  readonly error: Error | null;
  readonly onSubmit: (call: StartCall) => void;
  readonly onCancel: () => void;
}

type Texts = Readonly<Record<string, string>>;

/** A field for each param and each input, filled in with what the run had. */
export function ParamsForm({ form, isBusy, error, onSubmit, onCancel }: ParamsFormProps) {
  const fields = fieldsOf(form.schema, form.params);
  const inputKeys = [...new Set([...Object.keys(form.declaredInputs ?? {}), ...Object.keys(form.inputs)])];
  const [typed, setTyped] = useState<Texts>(() => Object.fromEntries(fields.map(({ key, text }) => [key, text])));
  const [inputs, setInputs] = useState<Texts>(form.inputs);
  const [extra, setExtra] = useState({ key: '', text: '' });
  const [noJson, setNoJson] = useState<string>();
  const submit = () => {
    const params: Record<string, Value> = {};
    for (const field of fields) {
      try {
        const param = paramOf(field, typed[field.key] ?? '');
        if (param !== undefined) params[field.key] = param;
      } catch {
        setNoJson(field.key);
        return;
      }
    }
    if (extra.key.trim() !== '') params[extra.key.trim()] = looseParam(extra.text);
    setNoJson(undefined);
    onSubmit({ params, ...(inputKeys.length === 0 ? {} : { inputs: given(inputs) }) });
  };
  const faultOf = ({ key }: Field) => (noJson === key ? 'This is not JSON.' : serverFault(error, key));
  const isElsewhere = error !== null && !fields.some(({ key }) => serverFault(error, key) !== undefined);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {fields.length === 0 && <p className="dim">It had no params.</p>}
      {fields.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          text={typed[field.key] ?? ''}
          fault={faultOf(field)}
          onType={(text) => setTyped({ ...typed, [field.key]: text })}
        />
      ))}
      {form.schema === undefined && <OneMore extra={extra} onType={setExtra} />}
      {inputKeys.map((key) => (
        <label key={key} className="field">
          <span>
            {key} <span className="dim">input{form.declaredInputs?.[key] === undefined ? '' : `, ${form.declaredInputs[key]}`}</span>
          </span>
          <input
            className="input mono"
            spellCheck={false}
            value={inputs[key] ?? ''}
            onChange={(event) => setInputs({ ...inputs, [key]: event.target.value })}
          />
        </label>
      ))}
      {isElsewhere && (
        <p className="field-fault" role="alert">
          {error.message}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onCancel}>Cancel</Button>
        <Button tone="primary" icon="play" type="submit" disabled={isBusy}>
          {isBusy ? 'Starting…' : 'Start'}
        </Button>
      </div>
    </form>
  );
}

interface OneMoreProps {
  readonly extra: { readonly key: string; readonly text: string };
  readonly onType: (extra: { key: string; text: string }) => void;
}

/** Without a schema nobody knows which params there are besides those that were given. */
function OneMore({ extra, onType }: OneMoreProps) {
  return (
    <div className="field-pair">
      <label className="field">
        <span>Another param</span>
        <input className="input" placeholder="name" value={extra.key} onChange={(event) => onType({ ...extra, key: event.target.value })} />
      </label>
      <label className="field">
        <span className="dim">Its value</span>
        <input
          className="input"
          placeholder="text or JSON"
          value={extra.text}
          onChange={(event) => onType({ ...extra, text: event.target.value })}
        />
      </label>
    </div>
  );
}

function serverFault(error: Error | null, key: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.issues.find(({ path }) => path === `params.${key}` || path.startsWith(`params.${key}.`))?.message;
}

function given(texts: Texts): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''));
}
